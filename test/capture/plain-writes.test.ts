/** Writes whose own answer has the record before: is what is worked out what the server did? */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import {
  Binary,
  BSON,
  BSONRegExp,
  BSONSymbol,
  Decimal128,
  Double,
  Int32,
  Long,
  MongoClient,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb'
import type { Collection } from 'mongodb'
import { identicalValue } from '@rastro/core'
import { createRandom } from '../differential/random.ts'
import { anyDocument, anyFilter, anyNumber, anyPath, anyValue } from '../differential/values.ts'
import type { Source } from '../differential/values.ts'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'
import type { Captured } from './captured-collection.ts'

const bson = { ObjectId, Long, Decimal128, Double, Int32, Binary, Timestamp, UUID }
const TYPED = { promoteValues: false, promoteLongs: false, bsonRegExp: true } as const
const CALLS = 200

let database: TestDatabase
let client: MongoClient
let collection: Collection
let captured: Captured
let sent: string[] = []
let number = 0

beforeAll(async () => {
  database = await openTestDatabase()
  client = await new MongoClient(database.uri, {
    monitorCommands: true,
    appName: 'plain-writes',
  }).connect()
  client.on('commandStarted', ({ commandName }) => sent.push(commandName))
})
afterAll(async () => {
  await client.close()
  await database.close()
})
beforeEach(async () => {
  number += 1
  collection = await client.db(database.db.databaseName).createCollection(`plain${number}`)
  captured = captureForTest(collection)
  sent = []
})

describe('generated plain updates', () => {
  for (const method of [
    'updateOne',
    'findOneAndUpdate',
    'deleteOne',
    'findOneAndDelete',
  ] as const) {
    it(`${method} does, returns and tells what the server did`, async () => {
      const source: Source = { random: createRandom(number), bson }
      const twin = await client.db(database.db.databaseName).createCollection(`twin${number}`)
      for (let n = 0; n < CALLS; n += 1) {
        const document = { ...anyDocument(source), _id: n }
        const filter = source.random.oneIn(5)
          ? { $and: [{ _id: n }, anyFilter(source)] }
          : { _id: n }
        const returnDocument = source.random.pick(['before', 'after'])
        const args =
          method.endsWith('Delete') || method.startsWith('delete')
            ? [filter]
            : [
                filter,
                plainUpdate(source, document),
                ...(method === 'updateOne' ? [] : [{ returnDocument }]),
              ]
        const isStored = await bareResult(() => twin.insertOne(document as never))
        if (isStored.error !== undefined) continue
        // What the server filled in is the same in both.
        await collection.insertOne((await twin.findOne({ _id: n as never }, TYPED)) as never)
        const before = await collection.findOne({ _id: n as never }, TYPED)
        const [bare, audited] = [twin, captured.records].map(
          (one) => (one as never)[method] as () => unknown,
        )
        const expected = await bareResult(() => bare?.apply(twin, args as never))
        const result = await bareResult(() => audited?.apply(captured.records, args as never))
        expect(result).toEqual(expected)
        const after = await collection.findOne({ _id: n as never }, TYPED)
        expect(BSON.serialize(after ?? {})).toEqual(
          BSON.serialize((await twin.findOne({ _id: n as never }, TYPED)) ?? {}),
        )
        const changes = captured.sink.takeChanges()
        // Anew, or it would soon go the other way: most of these records hold something odd.
        if (n % 5 === 0) captured = captureForTest(collection)
        const told = { n, changes: changes.length }
        expect(told).toEqual({ n, changes: identicalValue(before, after) ? 0 : 1 })
        for (const change of changes) {
          expect(change.fidelity).toBe('exact')
          expect([n, identicalValue(change.before, before)]).toEqual([n, true])
          expect([n, identicalValue(change.after ?? null, after)]).toEqual([n, true])
        }
      }
      // Otherwise something else was tried.
      const carried = sent.filter((name) => name === 'findAndModify').length
      expect(carried).toBeGreaterThan(CALLS / 4)
      // Hundreds of calls, each looked at on two sides.
    }, 600_000)
  }
})

/** Mostly one that is worked out, sometimes one that the server refuses. */
function plainUpdate(source: Source, document: Record<string, unknown>): Record<string, object> {
  const { random } = source
  const update: Record<string, Record<string, unknown>> = {}
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const operator = random.pick(['$set', '$set', '$unset', '$inc', '$setOnInsert'])
    const path = anyPath(source)
    const same = document[path]
    const value = random.oneIn(4) && same !== undefined ? same : anyValue(source)
    ;(update[operator] ??= {})[path] = operator === '$inc' ? anyNumber(source) : value
  }
  return update
}

async function bareResult(call: () => unknown): Promise<{ value?: unknown; error?: unknown }> {
  try {
    return { value: await call() }
  } catch (error) {
    const { name, code, message, keyValue, errInfo } = error as Record<string, unknown>
    // The twin has another name.
    return {
      error: {
        name,
        code,
        message: String(message).replace(/\w+\d+ index/, ''),
        keyValue,
        errInfo,
      },
    }
  }
}

