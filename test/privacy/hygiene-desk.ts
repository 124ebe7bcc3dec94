/**
 * An application that holds every kind of secret and of personal data, in every place of a record:
 * its operations take what they write from the bodies of requests, as applications do.
 */
import express from 'express'
import type { Express, NextFunction, Request, Response } from 'express'
import type { AuditOptions, ReadyLink } from 'rastro'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

/** What a request brings goes where the operation says, as in applications that check nothing. */
interface Body {
  readonly all: never
  readonly filter: never
  readonly update: never
  readonly options: never
  readonly stages: never
  readonly operations: never
  readonly type: never
  readonly user: never
  readonly purpose: never
}
type Operation = (body: Body, id: string) => Promise<unknown>

export interface HygieneDesk extends AuditedMongoose {
  readonly app: Express
  readonly Client: ReturnType<typeof clientModel>
  readonly Ticket: ReturnType<typeof ticketModel>
  readonly operations: Readonly<Record<string, Operation>>
  readonly links: ReadyLink[]
  /** Ends the audit and its connections, and leaves the database. */
  disconnect(): Promise<void>
}

/** @param uri - A database that is there; without it, one of its own. */
export async function openHygieneDesk(
  options: Partial<AuditOptions>,
  uri?: string,
): Promise<HygieneDesk> {
  const links: ReadyLink[] = []
  const one = createAuditedMongoose('mongoose', {
    ...options,
    requests: { onRequestReady: (link) => links.push(link) },
  })
  const Client = clientModel(one)
  const Ticket = ticketModel(one)
  await (uri === undefined ? one.connect() : one.mongoose.connect(uri))
  await Client.init()
  const operations = operationsOf(one, { Client, Ticket })
  const app = express()
  // A resolver that fails says what it failed on: an application's own are no better.
  const failing = (req: { readonly headers: Record<string, unknown> }): undefined => {
    if (req.headers['x-failing'] === undefined) return undefined
    throw new Error(`no such person: ${String(req.headers['x-failing'])}`)
  }
  const known = () => ({ type: 'agent', id: 'a1', name: 'Agent Example' })
  app.use(one.audit.context({ actor: [failing, known] }))
  app.use('/audit', one.audit.router({ authorize: (req) => grantOf(req) }))
  app.use(
    '/me/data',
    one.audit.subjectRouter({
      identify: (req: Request) => ({ id: req.get('x-client') ?? '' }),
    }),
  )
  app.use(express.json())
  app.post('/clients/:id/:operation', run(operations))
  // No route: the path is all that there is.
  app.use('/magic', run(operations))
  app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
    res.status(500).json({ failed: error.name })
  })
  return {
    ...one,
    app,
    Client,
    Ticket,
    operations,
    links,
    async disconnect() {
      await one.audit.close()
      await one.mongoose.disconnect()
    },
  }
}

function grantOf(req: { readonly headers: Record<string, unknown> }) {
  const failing = req.headers['x-refused']
  if (failing !== undefined) throw new Error(`nobody may: ${String(failing)}`)
  return { can: ['read', 'configure', 'export', 'revert', 'requests'] as const }
}

function run(operations: Readonly<Record<string, Operation>>) {
  return async (req: Request, res: Response, next: NextFunction): Promise<void> => {
    const name = String(req.params['operation'] ?? req.get('x-operation'))
    try {
      await operations[name]?.(req.body as Body, String(req.params['id'] ?? req.get('x-id')))
      res.json({ done: name in operations })
    } catch (error) {
      next(error)
    }
  }
}

