import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Collection, MongoClient, OrderedBulkOperation } from 'mongodb'
import { nameTestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'
import type { LooseRecord } from './captured-collection.ts'

const load = createRequire(import.meta.url)
type Driver = { MongoClient: new (uri: string) => MongoClient }

const DRIVERS = [
  ['driver 7', () => load('mongodb') as Driver],
  ['driver 6', () => (load('mongoose8') as { mongo: Driver }).mongo],
] as const

type Builder = OrderedBulkOperation

/** What an application may put into a builder, and how many of its operations write. */
const CASES: readonly (readonly [string, (bulk: Builder) => void, number[]])[] = [
  ['a replacement of many records', (bulk) => bulk.find({}).update({ replaced: 1 }), [9]],
  [
    'a replacement of many records that may be made',
    (bulk) => bulk.find({ n: 99 }).upsert().update({ replaced: 1 }),
    [9],
  ],
  ['an operator behind a field', (bulk) => bulk.find({ _id: 2 }).replaceOne({ n: 3, $c: 1 }), [9]],
  [
    'an operator behind a field, for many records',
    (bulk) => bulk.find({}).update({ n: 3, $set: { a: 1 } }),
    [9],
  ],
  ['a field behind an operator', (bulk) => bulk.find({}).update({ $set: { a: 1 }, n: 3 }), [9]],
  ['an empty replacement', (bulk) => bulk.find({ _id: 2 }).replaceOne({}), [2, 9]],
  ['an empty update', (bulk) => bulk.find({ _id: 2 }).update({}), [9]],
  ['an empty pipeline', (bulk) => bulk.find({ _id: 2 }).update([]), [9]],
  ['a pipeline', (bulk) => bulk.find({}).update([{ $set: { a: 1 } }]), [1, 2, 9]],
  [
    'a collation, a hint and filters of elements',
    (bulk) =>
      bulk
        .find({ name: 'ANA' })
        .collation({ locale: 'en', strength: 2 })
        .hint({ _id: 1 })
        .arrayFilters([{ e: 1 }])
        .updateOne({ $set: { 'list.$[e]': 9 } }),
    [2, 9],
  ],
]

for (const [version, load7or6] of DRIVERS) {
  describe(`what a bulk builder of ${version} means`, () => {
    let client: MongoClient
    let dbName: string
    let number = 0

    beforeAll(async () => {
      const name = nameTestDatabase()
      dbName = name.dbName
      const { MongoClient: Client } = load7or6()
      client = await new Client(name.uri).connect()
    })
    afterAll(async () => {
      await client.db(dbName).dropDatabase()
      await client.close()
    })

    async function create(): Promise<Collection<LooseRecord>> {
      number += 1
      const collection = client.db(dbName).collection<LooseRecord>(`built${number}`)
      await collection.insertMany([
        { _id: 1, n: 1 },
        { _id: 2, n: 2, name: 'Ana', list: [1, 2] },
      ])
      return collection
    }

    for (const ordered of [true, false]) {
      for (const inside of [false, true]) {
        const where = inside ? 'in a transaction' : 'by itself'
        for (const [what, put, written] of CASES) {
          it(`is what it means without the suite, and is told: ${what} (ordered: ${ordered}, ${where})`, async () => {
            const bare = await create()
            const original = await create()
            const { records, sink } = captureForTest(original as unknown as Collection)
            const how = { client, put, ordered, inside }
            const expected = await outcomeOf(bare, how)
            expect(await outcomeOf(records, how)).toEqual(expected)
            const stored = await original.find().toArray()
            expect(stored).toEqual(await bare.find().toArray())
            const failed = inside && 'code' in expected
            expect(idsOf(sink.takeCalls())).toEqual(failed ? [] : written)
          })
        }
      }
    }

    it('is not changed by what the application does to its objects afterwards', async () => {
      const outcomes = []
      for (const audited of [false, true]) {
        const original = await create()
        const { records, sink } = captureForTest(original as unknown as Collection)
        const bulk = (audited ? records : original).initializeOrderedBulkOp()
        const update = { $set: { n: 10 } }
        bulk.find({ _id: 1 }).update(update)
        update.$set.n = 11
        await bulk.execute()
        outcomes.push(await original.findOne({ _id: 1 }))
        // What the objects say by now is not told of what was written with them before.
        for (const { after } of sink.takeChanges()) {
          expect(Number(after?.['n'])).toBe(outcomes.at(-1)?.['n'])
        }
      }
      expect(outcomes[1]).toEqual(outcomes[0])
    })

    it('is refused of class critical where it cannot be told together with its events', async () => {
      const original = await create()
      const { records, sink } = captureForTest(original as unknown as Collection)
      Object.assign(sink, { safetyOf: () => ({ class: 'critical', ack: 'store' }) })
      const bulk = records.initializeOrderedBulkOp()
      bulk.insert({ _id: 9 })
      bulk.find({}).update({ replaced: 1 })
      await expect(bulk.execute()).rejects.toMatchObject({ code: 'AUDIT_CRITICAL_UNSAFE' })
      expect(await original.countDocuments()).toBe(2)
      const other = records.initializeOrderedBulkOp()
      other.find({ _id: 1 }).update({ $set: { n: 10 } })
      await other.execute()
      expect(sink.takeChanges()).toMatchObject([{ fidelity: 'exact' }])
    })

    it('is executed once only, whatever it holds', async () => {
      const { records } = captureForTest((await create()) as unknown as Collection)
      const bulk = records.initializeOrderedBulkOp()
      bulk.find({}).update({ replaced: 1 })
      await expect(bulk.execute()).rejects.toMatchObject({ code: 9 })
      await expect(bulk.execute()).rejects.toMatchObject({ name: 'MongoBatchReExecutionError' })
    })
  })
}

interface How {
  readonly client: MongoClient
  readonly put: (bulk: Builder) => void
  readonly ordered: boolean
  readonly inside: boolean
}

async function outcomeOf(records: Collection<LooseRecord>, how: How): Promise<object> {
  const bulk = how.ordered ? records.initializeOrderedBulkOp() : records.initializeUnorderedBulkOp()
  bulk.insert({ _id: 9 })
  how.put(bulk)
  const session = how.client.startSession()
  try {
    if (how.inside) session.startTransaction()
    const result = await bulk.execute(how.inside ? { session } : {})
    if (how.inside) await session.commitTransaction()
    return JSON.parse(JSON.stringify(result)) as object
  } catch (error) {
    const { name, code, message, result } = error as Error & { code?: number; result?: object }
    return { name, code, message: message.replace(/built\d+/g, ''), ...result, result: undefined }
  } finally {
    await session.endSession()
  }
}

/** Ids of the records that were told, each once. */
function idsOf(
  calls: ReturnType<ReturnType<typeof captureForTest>['sink']['takeCalls']>,
): number[] {
  expect(calls.flatMap(({ intent }) => intent ?? [])).toEqual([])
  const ids = calls.flatMap(({ changes }) => changes.map(({ id }) => Number(id)))
  return [...new Set(ids)].toSorted((a, b) => a - b)
}
