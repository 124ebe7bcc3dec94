/**
 * Records that are deleted in two steps: to the trash, then for good.
 *
 * Tickets and chats have the same routes. Moving to the trash is recorded for their own place,
 * what happens in the trash for `trash.<place>`; nothing here has to say so.
 */
import { Router } from 'express'
import { readIds } from '../http/read-body.js'
import { STAFF, allow } from '../sign-in/allow.js'

/** `DELETE /:id` and `POST /delete` of a model that has a trash. */
export function addDeletion(router, Model) {
  router.delete('/:id', allow(...STAFF), async (req, res) => {
    const which = { _id: req.params.id, deletedAt: null }
    const deleted = await Model.findOneAndUpdate(which, { deletedAt: new Date() })
    res.sendStatus(deleted ? 204 : 404)
  })

  router.post('/delete', allow(...STAFF), async (req, res) => {
    const which = { _id: { $in: readIds(req.body) }, deletedAt: null }
    const { modifiedCount } = await Model.updateMany(which, { deletedAt: new Date() })
    res.json({ deleted: modifiedCount })
  })
}

/** The trash of a model. */
export function trashRoutes(Model) {
  const router = Router()
  const inTrash = { deletedAt: { $ne: null } }

  router.get('/', allow(...STAFF), async (req, res) => {
    res.json(await Model.find(inTrash).sort({ deletedAt: -1 }).limit(100))
  })

  router.post('/restore', allow(...STAFF), async (req, res) => {
    const which = { ...inTrash, _id: { $in: readIds(req.body) } }
    const { modifiedCount } = await Model.updateMany(which, { $unset: { deletedAt: 1 } })
    res.json({ restored: modifiedCount })
  })

  router.post('/purge', allow('admin'), async (req, res) => {
    const { deletedCount } = await Model.deleteMany({ ...inTrash, _id: { $in: readIds(req.body) } })
    res.json({ purged: deletedCount })
  })

  return router
}
