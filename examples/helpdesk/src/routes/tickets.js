/** Tickets. Which of their changes are recorded is the catalog's and the administrator's decision. */
import { Router } from 'express'
import { readFields, readText } from '../http/read-body.js'
import { Client } from '../models/client.js'
import { nextNumber } from '../models/next-number.js'
import { Ticket } from '../models/ticket.js'
import { STAFF, allow } from '../sign-in/allow.js'
import { addDeletion } from './trash-routes.js'

const FIELDS = { subject: 'text', status: 'text', priority: 'text' }

export function ticketRoutes() {
  const router = Router()

  router.get('/', allow(...STAFF), async (req, res) => {
    res.json(await Ticket.find({ deletedAt: null }).sort({ number: -1 }).limit(100))
  })

  router.post('/', allow(...STAFF, 'client', 'api'), async (req, res) => {
    const isOwn = req.user.role === 'client'
    const client = await Client.findById(isOwn ? req.user.id : readText(req.body, 'client'))
    if (!client) return res.sendStatus(404)
    const ticket = await Ticket.create({
      ...readFields(req.body, FIELDS),
      number: await nextNumber(Ticket),
      client: { id: client._id, name: client.name },
    })
    return res.status(201).json(ticket)
  })

  router.patch('/:id', allow(...STAFF), async (req, res) => {
    const changes = readFields(req.body, FIELDS)
    const ticket = await Ticket.findOneAndUpdate({ _id: req.params.id, deletedAt: null }, changes, {
      returnDocument: 'after',
      runValidators: true,
    })
    return ticket ? res.json(ticket) : res.sendStatus(404)
  })

  addDeletion(router, Ticket)
  return router
}
