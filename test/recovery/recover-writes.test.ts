import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type {
  CapturedCall,
  CapturedChange,
  IntentFate,
  OpenIntent,
  WriteIntent,
} from '@rastro/core'
import { identicalValue, idText } from '@rastro/core'
import {
  captureCollection,
  createAttachedSites,
  createAuditedModel,
  createCollectionRegistry,
  createRecoverWrites,
} from '@rastro/mongodb'
import type { AttachedSites } from '@rastro/mongodb'
import { MongoClient } from 'mongodb'
import type { Collection } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { createAnnouncingSink } from './announcing-sink.ts'
import type { AnnouncingSink } from './announcing-sink.ts'

interface Thing {
  _id: number
  n?: number
  slot?: number
}

const LOG = { info: () => undefined, warn: () => undefined }

let database: TestDatabase
let plain: Collection<Thing>
/** Of the process that is still there. */
let attached: AttachedSites
/** Of the process that is going to be gone: its sessions are of no use to anybody after that. */
let things: Collection<Thing>
let gone: MongoClient
let sink: AnnouncingSink

function capture(
  collection: Collection<Thing>,
  to: AnnouncingSink,
  sites: AttachedSites = createAttachedSites(),
): Collection<Thing> {
  const model = createAuditedModel('test', {}, { type: 'Thing', collectionName: 'things' })
  return captureCollection(collection, createCollectionRegistry({ model }), {
    sink: to,
    log: LOG,
    sharesStore: () => true,
    attached: sites,
  })
}

beforeAll(async () => {
  database = await openTestDatabase()
  plain = database.db.collection<Thing>('things')
  await plain.insertMany(Array.from({ length: 20 }, (_, _id) => ({ _id, slot: _id, n: 0 })))
  attached = createAttachedSites()
  capture(plain, createAnnouncingSink(), attached)
})
beforeEach(async () => {
  gone = await new MongoClient(database.uri).connect()
  sink = createAnnouncingSink()
  things = capture(gone.db().collection('things'), sink)
})
afterEach(() => gone.close())
afterAll(() => database.close())

/** What stands on the disk of a process that is gone. */
function openIntent(intent: WriteIntent, more: Partial<OpenIntent> = {}): OpenIntent {
  return {
    id: `intent-${String(intent.txnNumber)}-${idText(intent.lsid)}`,
    at: new Date(),
    tenant: 'default',
    type: 'Thing',
    place: 'things',
    namespace: intent.namespace,
    method: intent.method,
    lsid: intent.lsid,
    txnNumber: BigInt(intent.txnNumber),
    ...(intent.ids === undefined ? {} : { ids: intent.ids }),
    ...(intent.exclusive === undefined ? {} : { exclusive: intent.exclusive }),
    ...(intent.after === undefined ? {} : { after: intent.after }),
    durability: intent.durability,
    actor: { type: 'system' },
    ...more,
  }
}

async function recover(
  intent: OpenIntent,
  sites: AttachedSites = attached,
): Promise<{ fate: IntentFate | undefined; calls: Omit<CapturedCall, 'announced'>[] }> {
  const calls: Omit<CapturedCall, 'announced'>[] = []
  const recoverWrites = createRecoverWrites({ sites, log: LOG, attachWaitMs: 10 })
  const fates = await recoverWrites([intent], {
    accept: async (_, call) => {
      calls.push(call)
    },
  })
  return { fate: fates.get(intent.id), calls }
}

/** Runs a write and returns what was announced of it and what its events told. */
async function heardOf(
  write: () => Promise<unknown>,
): Promise<{ intents: WriteIntent[]; changes: CapturedChange[] }> {
  sink.take()
  await write()
  const heard = sink.take()
  return {
    intents: heard.flatMap((one) => (one.what === 'announced' ? [one.intent] : [])),
    changes: heard.flatMap((one) => (one.what === 'accepted' ? one.call.changes : [])),
  }
}

function sorted(changes: readonly CapturedChange[]): unknown[] {
  return changes
    .toSorted((a, b) => idText(a.id).localeCompare(idText(b.id)))
    .map(({ id, before, after, ct, fidelity }) => [id, before, after, ct?.t, fidelity])
}

const WRITES: Readonly<Record<string, () => Promise<unknown>>> = {
  insertOne: () => things.insertOne({ _id: 100, n: 1 }),
  'insertMany, of which one fails': () =>
    things.insertMany([{ _id: 101 }, { _id: 1 }, { _id: 102 }], { ordered: false }).catch(() => 0),
  'insertMany of several commands': () =>
    things.insertMany(
      Array.from({ length: 3 }, (_, n) => ({ _id: 200 + n, text: 'x'.repeat(9_000_000) })),
    ),
  updateOne: () => things.updateOne({ _id: 1 }, { $inc: { n: 1 } }),
  'updateOne not by id': () => things.updateOne({ slot: 2 }, { $inc: { n: 1 } }),
  'updateOne that makes a record': () =>
    things.updateOne({ _id: 103 }, { $set: { n: 1 } }, { upsert: true }),
  replaceOne: () => things.replaceOne({ _id: 3 }, { n: 9 }),
  deleteOne: () => things.deleteOne({ _id: 4 }),
  findOneAndUpdate: () => things.findOneAndUpdate({ slot: 5 }, { $inc: { n: 1 } }),
  findOneAndReplace: () => things.findOneAndReplace({ _id: 6 }, { n: 9 }),
  findOneAndDelete: () => things.findOneAndDelete({ _id: 7 }),
  updateMany: () => things.updateMany({ slot: { $gt: 10 } }, { $inc: { n: 1 } }),
  deleteMany: () => things.deleteMany({ slot: { $gt: 17 } }),
  bulkWrite: () =>
    things.bulkWrite([
      { updateOne: { filter: { _id: 1 }, update: { $inc: { n: 1 } } } },
      { insertOne: { document: { _id: 104 } } },
      { deleteOne: { filter: { _id: 8 } } },
    ]),
}

