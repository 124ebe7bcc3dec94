/** Letters that the mail server hands over. Who writes for the first time becomes a client. */
import { Router } from 'express'
import { readText } from '../http/read-body.js'
import { Client } from '../models/client.js'
import { nextNumber } from '../models/next-number.js'
import { Ticket } from '../models/ticket.js'
import { allow } from '../sign-in/allow.js'

export function mailRoutes() {
  const router = Router()

  router.post('/', allow('mail'), async (req, res) => {
    const email = readText(req.body, 'from').toLowerCase()
    const name = readText(req.body, 'fromName')
    const subject = readText(req.body, 'subject')
    const client = (await Client.findOne({ email })) ?? (await Client.create({ email, name }))
    await Ticket.create({
      subject,
      number: await nextNumber(Ticket),
      client: { id: client._id, name: client.name },
    })
    res.sendStatus(202)
  })

  return router
}
