import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { ClientSession, UpdateOptions } from 'mongodb'
import { captureCollection, createAuditedModel, createCollectionRegistry } from '@rastro/mongodb'
import { createCollectingSink } from '../support/collecting-sink.ts'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'
import type { Captured } from './captured-collection.ts'

let database: TestDatabase
let captured: Captured
let number = 0

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  number += 1
  captured = captureForTest(await database.db.createCollection(`phantoms${number}`))
  await captured.records.insertMany([
    { _id: 1, a: 1 },
    { _id: 2, a: 2 },
  ])
  captured.sink.takeCalls()
})

describe('writes on one session', () => {
  it('make one event where the driver gives parallel calls one number, and the server one write', async () => {
    const { records, sink } = captured
    const session = database.client.startSession()
    await Promise.all(
      [1, 2, 3, 4].map(() => records.updateOne({ _id: 1 }, { $inc: { a: 1 } }, { session })),
    )
    await session.endSession()
    const stored = await records.findOne({ _id: 1 })
    // However many the server made of them, there are as many events.
    expect(sink.takeChanges()).toHaveLength(Number(stored?.['a']) - 1)
  })

  it('make no event of a parallel insert that was never stored', async () => {
    const { records, sink } = captured
    const session = database.client.startSession()
    await Promise.all([11, 12, 13].map((_id) => records.insertOne({ _id }, { session })))
    await session.endSession()
    const stored = await records.find({ _id: { $gt: 10 } }).toArray()
    const told = new Set(sink.takeChanges().map(({ id }) => Number(id)))
    expect(told).toEqual(new Set(stored.map(({ _id }) => Number(_id))))
  })

  it('make no event of a find-and-modify that changed nothing after a write that did', async () => {
    const { records, sink } = captured
    const session = database.client.startSession()
    await records.updateOne({ _id: 1 }, { $set: { a: 5 } }, { session })
    await records.findOneAndUpdate({ _id: 1 }, { $set: { a: 5 } }, { session })
    await session.endSession()
    expect(sink.takeChanges()).toHaveLength(1)
  })

  it('are exact where find-and-modify changed something', async () => {
    const { records, sink } = captured
    const session = database.client.startSession()
    await records.findOneAndUpdate({ a: 1 }, { $set: { a: 5 } }, { session })
    await session.endSession()
    expect(sink.takeChanges()).toMatchObject([{ fidelity: 'exact' }])
  })
})

describe('a replacement with equal content', () => {
  it('makes no event where the condition does not pin the record either', async () => {
    const { records, sink } = captured
    await records.replaceOne({ a: 1 }, { a: 1 })
    await records.findOneAndReplace({ a: 1 }, { a: 1 }, { projection: { _id: 0 } })
    expect(sink.takeCalls()).toEqual([])
  })
})

describe('a closed client', () => {
  it('is not opened again by a write of many records', async () => {
    const { MongoClient } = await import('mongodb')
    const client = await new MongoClient(database.uri).connect()
    const { records, sink } = captureForTest(
      client.db(database.dbName).collection(`phantoms${number}`),
    )
    await client.close()
    for (const write of [
      () => records.updateMany({}, { $set: { b: 1 } }),
      () => records.deleteMany({}),
      () => records.bulkWrite([{ deleteOne: { filter: { _id: 1 } } }]),
    ]) {
      await expect(write()).rejects.toMatchObject({ name: 'MongoNotConnectedError' })
    }
    expect(await captured.records.countDocuments({ b: { $exists: false } })).toBe(2)
    expect(sink.takeCalls()).toEqual([])
  })
})

describe('the old bulk builder', () => {
  it('numbers unordered operations as the application gave them', async () => {
    const { records } = captured
    const bulk = records.initializeUnorderedBulkOp()
    bulk.insert({ _id: 11 })
    bulk.find({ _id: 1 }).updateOne({ $set: { b: 1 } })
    bulk.insert({ _id: 12 })
    bulk
      .find({ _id: 13 })
      .upsert()
      .updateOne({ $set: { b: 1 } })
    const result = await bulk.execute()
    expect(result.insertedIds).toEqual({ 0: 11, 2: 12 })
  })
})

describe('a write concern that cannot be met', () => {
  const writeConcern = { w: 5, wtimeout: 100 }

  it('is reported with the counts of the call', async () => {
    const { records } = captured
    const updating = records.updateMany({}, { $set: { b: 1 } }, { writeConcern })
    await expect(updating).rejects.toMatchObject({
      code: 100,
      result: { n: 2, nModified: 2, ok: 1 },
    })
    const deleting = records.deleteMany({}, { writeConcern })
    await expect(deleting).rejects.toMatchObject({ code: 100, result: { n: 2, ok: 1 } })
  })

  it('is reported by a bulk call in the class of its own errors', async () => {
    const { records } = captured
    const failing = records.bulkWrite(
      [{ updateOne: { filter: { _id: 1 }, update: { $set: { b: 1 } } } }],
      { writeConcern },
    )
    await expect(failing).rejects.toMatchObject({
      name: 'MongoBulkWriteError',
      code: 100,
      modifiedCount: 1,
      writeErrors: [],
    })
  })

  it('is none where it stands beside the option, where the driver does not look', async () => {
    const { records, sink } = captured
    await records.updateOne({ _id: 1 }, { $set: { b: 1 } }, { w: 0 } as never)
    expect(sink.takeChanges()).toMatchObject([{ fidelity: 'exact' }])
  })
})

