import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Collection, CreateCollectionOptions } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'

let database: TestDatabase
let sent: string[] = []
let number = 0

beforeAll(async () => {
  database = await openTestDatabase({ monitorCommands: true })
  database.client.on('commandStarted', ({ commandName }) => sent.push(commandName))
})
afterAll(() => database.close())
beforeEach(() => {
  number += 1
})

function create(options: CreateCollectionOptions = {}): Promise<Collection> {
  return database.db.createCollection(`stream${number}`, options)
}

const TWO = [
  { _id: 1, a: 1 },
  { _id: 2, a: 2 },
] as never[]

/** A snapshot older than the collection's entry cannot be read, and a new name is a new entry. */
async function renew(collection: Collection): Promise<void> {
  const away = await collection.rename(`${collection.collectionName}_away`)
  await away.rename(collection.collectionName)
}

/** The collection's entry is younger than every write: images cannot be read. */
function alwaysRenewed(collection: Collection): Collection {
  const original = Object.create(collection)
  for (const name of ['updateOne', 'deleteOne', 'findOneAndUpdate'] as const) {
    original[name] = async (...args: [never, never, never]) => {
      const result = await (collection[name] as (...given: never[]) => Promise<unknown>)(...args)
      await renew(collection)
      return result
    }
  }
  return original
}

describe('a call that matched far more than it changed', () => {
  it('reads the images of what it changed, and no others', async () => {
    const collection = await create()
    await collection.insertMany(
      Array.from({ length: 3_000 }, (_, n) => ({ _id: n as never, group: 1, a: n < 5 ? 0 : 1 })),
    )
    const { records, sink } = captureForTest(collection)
    sent = []
    await records.updateMany({ group: 1 }, { $set: { a: 1 } })
    expect(sent).toEqual([
      'update',
      'commitTransaction',
      'aggregate',
      'killCursors',
      'find',
      'find',
    ])
    const changes = sink.takeChanges()
    expect(changes.map(({ id, fidelity }) => [Number(id), fidelity])).toEqual(
      [0, 1, 2, 3, 4].map((id) => [id, 'exact']),
    )
    await records.bulkWrite([
      { updateMany: { filter: { group: 1 }, update: { $set: { group: 1 } } } },
      { updateOne: { filter: { a: 1 }, update: { $set: { a: 2 } } } },
    ])
    expect(sink.takeChanges()).toMatchObject([{ fidelity: 'exact', after: { a: { value: 2 } } }])
  })
})

describe('a write whose images cannot be read', () => {
  it('is told with its id though its condition names none', async () => {
    const { records, sink } = captureForTest(alwaysRenewed(await create()))
    await records.insertMany(TWO)
    sink.takeCalls()
    // None of these is carried out by a command whose answer has the record before.
    await records.updateOne({ a: 2 }, { $max: { b: 1 } })
    await records.findOneAndUpdate({ a: 1 }, { $set: { b: 1 } }, { projection: { _id: 0 } })
    await records.deleteOne({ a: 1 }, { maxTimeMS: 60_000 })
    const because = 'no-images'
    expect(sink.takeCalls().map(({ changes, intent }) => ({ changes, intent }))).toMatchObject([
      { changes: [], intent: { operation: 'update', ids: [{ value: 2 }], count: 1, because } },
      { changes: [], intent: { operation: 'update', ids: [{ value: 1 }], count: 1, because } },
      { changes: [], intent: { operation: 'delete', ids: [{ value: 1 }], count: 1, because } },
    ])
  })

  it('is exact where the collection keeps images for its change streams', async () => {
    const collection = await create({ changeStreamPreAndPostImages: { enabled: true } })
    const { records, sink } = captureForTest(alwaysRenewed(collection))
    await records.insertMany(TWO)
    sink.takeCalls()
    await records.updateOne({ a: 2 }, { $max: { b: 1 } })
    expect(sink.takeChanges()).toMatchObject([
      {
        id: { value: 2 },
        fidelity: 'exact',
        before: { a: { value: 2 } },
        after: { b: { value: 1 } },
      },
    ])
  })

  it('is told with the ids of all its records where it is of many', async () => {
    const collection = await create()
    const original = Object.create(collection)
    original.updateMany = async (...args: Parameters<typeof collection.updateMany>) => {
      const result = await collection.updateMany(...args)
      const session = args[2]?.session
      if (session === undefined) return result
      // The entry becomes younger as soon as the transaction has ended, and before images are read.
      const commit = session.commitTransaction.bind(session)
      session.commitTransaction = async () => {
        await commit()
        await renew(collection)
      }
      return result
    }
    const { records, sink } = captureForTest(original)
    await records.insertMany(TWO)
    sink.takeCalls()
    await records.updateMany({}, { $set: { b: 1 } })
    expect(sink.takeCalls()).toMatchObject([
      { changes: [], intent: { count: 2, ids: [{ value: 1 }, { value: 2 }] } },
    ])
  })
})

describe('a capped collection', () => {
  it('has the id of each record in the event, where the answer has no image', async () => {
    const { records, sink } = captureForTest(await create({ capped: true, size: 100_000 }))
    await records.insertMany(TWO)
    expect(sink.takeChanges()).toMatchObject([{ fidelity: 'exact' }, { fidelity: 'exact' }])
    await records.updateOne({ a: 2 }, { $set: { a: 3 } })
    expect(sink.takeChanges()).toMatchObject([
      { fidelity: 'exact', before: { a: 2 }, after: { a: 3 } },
    ])
    await records.updateOne({ a: 3 }, { $max: { a: 4 } })
    await records.updateMany({}, { $inc: { a: 1 } })
    await records.bulkWrite([{ updateOne: { filter: { a: 5 }, update: { $set: { a: 6 } } } }])
    expect(sink.takeCalls().map(({ intent }) => intent)).toMatchObject([
      { ids: [{ value: 2 }], count: 1, because: 'no-images' },
      { ids: [{ value: 1 }, { value: 2 }], count: 2, because: 'not-in-transaction' },
      { ids: [{ value: 2 }], count: 1, because: 'not-in-transaction' },
    ])
  })
})

describe('a time-series collection', () => {
  it('has inserts told, and other writes as they were asked for', async () => {
    const timeseries = { timeField: 'at', metaField: 'meta' }
    const { records, sink } = captureForTest(await create({ timeseries }))
    const at = new Date('2026-01-01T00:00:00Z')
    await records.insertOne({ _id: 1, at, meta: 'a', v: 1 })
    expect(sink.takeChanges()).toMatchObject([{ id: 1, after: { meta: 'a', v: 1 } }])
    await records.updateMany({ meta: 'a' }, { $set: { meta: 'b' } })
    await records.deleteMany({ meta: 'b' })
    expect(sink.takeCalls().map(({ changes, intent }) => [changes, intent?.because])).toEqual([
      [[], 'not-in-transaction'],
      [[], 'not-in-transaction'],
    ])
  })
})
