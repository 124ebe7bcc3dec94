/**
 * A small help desk with an audit mounted as its documentation says: what the requirement tests
 * talk to, over HTTP and through the public door.
 */
import express from 'express'
import type { Express, Request } from 'express'
import { fixedLocations } from 'rastro'
import type { Audit } from 'rastro'
import { helpdesk } from 'rastro/helpdesk'
import request from 'supertest'
import { createAuditedMongoose } from './audited-mongoose.ts'
import type { AuditedMongoose } from './audited-mongoose.ts'

export interface Desk extends AuditedMongoose {
  readonly app: Express
  readonly audit: Audit
  readonly models: ReturnType<typeof modelsOf>
  /** Requests of one person from one address, with one browser. */
  as(person: keyof typeof PEOPLE): ReturnType<typeof request.agent>
  /** Switches places on through the configuration API. */
  switchOn(...places: string[]): Promise<void>
  /** Every event so far, in the order they happened. */
  events(query?: Record<string, unknown>): Promise<Awaited<ReturnType<Audit['find']>>['events']>
}

export const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36'

export const PEOPLE = {
  admin: { id: 'u1', name: 'Ana Example', email: 'ana@example.com', type: 'agent', role: 'admin' },
  agent: {
    id: 'u2',
    name: 'Bruno Example',
    email: 'bruno@example.com',
    type: 'agent',
    role: 'agent',
  },
  client: {
    id: 'c1',
    name: 'Carla Example',
    email: 'carla@example.com',
    type: 'client',
    role: 'client',
  },
  manager: {
    id: 'm1',
    name: 'Mia Example',
    email: 'mia@example.com',
    type: 'org-manager',
    role: 'client',
  },
} as const

export async function openDesk(): Promise<Desk> {
  const one = createAuditedMongoose('mongoose', { catalogs: [helpdesk] })
  const { audit } = one
  const models = modelsOf(one)
  const app = express()
  app.set('trust proxy', 'loopback')
  app.use(
    audit.context({
      geo: fixedLocations({ '203.0.113.0/24': { country: 'BR', city: 'São Paulo' } }),
    }),
  )
  app.use(express.json(), (req, _res, next) => {
    const person = PEOPLE[String(req.get('x-person')) as keyof typeof PEOPLE]
    if (person !== undefined) Object.assign(req, { user: person })
    next()
  })
  routesOf(app, audit, models)
  app.use(
    '/admin/audit',
    audit.router({
      authorize(req: Request & { user?: { role: string } }) {
        return req.user === undefined ? null : req.user.role === 'admin'
      },
    }),
  )
  await one.connect()
  return {
    ...one,
    app,
    models,
    as(person) {
      return request
        .agent(app)
        .set({ 'x-person': person, 'user-agent': CHROME, 'x-forwarded-for': '203.0.113.45' })
    },
    async switchOn(this: Desk, ...places: string[]) {
      const admin = this.as('admin')
      const config = await admin.get('/admin/audit/api/config')
      const on = Object.fromEntries(places.map((place) => [place, { on: true }]))
      const answer = await admin
        .put('/admin/audit/api/config')
        .set({ 'if-match': String(config.headers['etag']), 'x-audit-request': '1' })
        .send({ places: on })
      if (answer.status !== 200) throw new Error(`places not switched on: ${answer.text}`)
    },
    async events(query = {}) {
      await audit.flush()
      return (await audit.find(query, { order: 'oldest', limit: 500 })).events
    },
  }
}

function modelsOf({ mongoose, audit }: AuditedMongoose) {
  const { Schema } = mongoose
  const client = new Schema({ name: String, email: String })
  client.plugin(audit.plugin, { subject: 'self' })
  const ticket = new Schema({
    title: String,
    status: String,
    client: { type: Schema.ObjectId, ref: 'Client' },
    deletedAt: Date,
  })
  ticket.plugin(audit.plugin, { trash: 'deletedAt', subject: 'client' })
  const agent = new Schema({ name: String, role: String })
  agent.plugin(audit.plugin)
  return {
    Client: mongoose.model('Client', client),
    Ticket: mongoose.model('Ticket', ticket),
    Agent: mongoose.model('Agent', agent),
  }
}

function routesOf(app: Express, audit: Audit, models: ReturnType<typeof modelsOf>): void {
  const { Client, Ticket, Agent } = models
  app.post('/clients', async (req, res) => {
    res.json(await Client.create(req.body))
  })
  app.patch('/clients/:id', async (req, res) => {
    res.json(await Client.findByIdAndUpdate(req.params.id, req.body, { returnDocument: 'after' }))
  })
  app.delete('/clients/:id', async (req, res) => {
    const client = await Client.findById(req.params.id)
    const target = { type: 'Client', id: client?._id, name: client?.name ?? '' }
    await audit.group({ type: 'clients.deleted', target }, async () => {
      await Ticket.updateMany({ client: client?._id ?? null }, { deletedAt: new Date() })
      await client?.deleteOne()
    })
    res.sendStatus(204)
  })
  app.post('/clients/export', async (req, res) => {
    await audit.exported('clients', { count: 3, filter: req.body, format: 'csv' })
    res.sendStatus(202)
  })
  app.post('/searches/export', async (req, res) => {
    await audit.record('search.default.exported', { details: { filter: req.body } })
    res.sendStatus(202)
  })
  app.post('/reports', async (req, res) => {
    await audit.record('reports.basic.generated', { details: { filter: req.body } })
    res.sendStatus(202)
  })
  app.post('/backups', async (_req, res) => {
    await audit.record('backup.requested')
    res.sendStatus(202)
  })
  app.post('/tickets', async (req, res) => {
    res.json(await Ticket.create(req.body))
  })
  app.delete('/tickets/:id', async (req, res) => {
    await Ticket.updateOne({ _id: req.params.id }, { deletedAt: new Date() })
    res.sendStatus(204)
  })
  app.post('/tickets/delete', async (req, res) => {
    await Ticket.updateMany({ _id: { $in: req.body.ids } }, { deletedAt: new Date() })
    res.sendStatus(204)
  })
  app.post('/tickets/:id/restore', async (req, res) => {
    await Ticket.updateOne({ _id: req.params.id }, { $unset: { deletedAt: 1 } })
    res.sendStatus(204)
  })
  app.delete('/trash/tickets/:id', async (req, res) => {
    await Ticket.deleteOne({ _id: req.params.id })
    res.sendStatus(204)
  })
  app.post('/agents', async (req, res) => {
    res.json(await Agent.create(req.body))
  })
}
