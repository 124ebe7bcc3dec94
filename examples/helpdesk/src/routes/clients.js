/** Clients: made by agents, programs and letters; changed by agents, their manager and themselves. */
import { Router } from 'express'
import { audit } from '../audit.js'
import { readFields, readText } from '../http/read-body.js'
import { Chat } from '../models/chat.js'
import { Client } from '../models/client.js'
import { Organization } from '../models/organization.js'
import { Ticket } from '../models/ticket.js'
import { STAFF, allow } from '../sign-in/allow.js'

const FIELDS = { name: 'text', email: 'text', phone: 'text', needs: 'text', tags: 'texts' }
/** What the staff may change beside: who looks after the client. */
const STAFF_FIELDS = { ...FIELDS, agent: 'text' }
/** As much as a person is told. */
const MAX_PURPOSE = 200
const COLUMNS = ['name', 'email', 'phone']

export function clientRoutes() {
  const router = Router()

  router.get('/', allow(...STAFF), async (req, res) => {
    res.json(await Client.find({}, { passwordHash: 0 }).sort({ name: 1 }).limit(100))
  })

  // A read of one client's data, recorded because this route says so; the client is told what for.
  router.get('/:id', allow(...STAFF), async (req, res) => {
    const purpose = readText(req.query, 'purpose').slice(0, MAX_PURPOSE)
    const client = await Client.findById(req.params.id, { passwordHash: 0 })
    if (!client) return res.sendStatus(404)
    await audit.looked({ subject: { type: 'Client', id: client._id }, purpose })
    return res.json(client)
  })

  router.post('/', allow(...STAFF, 'api'), async (req, res) => {
    res.status(201).json(await Client.create(await readClient(req.body)))
  })

  // One call on many records is one group in the log: its head, and each record.
  router.post('/import', allow('api'), async (req, res) => {
    const given = Array.isArray(req.body?.clients) ? req.body.clients.slice(0, 500) : []
    const clients = await Client.insertMany(await Promise.all(given.map(readClient)))
    res.status(201).json({ imported: clients.length })
  })

  router.patch('/:id', allow(...STAFF, 'client', 'org-manager'), async (req, res) => {
    const client = await findOwn(req.user, req.params.id)
    if (!client) return res.sendStatus(404)
    const isStaff = STAFF.includes(req.user.role)
    client.set(readFields(req.body, isStaff ? STAFF_FIELDS : FIELDS))
    await client.save()
    return res.json({ id: client.id, name: client.name, email: client.email, phone: client.phone })
  })

  // What goes along with the client is one operation with it: the log shows one entry that opens.
  router.delete('/:id', allow(...STAFF), async (req, res) => {
    const client = await Client.findById(req.params.id)
    if (!client) return res.sendStatus(404)
    const target = { type: 'Client', id: client._id, name: client.name }
    await audit.group({ type: 'clients.deleted', target }, async () => {
      const theirs = { 'client.id': client._id, deletedAt: null }
      await Ticket.updateMany(theirs, { deletedAt: new Date() })
      await Chat.updateMany(theirs, { deletedAt: new Date() })
      await client.deleteOne()
    })
    return res.sendStatus(204)
  })

  // A claim is open, say: until it ends nobody can have this client's data erased.
  router.put('/:id/hold', allow('admin'), async (req, res) => {
    const reason = readText(req.body, 'reason')
    const subject = await findSubject(req.params.id)
    if (!subject) return res.sendStatus(404)
    await audit.hold(subject, { reason })
    return res.sendStatus(204)
  })

  router.delete('/:id/hold', allow('admin'), async (req, res) => {
    const reason = readText(req.body, 'reason')
    const subject = await findSubject(req.params.id)
    if (!subject) return res.sendStatus(404)
    await audit.release(subject, { reason })
    return res.sendStatus(204)
  })

  router.post('/export', allow(...STAFF), async (req, res) => {
    const { tag } = readFields(req.body, { tag: 'text' })
    const filter = tag === undefined || tag === '' ? {} : { tag }
    // A cursor: however many clients there are, a hundred of them are in memory.
    const clients = Client.find(filter.tag === undefined ? {} : { tags: filter.tag }).cursor()
    await audit.export(res, clients, { type: 'clients.exported', columns: COLUMNS, filter })
  })

  return router
}

async function readClient(body) {
  const { organization: name } = readFields(body, { organization: 'text' })
  const organization = name === undefined ? null : await Organization.findOne({ name })
  return {
    ...readFields(body, FIELDS),
    ...(organization && { organization: { id: organization._id, name } }),
  }
}

/** A client as the audit names persons. */
async function findSubject(id) {
  const client = await Client.exists({ _id: id })
  return client && { type: 'Client', id: client._id }
}

/** Staff change anybody, a manager the clients of the own organization, a client only itself. */
async function findOwn(user, id) {
  if (STAFF.includes(user.role)) return Client.findById(id)
  if (user.role === 'org-manager') return Client.findOne({ _id: id, 'organization.id': user.id })
  return id === user.id ? Client.findById(id) : null
}