describe('an answer that hides how a value is stored', () => {
  for (const [name, stored] of [
    ['a whole number stored as a double', new Double(5)],
    ['a whole number of 64 bits', Long.fromNumber(5)],
    ['such a double inside a list', [{ deep: [new Double(5)] }]],
    ['a pattern', new BSONRegExp('a.*', 'im')],
  ] as const) {
    it(`is exact for ${name}`, async () => {
      await collection.insertOne({ _id: 1 as never, stored, n: 1 })
      const before = await collection.findOne({}, TYPED)
      await captured.records.updateOne({ _id: 1 }, { $set: { n: 2 } })
      const [change] = captured.sink.takeChanges()
      expect(change?.fidelity).toBe('exact')
      expect(identicalValue(change?.before, before)).toBe(true)
      expect(identicalValue(change?.after, await collection.findOne({}, TYPED))).toBe(true)
    })
  }

  it('does not take a number of another type for the same', async () => {
    await collection.insertOne({ _id: 1 as never, n: new Double(5) })
    const counts = await captured.records.updateOne({ _id: 1 }, { $set: { n: 5 } })
    expect(counts).toMatchObject({ matchedCount: 1, modifiedCount: 1 })
    expect(captured.sink.takeChanges()).toMatchObject([{ fidelity: 'exact' }])
  })

  it('does not take what is as it was for changed', async () => {
    await collection.insertOne({ _id: 1 as never, n: new Double(5), m: 1 })
    const counts = await captured.records.updateOne({ _id: 1 }, { $set: { m: 1 } })
    expect(counts).toMatchObject({ matchedCount: 1, modifiedCount: 0 })
    expect(captured.sink.takeChanges()).toEqual([])
  })

  it('is left alone where it is doubtful most of the time', async () => {
    await collection.insertOne({ _id: 1 as never, n: 0, price: new Double(5) })
    for (let n = 1; n <= 10; n += 1) await captured.records.updateOne({ _id: 1 }, { $set: { n } })
    sent = []
    await captured.records.updateOne({ _id: 1 }, { $set: { n: 99 } })
    expect(sent).toEqual(['update', 'find', 'find'])
    expect(captured.sink.takeChanges()).toHaveLength(11)
  })
})

describe('a write that is sent twice', () => {
  beforeEach(() => collection.insertOne({ _id: 1 as never, n: 1, f: new Double(2) }))

  for (const [name, call, shown] of [
    [
      'updateOne',
      () => captured.records.updateOne({ _id: 1 }, { $inc: { n: 1 } }),
      { modifiedCount: 1 },
    ],
    [
      'findOneAndUpdate',
      () => captured.records.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }),
      { n: 1, f: 2 },
    ],
    [
      'findOneAndUpdate for the record after',
      () =>
        captured.records.findOneAndUpdate(
          { _id: 1 },
          { $inc: { n: 1 } },
          { returnDocument: 'after' },
        ),
      { n: 2, f: 2 },
    ],
    ['deleteOne', () => captured.records.deleteOne({ _id: 1 }), { deletedCount: 1 }],
  ] as const) {
    it(`${name} is one write and one exact event`, async () => {
      await failing({
        writeConcernError: { code: 262, errmsg: 'late', errorLabels: ['RetryableWriteError'] },
        errorLabels: ['RetryableWriteError'],
      })
      expect(await call()).toMatchObject(shown)
      expect(sent.filter((one) => one === 'findAndModify')).toHaveLength(2)
      const changes = captured.sink.takeChanges()
      expect(changes).toHaveLength(1)
      expect(changes[0]?.fidelity).toBe('exact')
      expect(Number(changes[0]?.before?.['n'])).toBe(1)
    })
  }

  it('is as the application’s own where its first answer is lost with the record', async () => {
    // What the server answers to a repetition when it has not kept the record.
    await failing({ errorCode: 217 })
    const counts = await captured.records.updateOne({ _id: 1 }, { $inc: { n: 1 } })
    expect(counts).toMatchObject({ matchedCount: 1, modifiedCount: 1 })
    expect(await collection.findOne({})).toMatchObject({ n: 2 })
    expect(captured.sink.takeChanges()).toHaveLength(1)
  })
})

describe('a refusal', () => {
  it('is the application’s own, and nothing is written for it', async () => {
    await collection.createIndex({ u: 1 }, { unique: true })
    await collection.insertMany([
      { _id: 1 as never, u: 1 },
      { _id: 2 as never, u: 2 },
    ])
    const bare = await collection
      .updateOne({ _id: 1 as never }, { $set: { u: 2 } })
      .catch((error: unknown) => error)
    const audited = await captured.records
      .updateOne({ _id: 1 }, { $set: { u: 2 } })
      .catch((error: unknown) => error)
    expect({ ...(audited as object) }).toEqual({ ...(bare as object) })
    expect(captured.sink.takeCalls()).toEqual([])
  })
})

describe('a value that no driver writes any more', () => {
  it('is not taken for the text that it is read as', async () => {
    await collection.insertOne({ _id: 1 as never, s: new BSONSymbol('a') })
    const counts = await captured.records.updateOne({ _id: 1 }, { $set: { s: 'a' } })
    expect(counts).toMatchObject({ modifiedCount: 1 })
  })
})

function failing(data: Record<string, unknown>): Promise<unknown> {
  return client.db('admin').command({
    configureFailPoint: 'failCommand',
    mode: { times: 1 },
    data: { failCommands: ['findAndModify'], appName: 'plain-writes', ...data },
  })
}
