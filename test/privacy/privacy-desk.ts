/** An application with clients, whose data is annotated, and tickets that are about them. */
import express from 'express'
import request from 'supertest'
import type { Audit, AuditOptions } from 'rastro'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'
import { createLastValueProjection, createSequencer } from '@rastro/mongodb'
import type { Sequencer } from '@rastro/mongodb'
import type { Db } from 'mongodb'
import { until } from '../sequencer/until.ts'

export interface PrivacyDesk extends AuditedMongoose {
  readonly Client: ReturnType<typeof clientModel>
  readonly Ticket: ReturnType<typeof ticketModel>
  /** Resolves when every event that was recorded has its number. */
  sequenced(): Promise<void>
  /** The page's own API, for somebody who may do everything. */
  readonly admin: ReturnType<typeof request>
  /** Changes the auditing settings as the page does. */
  configure(change: object): Promise<void>
  /** A numbering of its own, for an audit that has none. */
  numbering(): Sequencer
}

export async function openDesk(
  options: Partial<AuditOptions> = {},
  module = 'mongoose',
): Promise<PrivacyDesk> {
  const one = createAuditedMongoose(module, options)
  const Client = clientModel(one)
  const Ticket = ticketModel(one)
  await one.connect()
  const app = express()
  app.use(
    '/audit',
    one.audit.router({
      authorize: (req) => {
        const person = req.headers['x-person']
        const who = typeof person === 'string' ? { person } : {}
        return { ...who, can: ['read', 'configure', 'export', 'revert'] }
      },
    }),
  )
  const admin = request(app)
  return {
    ...one,
    Client,
    Ticket,
    admin,
    sequenced: () => sequenced(one.audit, one),
    numbering: () => numbering(one),
    async configure(change) {
      const config = await admin.get('/audit/api/config')
      await admin
        .put('/audit/api/config')
        .set({ 'if-match': String(config.headers['etag']), 'x-audit-request': '1' })
        .send(change)
        .expect(200)
    },
  }
}

/** Resolves when every event that was recorded has its number. */
export async function sequenced(
  audit: Audit,
  { mongoose }: Pick<AuditedMongoose, 'mongoose'>,
): Promise<void> {
  await audit.flush()
  const db = mongoose.connection.getClient().db(mongoose.connection.name)
  const all = await db.collection<{ _id: string }>('audit_events').distinct('_id')
  await until(async () => {
    // As the guard reads them: what a majority has.
    const numbered = await db
      .collection('audit_batches')
      .distinct('events.id', {}, { readConcern: { level: 'majority' } })
    const known = new Set<unknown>(numbered)
    return all.every((id) => known.has(id))
  })
}

function numbering({ mongoose }: AuditedMongoose): Sequencer {
  const database = () =>
    mongoose.connection.getClient().db(mongoose.connection.name) as unknown as Db
  return createSequencer({ database, projections: [createLastValueProjection({ database })] })
}

function clientModel({ mongoose, audit }: AuditedMongoose) {
  const personal = { audit: { personal: true } }
  const schema = new mongoose.Schema(
    {
      name: { type: String, ...personal },
      email: { type: String, ...personal },
      phones: [{ type: String, ...personal }],
      address: { street: { type: String, ...personal }, city: String },
      contacts: { type: Map, of: String, audit: { personal: true } },
      faith: { type: String, audit: { sensitive: true } },
      pinCode: { type: String, audit: { secret: true } },
      card: { type: String, audit: { personal: true, mask: 'all' } },
      seenAt: { type: Date, audit: { ignore: true } },
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
      status: String,
    },
    { versionKey: false },
  )
  schema.plugin(audit.plugin)
  return mongoose.model('Ticket', schema)
}
