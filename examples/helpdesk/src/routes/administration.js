/** The company's own data, how the helpdesk works, its organizations, and the backup of it all. */
import { Router } from 'express'
import { audit } from '../audit.js'
import { readFields } from '../http/read-body.js'
import { Account } from '../models/account.js'
import { Organization } from '../models/organization.js'
import { Setting } from '../models/setting.js'
import { allow } from '../sign-in/allow.js'

const ACCOUNT = { name: 'text', taxNumber: 'text', address: 'text', email: 'text' }
const SETTINGS = { firstResponseMinutes: 'number', closeAfterDays: 'number' }
const ORGANIZATION = { name: 'text', domain: 'text' }

export function administrationRoutes() {
  const router = Router()
  const isAdmin = allow('admin')

  router.patch('/account', isAdmin, async (req, res) => {
    const after = { returnDocument: 'after', runValidators: true }
    res.json(await Account.findOneAndUpdate({}, readFields(req.body, ACCOUNT), after))
  })

  router.patch('/settings', isAdmin, async (req, res) => {
    const which = { name: 'helpdesk' }
    const after = { returnDocument: 'after', runValidators: true }
    res.json(await Setting.findOneAndUpdate(which, readFields(req.body, SETTINGS), after))
  })

  router.post('/organizations', isAdmin, async (req, res) => {
    res.status(201).json(await Organization.create(readFields(req.body, ORGANIZATION)))
  })

  // The copy itself would be made by a job; what is recorded is that somebody asked for it.
  router.post('/backup', isAdmin, async (req, res) => {
    await audit.record('backup.requested')
    res.sendStatus(202)
  })

  return router
}
