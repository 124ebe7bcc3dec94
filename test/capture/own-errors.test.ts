import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { ClientSession, Collection } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'
import type { Captured, LooseRecord } from './captured-collection.ts'

type Records = Collection<LooseRecord>

let database: TestDatabase
let bare: Records
let captured: Captured
let number = 0

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  number += 1
  bare = database.db.collection<LooseRecord>(`bare${number}`)
  captured = captureForTest(await database.db.createCollection(`errors${number}`))
  for (const records of [bare, captured.records]) {
    await records.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 0 },
    ])
  }
  captured.sink.takeCalls()
})

/** Everything that an application can see of an error but the times, numbers and names in it. */
function seen(error: unknown): unknown {
  const { name, message } = error as Error
  return [name, shape({ message, ...(error as object) })]
}

const TIMES = new Set(['$clusterTime', 'operationTime', 'opTime', 'electionId'])

function shape(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.replace(/\b(?:bare|errors)\d+/g, 'records').replace(/(txnNumber: )\d+/, '$1n')
  }
  if (typeof value !== 'object' || value === null || '_bsontype' in value) return value
  if (Array.isArray(value)) return value.map(shape)
  if (value instanceof Set) return [...value].map(shape)
  return Object.entries(value).map(([key, inner]) =>
    TIMES.has(key) ? [key, shape(Object.keys(inner as object))] : [key, shape(inner)],
  )
}

async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'no error',
    (error: unknown) => seen(error),
  )
}

describe('the error of a write concern that cannot be met', () => {
  const options = { writeConcern: { w: 5, wtimeout: 50 } }
  const upsert = { ...options, upsert: true }

  for (const [what, write] of [
    ['updateMany', (records) => records.updateMany({}, { $inc: { n: 1 } }, options)],
    ['an upsert', (records) => records.updateMany({ _id: 7 }, { $set: { n: 1 } }, upsert)],
    ['deleteMany', (records) => records.deleteMany({}, options)],
    ['bulkWrite', (records) => records.bulkWrite([{ deleteMany: { filter: {} } }], options)],
  ] as [string, (records: Records) => Promise<unknown>][]) {
    it(`has every property that it has without the suite, in the same order: ${what}`, async () => {
      const expected = await errorOf(write(bare))
      expect(JSON.stringify(expected)).toContain('"code",100')
      expect(await errorOf(write(captured.records))).toEqual(expected)
    })
  }

  it('says when the write was made, and under which primary', async () => {
    const failing = captured.records.updateMany({}, { $inc: { n: 1 } }, options)
    const error = (await failing.catch((reason: unknown) => reason)) as Record<string, unknown>
    const hello = await database.db.admin().command({ hello: 1 })
    const [change] = captured.sink.takeChanges()
    expect(error).toMatchObject({
      electionId: hello['electionId'],
      opTime: { ts: change?.ct?.t, t: hello['lastWrite'].opTime.t },
      operationTime: change?.ct?.t,
    })
  })
})

describe("the error of a write in the caller's transaction", () => {
  const set = { $set: { a: 1 } }
  const nonsense = { $nonsense: 1 }
  // Fails at a record, not when it is read.
  const divided = { $expr: { $gt: [{ $divide: [1, '$n'] }, 5] } }

  for (const [condition, filter] of Object.entries({ nonsense, divided })) {
    for (const [method, write] of [
      ['updateOne', (records, session) => records.updateOne(filter, set, { session })],
      ['updateMany', (records, session) => records.updateMany(filter, set, { session })],
      ['replaceOne', (records, session) => records.replaceOne(filter, {}, { session })],
      ['deleteOne', (records, session) => records.deleteOne(filter, { session })],
      ['deleteMany', (records, session) => records.deleteMany(filter, { session })],
      [
        'findOneAndUpdate',
        (records, session) => records.findOneAndUpdate(filter, set, { session }),
      ],
      ['findOneAndDelete', (records, session) => records.findOneAndDelete(filter, { session })],
      [
        'bulkWrite',
        (records, session) =>
          records.bulkWrite([{ insertOne: { document: { _id: 5 } } }, { deleteMany: { filter } }], {
            session,
          }),
      ],
    ] as [string, (records: Records, session: ClientSession) => Promise<unknown>][]) {
      it(`is the command's, not that of our read before it: ${method}, ${condition}`, async () => {
        const outcomes = []
        for (const records of [bare, captured.records]) {
          const session = database.client.startSession()
          session.startTransaction()
          await records.updateOne({ _id: 1 }, { $inc: { other: 1 } }, { session })
          outcomes.push(await errorOf(write(records, session)))
          await session.abortTransaction()
          await session.endSession()
        }
        expect(outcomes[0]).not.toBe('no error')
        expect(outcomes[1]).toEqual(outcomes[0])
        expect(await captured.records.find().toArray()).toEqual(await bare.find().toArray())
      })
    }
  }
})

describe("the error of an unordered bulk call in the caller's transaction", () => {
  it('is that of the last command, which found the transaction ended by the first', async () => {
    const outcomes = []
    for (const records of [bare, captured.records]) {
      const session = database.client.startSession()
      session.startTransaction()
      const failing = records.bulkWrite(
        [
          { updateOne: { filter: { $nonsense: 1 }, update: { $set: { n: 5 } } } },
          { deleteOne: { filter: { _id: 1 } } },
        ],
        { ordered: false, session },
      )
      outcomes.push(await errorOf(failing))
      await session.abortTransaction()
      await session.endSession()
    }
    expect(JSON.stringify(outcomes[0])).toContain('TransientTransactionError')
    expect(outcomes[1]).toEqual(outcomes[0])
  })
})
