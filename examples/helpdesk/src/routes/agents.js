/** The staff, whom only administrators change. */
import { Router } from 'express'
import { audit } from '../audit.js'
import { readFields, readText } from '../http/read-body.js'
import { Agent } from '../models/agent.js'
import { STAFF, allow } from '../sign-in/allow.js'
import { hashPassword } from '../sign-in/password.js'

const FIELDS = { name: 'text', email: 'text', role: 'text', teams: 'texts' }
const COLUMNS = ['name', 'email', 'role']

export function agentRoutes() {
  const router = Router()

  router.get('/', allow(...STAFF), async (req, res) => {
    res.json(await Agent.find({}, { passwordHash: 0 }).sort({ name: 1 }))
  })

  router.post('/', allow('admin'), async (req, res) => {
    const passwordHash = await hashPassword(readText(req.body, 'password'))
    const agent = await Agent.create({ ...readFields(req.body, FIELDS), passwordHash })
    res.status(201).json({ id: agent.id, name: agent.name })
  })

  router.patch('/:id', allow('admin'), async (req, res) => {
    const agent = await Agent.findById(req.params.id)
    if (!agent) return res.sendStatus(404)
    agent.set(readFields(req.body, FIELDS))
    await agent.save()
    return res.json({ id: agent.id, name: agent.name, role: agent.role, teams: agent.teams })
  })

  router.delete('/:id', allow('admin'), async (req, res) => {
    const { deletedCount } = await Agent.deleteOne({ _id: req.params.id })
    res.sendStatus(deletedCount === 1 ? 204 : 404)
  })

  router.post('/export', allow('admin'), async (req, res) => {
    await audit.export(res, Agent.find().cursor(), { type: 'agents.exported', columns: COLUMNS })
  })

  return router
}
