/** An application whose connection can be made to fail at any one command. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import type { Db } from 'mongodb'
import type { MongooseModule } from '../support/audited-mongoose.ts'
import { nameTestDatabase } from '../support/database.ts'
import type { Fields, TwinModel } from '../support/twin-models.ts'
import { createWireProxy } from '../support/wire-proxy.ts'
import type { WireProxy } from '../support/wire-proxy.ts'
import type { Primary } from './one-server.ts'

const require = createRequire(import.meta.url)

export interface FaultyApplication {
  readonly mongoose: MongooseModule
  readonly Thing: TwinModel
  readonly proxy: WireProxy
  /** The same database past the proxy. */
  readonly raw: Db
  /** Absent for a bare application. */
  readonly audit: Audit | undefined
  /** Ends what a cut left open on the server: it holds its locks for a minute. */
  endTransactions(): Promise<void>
  close(): Promise<void>
}

// What runs beside the calls: heart beats, the policy that is read again, the sequencer's stream.
const ASIDE =
  /^(?:hello|ping|ismaster|endSessions|getMore|killCursors|aggregate|create|listIndexes)$/i
const OWN = /^(?:audit_events|things|transactions)$/

export async function openFaultyApplication(
  primary: Primary,
  how: {
    readonly audited: boolean
    /** Where the application names its database: in the connection string unless this is set. */
    readonly databaseIsOption?: boolean
  },
): Promise<FaultyApplication> {
  const { dbName } = nameTestDatabase()
  const proxy = await createWireProxy({
    control: primary.client,
    host: primary.host,
    port: primary.port,
    appName: dbName,
    isOfInterest: (name, collection) =>
      name.endsWith('Transaction') || (OWN.test(collection) && !ASIDE.test(name)),
  })
  const raw = primary.client.db(dbName)
  const images = { changeStreamPreAndPostImages: { enabled: true } }
  await raw.createCollection('things', images)
  await raw.createCollection('marks')
  const base = require('mongoose') as MongooseModule
  const mongoose = new base.Mongoose()
  mongoose.set('autoIndex', false)
  mongoose.set('autoCreate', false)
  const spool = await mkdtemp(join(tmpdir(), 'audit-chaos-'))
  const log = { info: () => undefined, warn: () => undefined }
  const audit = how.audited ? createAudit({ mongoose, spool: { path: spool }, log }) : undefined
  const schema = new mongoose.Schema({ _id: Number, n: Number }, { strict: false })
  if (audit !== undefined) schema.plugin(audit.plugin)
  const Thing = mongoose.model('Thing', schema) as unknown as TwinModel
  await mongoose.connect(how.databaseIsOption === true ? proxy.uri : proxy.uriOf(dbName), {
    ...(how.databaseIsOption === true ? { dbName } : {}),
    serverSelectionTimeoutMS: 5_000,
    // A cut connection is looked after at once, and not half a second later.
    minHeartbeatFrequencyMS: 10,
  })
  return {
    mongoose,
    Thing,
    proxy,
    raw,
    audit,
    endTransactions: () => endTransactions(primary, dbName),
    async close() {
      await audit?.close()
      await mongoose.disconnect()
      await proxy.close()
      await endTransactions(primary, dbName)
      await raw.dropDatabase()
      await rm(spool, { recursive: true, force: true })
    },
  }
}

async function endTransactions({ client }: Primary, appName: string): Promise<void> {
  const open = await client
    .db('admin')
    .aggregate([
      { $currentOp: { idleSessions: true, allUsers: true } },
      { $match: { type: 'idleSession', appName } },
    ])
    .toArray()
  const sessions = open.map(({ lsid }) => ({ id: (lsid as { id: unknown }).id }))
  if (sessions.length > 0) await client.db('admin').command({ killSessions: sessions })
}

/** Calls that are tried; each leads from the same records to others that it alone decides. */
export const WRITES: Readonly<Record<string, (app: FaultyApplication) => Promise<unknown>>> = {
  async save({ Thing }) {
    const thing = Thing.hydrate({ _id: 1, n: 1, __v: 0 })
    await thing.set({ n: 2 }).save()
  },
  updateOne: ({ Thing }) => Thing.updateOne({ _id: 1 }, INCREMENT),
  'updateOne by a key': ({ Thing }) => Thing.updateOne({ key: 2 }, INCREMENT),
  findOneAndUpdate: ({ Thing }) => Thing.findOneAndUpdate({ key: 2 }, INCREMENT),
  updateMany: ({ Thing }) => Thing.updateMany({}, INCREMENT),
  deleteMany: ({ Thing }) => Thing.deleteMany({ n: { $gte: 2 } }),
  insertMany: ({ Thing }) => Thing.insertMany([{ _id: 8 }, { _id: 9 }]),
  bulkWrite: ({ Thing }) =>
    Thing.bulkWrite([
      { updateOne: { filter: { _id: 1 }, update: INCREMENT } },
      { deleteOne: { filter: { _id: 2 } } },
      { insertOne: { document: { _id: 8 } } },
    ]),
  async 'updateOne in a transaction'({ mongoose, Thing }) {
    const session = await mongoose.startSession()
    try {
      session.startTransaction()
      await Thing.updateOne({ _id: 1 }, INCREMENT, { session })
      await session.commitTransaction()
    } finally {
      await session.endSession()
    }
  },
  async 'save in a transaction that is retried'({ mongoose, Thing }) {
    await mongoose.connection.transaction(async (session) => {
      const thing = Thing.hydrate({ _id: 1, n: 1, __v: 0 })
      await thing.set({ n: 2 }).save({ session })
    })
  },
}

const INCREMENT = { $inc: { n: 1 } }

export const RECORDS: readonly Fields[] = [1, 2, 3].map((n) => ({ _id: n, key: n, n, __v: 0 }))