describe('a write whose process is gone', () => {
  for (const [name, write] of Object.entries(WRITES)) {
    it(`is told as that process would have told it, also while others write: ${name}`, async () => {
      const { intents, changes } = await heardOf(write)
      expect(intents).toHaveLength(1)
      expect(changes.length).toBeGreaterThan(0)
      // Somebody else goes on.
      await plain.updateMany({}, { $inc: { later: 1 } })
      const { fate, calls } = await recover(openIntent(intents[0] as WriteIntent))
      expect(fate).toBe('recorded')
      const recovered = calls.flatMap((call) => call.changes)
      // Documents of one insert carry a time each; the running process knows only the last.
      const isInsert = intents[0]?.method.startsWith('insert')
      const shown = (all: readonly CapturedChange[]): unknown[] =>
        sorted(isInsert ? all.map(withoutTime) : all)
      expect(identicalValue(shown(recovered), shown(changes))).toBe(true)
    })
  }

  it('never happened where the server knows no such number, and never will', async () => {
    const session = gone.startSession()
    const announced = openIntent({
      collection: attached.of(`${database.dbName}.things`)[0]?.audited as never,
      method: 'updateOne',
      namespace: `${database.dbName}.things`,
      lsid: session.id?.id,
      txnNumber: 1,
      exclusive: true,
      durability: 'majority',
    })
    expect(await recover(announced)).toEqual({ fate: 'never-happened', calls: [] })
    // The command was still on its way: the server refuses it now.
    const late = gone.db().collection<Thing>('things')
    await expect(late.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session })).rejects.toMatchObject(
      {
        code: 225,
      },
    )
    expect(await recover(announced)).toEqual({ fate: 'never-happened', calls: [] })
    await session.endSession()
  })

  it('never happened where its transaction was left open: it is ended, and no record stays locked', async () => {
    const session = gone.startSession()
    session.startTransaction()
    const left = gone.db().collection<Thing>('things')
    await left.updateOne({ _id: 2 }, { $inc: { n: 1 } }, { session })
    const intent = openIntent({
      collection: attached.of(`${database.dbName}.things`)[0]?.audited as never,
      method: 'updateMany',
      namespace: `${database.dbName}.things`,
      lsid: session.id?.id,
      txnNumber: 1,
      exclusive: true,
      durability: 'majority',
    })
    expect((await recover(intent)).fate).toBe('never-happened')
    await expect(session.commitTransaction()).rejects.toBeDefined()
    await plain.updateOne({ _id: 2 }, { $set: { unlocked: true } }, { maxTimeMS: 2_000 })
    await session.endSession()
  })

  it('is asked after again while its command still runs on the server', async () => {
    const blocker = database.client.startSession()
    blocker.startTransaction()
    await plain.updateOne({ _id: 9 }, { $inc: { n: 1 } }, { session: blocker })
    const announced = sink.next('announced')
    const written = things.updateOne({ _id: 9 }, { $inc: { n: 1 } })
    const intent = openIntent(((await announced) as { intent: WriteIntent }).intent)
    await untilBlocked()
    expect((await recover(intent)).fate).toBe('later')
    await blocker.commitTransaction()
    await written
    expect((await recover(intent)).fate).toBe('recorded')
    await blocker.endSession()
  })

  it('is unknown where the caller’s session has been used again, and where no collection comes', async () => {
    const session = gone.startSession()
    const { intents } = await heardOf(() =>
      things.updateOne({ _id: 10 }, { $inc: { n: 1 } }, { session }),
    )
    await gone
      .db()
      .collection<Thing>('things')
      .updateOne({ _id: 10 }, { $inc: { n: 1 } }, { session })
    const intent = openIntent(intents[0] as WriteIntent)
    expect((await recover(intent)).fate).toBe('unknown')
    const recoverWrites = createRecoverWrites({
      sites: createAttachedSites(),
      log: LOG,
      attachWaitMs: 0,
    })
    const door = { accept: async () => undefined }
    expect((await recoverWrites([intent], door)).get(intent.id)).toBe('unknown')
    await session.endSession()
  })

  it('waits for the collection where that is not captured yet', async () => {
    const { intents } = await heardOf(() => things.updateOne({ _id: 10 }, { $inc: { n: 1 } }))
    const intent = openIntent(intents[0] as WriteIntent)
    expect((await recover(intent, createAttachedSites())).fate).toBe('later')
    expect((await recover(intent)).fate).toBe('recorded')
  })
})

function withoutTime({ ct: _ct, ...change }: CapturedChange): CapturedChange {
  return change
}

async function untilBlocked(): Promise<void> {
  for (;;) {
    const { inprog } = await database.client
      .db('admin')
      .command({ currentOp: 1, active: true, ns: `${database.dbName}.things` })
    if ((inprog as { writeConflicts?: number }[]).some((op) => (op.writeConflicts ?? 0) > 0)) return
  }
}