describe('what the application says of its records', () => {
  async function tellWith(options: object): Promise<ReturnType<typeof createCollectingSink>> {
    const original = database.db.collection(`phantoms${number}`)
    const facts = { type: 'Record', collectionName: original.collectionName }
    const registry = createCollectionRegistry({ model: createAuditedModel('test', options, facts) })
    const sink = createCollectingSink()
    const failing = {
      ...sink,
      accept: async (call: Parameters<typeof sink.accept>[0]) => {
        for (const { after } of call.changes) {
          if (after === undefined) continue
          registry.root.nameOf(after)
          if (registry.root.relatedOf?.(after).slice === undefined) throw new TypeError('no list')
        }
        await sink.accept(call)
      },
    }
    const collection = captureCollection(original, registry, {
      sink: failing,
      log: { info: () => undefined, warn: () => undefined },
      sharesStore: () => true,
    })
    await collection.updateOne({ _id: 1 as never }, { $set: { tags: ['b', 'a'] } })
    return sink
  }

  it('cannot change what is recorded', async () => {
    const name = (record: { tags: string[] }): string => record.tags.sort().join(' ')
    const sink = await tellWith({ name, related: () => [] })
    expect(sink.takeChanges()).toMatchObject([{ after: { tags: ['b', 'a'] } }])
  })

  it('is left out where it is no reference, and the event is not', async () => {
    const sink = await tellWith({ related: () => Promise.resolve([{ type: 'Client', id: 1 }]) })
    expect(sink.takeChanges()).toHaveLength(1)
  })

  it('fails neither the write nor its event where the event cannot be made', async () => {
    const sink = await tellWith({})
    expect(sink.takeCalls()).toMatchObject([
      { changes: [], intent: { because: 'not-recordable', count: 1 } },
    ])
  })
})

describe('arithmetic on what is no number, which the server counts as a change', () => {
  const nothing = { $inc: { a: 0 } }
  const options = (session?: ClientSession): UpdateOptions => (session ? { session } : {})

  for (const [what, write] of [
    ['updateOne', (records, session) => records.updateOne({ _id: 1 }, nothing, options(session))],
    ['updateMany', (records, session) => records.updateMany({}, nothing, options(session))],
    [
      'findOneAndUpdate',
      (records, session) =>
        records.findOneAndUpdate({ _id: 1 }, nothing, session ? { session } : {}),
    ],
    [
      'bulkWrite',
      (records, session) =>
        records.bulkWrite([{ updateMany: { filter: {}, update: nothing } }], options(session)),
    ],
  ] as [string, (records: Captured['records'], session?: ClientSession) => Promise<unknown>][]) {
    it(`makes no event: ${what}`, async () => {
      const { records, sink } = captured
      await records.updateMany({}, { $set: { a: NaN } })
      sink.takeCalls()
      await write(records)
      await database.client.withSession((session) =>
        session.withTransaction(() => write(records, session)),
      )
      expect(sink.takeCalls()).toEqual([])
    })
  }

  it('hides no change of another record in the same call', async () => {
    const { records, sink } = captured
    await records.updateOne({ _id: 1 }, { $set: { a: NaN } })
    sink.takeCalls()
    const one = { $inc: { a: 1 } }
    await records.updateMany({}, one)
    await database.client.withSession((session) =>
      session.withTransaction(() => records.updateMany({}, one, { session })),
    )
    const calls = sink.takeCalls()
    expect(calls.map(({ intent }) => intent)).toEqual([undefined, undefined])
    expect(calls.flatMap(({ changes }) => changes.map(({ id }) => Number(id)))).toEqual([2, 2])
  })

  it('hides no write of a record that only a collation leads to', async () => {
    const collation = { locale: 'en', strength: 2 }
    const { records, sink } = captureForTest(
      await database.db.createCollection(`phantoms${number}collated`, { collation }),
    )
    await records.insertMany([
      { _id: 'x', a: NaN },
      { _id: 'Y', a: 1 },
    ])
    sink.takeCalls()
    await records.updateOne({ _id: 'X' }, nothing)
    expect(sink.takeCalls()).toEqual([])
    await records.updateOne({ _id: 'y' }, { $inc: { a: 1 } })
    await database.client.withSession((session) =>
      session.withTransaction(() =>
        records.updateOne({ _id: 'y' }, { $inc: { a: 1 } }, { session }),
      ),
    )
    expect(sink.takeChanges().map(({ id }) => id)).toEqual(['Y', 'Y'])
  })
})
