/** An application with clients who ask about their data, and people who answer them. */
import express from 'express'
import request from 'supertest'
import type { AuditOptions, ReadyLink } from 'rastro'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'
import { until } from '../sequencer/until.ts'

export interface RequestsDesk extends AuditedMongoose {
  readonly Client: ReturnType<typeof clientModel>
  readonly Ticket: ReturnType<typeof ticketModel>
  /**
   * The page's API; `x-scope` confines it to one client, `x-can` says what is allowed, `x-tenant`
   * in whose log.
   */
  readonly admin: ReturnType<typeof request>
  /** Links that were handed to the application for delivery. */
  readonly links: ReadyLink[]
  sequenced(): Promise<void>
  /** A step of a request, over the version that is there. */
  step(id: string, name: string, body?: object): Promise<request.Response>
}

export const WRITE = { 'x-audit-request': '1' }

export async function openDesk(
  options: Partial<AuditOptions> = {},
  module = 'mongoose',
): Promise<RequestsDesk> {
  const links: ReadyLink[] = []
  const one = createAuditedMongoose(module, {
    zone: 'America/Sao_Paulo',
    ...options,
    requests: { onRequestReady: (link) => links.push(link), ...options.requests },
  })
  const Client = clientModel(one)
  const Ticket = ticketModel(one)
  await one.connect()
  const app = express()
  app.use(
    one.audit.context({
      actor: (req) => ({ type: 'agent', id: 'ana', name: String(req.headers['x-name'] ?? 'Ana') }),
    }),
  )
  const authorize = (req: express.Request) => {
    const [scope, tenant] = [req.get('x-scope'), req.get('x-tenant')]
    return {
      ...(tenant === undefined ? {} : { tenant }),
      can: (req.get('x-can') ?? 'read,export,configure,requests').split(',') as ['read'],
      ...(scope === undefined ? {} : { scope: { subject: { type: 'Client', id: scope } } }),
    }
  }
  app.use('/audit', one.audit.router({ authorize }))
  const admin = request(app)
  return {
    ...one,
    Client,
    Ticket,
    admin,
    links,
    async sequenced() {
      await one.audit.flush()
      const db = one.mongoose.connection.getClient().db(one.mongoose.connection.name)
      const all = await db.collection<{ _id: string }>('audit_events').distinct('_id')
      await until(async () => {
        const known = new Set<unknown>(await db.collection('audit_batches').distinct('events.id'))
        return all.every((id) => known.has(id))
      })
    },
    async step(id, name, body = {}) {
      const read = await admin.get(`/audit/api/requests/${id}`)
      return admin
        .post(`/audit/api/requests/${id}/${name}`)
        .set({ ...WRITE, 'if-match': String(read.headers['etag']) })
        .send(body)
    },
  }
}

function clientModel({ mongoose, audit }: AuditedMongoose) {
  const personal = { audit: { personal: true } }
  const schema = new mongoose.Schema(
    {
      name: { type: String, ...personal },
      email: { type: String, ...personal },
      plan: String,
    },
    { versionKey: false },
  )
  schema.plugin(audit.plugin, { subject: 'self', place: 'customers' })
  return mongoose.model('Client', schema)
}

function ticketModel({ mongoose, audit }: AuditedMongoose) {
  const schema = new mongoose.Schema(
    {
      title: String,
      client: { type: mongoose.Schema.Types.ObjectId, ref: 'Client' },
      replyTo: { type: String, audit: { personal: true, subject: 'client' } },
    },
    { versionKey: false },
  )
  schema.plugin(audit.plugin)
  return mongoose.model('Ticket', schema)
}
