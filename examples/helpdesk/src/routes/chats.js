/** Chats, and the export of the clients who chatted. */
import { Router } from 'express'
import { audit } from '../audit.js'
import { Chat } from '../models/chat.js'
import { STAFF, allow } from '../sign-in/allow.js'
import { addDeletion } from './trash-routes.js'

export function chatRoutes() {
  const router = Router()

  router.get('/', allow(...STAFF), async (req, res) => {
    res.json(await Chat.find({ deletedAt: null }).sort({ number: -1 }).limit(100))
  })

  router.post('/clients/export', allow(...STAFF), async (req, res) => {
    const names = await Chat.distinct('client.name', { deletedAt: null })
    const rows = names.toSorted((a, b) => a.localeCompare(b)).map((name) => ({ name }))
    await audit.export(res, rows, {
      type: 'chatClients.exported',
      columns: ['name'],
      filename: 'chat-clients',
      filter: {},
    })
  })

  addDeletion(router, Chat)
  return router
}