function clientModel({ mongoose, audit }: AuditedMongoose) {
  const personal = { audit: { personal: true } }
  const secret = { audit: { secret: true } }
  const card = new mongoose.Schema(
    { number: { type: String, ...secret }, holder: { type: String, ...personal }, brand: String },
    { _id: false },
  )
  const schema = new mongoose.Schema(
    {
      name: { type: String, ...personal },
      email: { type: String, unique: true, sparse: true, ...personal },
      phones: [{ type: String, ...personal }],
      address: { street: { type: String, ...personal }, city: String },
      contacts: { type: Map, of: String, audit: { personal: true } },
      people: { type: Map, of: new mongoose.Schema({ nick: { type: String, ...personal } }) },
      notes: [{ type: String, audit: { sensitive: true } }],
      faith: { type: String, audit: { sensitive: true } },
      cards: [card],
      devices: [{ owner: { type: String, ...personal }, unlock: { type: String, ...secret } }],
      auth: {
        digest: { type: String, ...secret },
        recovery: [{ type: String, ...secret }],
        failures: Number,
      },
      vault: { type: Map, of: String, audit: { secret: true } },
      // Nobody says anything of these: their names do.
      password: String,
      apiToken: String,
      settings: mongoose.Schema.Types.Mixed,
      hooks: { type: Map, of: mongoose.Schema.Types.Mixed },
      age: { type: Number, max: 150 },
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
      webhook: { url: String, secret: String },
    },
    { versionKey: false },
  )
  schema.plugin(audit.plugin)
  return mongoose.model('Ticket', schema)
}

type Models = Pick<HygieneDesk, 'Client' | 'Ticket'>

function operationsOf(
  one: AuditedMongoose,
  { Client, Ticket }: Models,
): Readonly<Record<string, Operation>> {
  const { audit, mongoose } = one
  const { name: database } = mongoose.connection
  const leads = audit.collection(mongoose.connection.getClient().db(database).collection('leads'), {
    personal: ['email', 'phones', 'profile.name'],
    secret: ['pinCode', 'vault'],
  })
  const person = (id: string) => ({ type: 'Client', id: new mongoose.Types.ObjectId(id) })
  return {
    create: (body, id) => Client.create({ ...(body as object), _id: id } as never),
    insertMany: (body) => Client.insertMany(body['all']),
    set: (body, id) => Client.updateOne({ _id: id }, { $set: body }),
    update: ({ update, options }, id) => Client.updateOne({ _id: id }, update, options),
    findAndUpdate: (body, id) => Client.findOneAndUpdate({ _id: id }, body),
    replace: (body, id) => Client.replaceOne({ _id: id }, body),
    findAndReplace: (body, id) => Client.findOneAndReplace({ _id: id }, body),
    upsert: ({ filter, update }) => Client.updateOne(filter, update, { upsert: true }),
    many: ({ filter, update }) => Client.updateMany(filter, update),
    pipeline: ({ stages }, id) => Client.updateOne({ _id: id }, stages, { updatePipeline: true }),
    bulk: ({ operations }) => Client.bulkWrite(operations),
    async save(body, id) {
      const found = await Client.findById(id).orFail()
      found.set(body as object)
      await found.save()
    },
    delete: ({ filter }) => Client.deleteMany(filter),
    merge: ({ stages }) => Client.aggregate(stages),
    unsafe: ({ filter, update }) => Client.updateMany(filter, update, { writeConcern: { w: 0 } }),
    async aborted(body, id) {
      const session = await mongoose.startSession()
      try {
        await session.withTransaction(async () => {
          await Client.updateOne({ _id: id }, { $set: body }, { session })
          throw new Error(`this cannot be: ${JSON.stringify(body)}`)
        })
      } finally {
        await session.endSession()
      }
    },
    group: (body, id) =>
      audit.group({ type: 'customers.updated', target: person(id) }, async () => {
        await Client.updateOne({ _id: id }, { $set: body })
        throw new Error(`the group failed: ${JSON.stringify(body)}`)
      }),
    ticket: (body, id) => Ticket.create({ ...(body as object), client: id } as never),
    ticketSet: (body) => Ticket.updateMany({}, { $set: body }),
    lead: (body) => leads.insertOne({ ...body }),
    leadSet: ({ filter, update }) => leads.updateMany(filter, update),
    record: ({ type, options }, id) =>
      audit.record(type, { ...(options as object), subject: person(id) }),
    recordWrong: ({ type, options }) => audit.record(type, options),
    signIn: (body, id) =>
      audit.sessions.login({ ...(body as object), user: { id, type: 'client' } }),
    login: ({ user }) => audit.sessions.login({ user }),
    exported: (body) => audit.exported('customers', body as never),
    looked: ({ purpose }, id) => audit.looked({ subject: person(id), purpose }),
    flush: () => audit.flush(),
  }
}
