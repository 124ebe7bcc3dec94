import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { Collection } from 'mongodb'
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
  captured = captureForTest(await database.db.createCollection(`seen${number}`))
})

const UNREACHABLE = { w: 5, wtimeout: 100 }

describe('a captured collection', () => {
  it('is still a collection of the driver', () => {
    expect(captured.records).toBeInstanceOf(Collection)
  })

  it('throws the write-concern error of a call that did write, after its event', async () => {
    const { records, sink } = captured
    await records.insertOne({ _id: 1, a: 1 })
    sink.takeCalls()
    const failing = records.updateOne({ _id: 1 }, { $inc: { a: 1 } }, { writeConcern: UNREACHABLE })
    await expect(failing).rejects.toMatchObject({ name: 'MongoWriteConcernError', code: 100 })
    expect(sink.takeChanges()).toMatchObject([{ fidelity: 'exact' }])
  })

  it('applies an increment once when the commit misses its write concern', async () => {
    const { records, sink } = captured
    await records.insertMany([
      { _id: 1, a: 0 },
      { _id: 2, a: 0 },
    ])
    sink.takeCalls()
    const failing = records.updateMany({}, { $inc: { a: 1 } }, { writeConcern: UNREACHABLE })
    await expect(failing).rejects.toMatchObject({ name: 'MongoWriteConcernError' })
    expect(await records.distinct('a')).toEqual([1])
    expect(sink.takeChanges()).toHaveLength(2)
  })

  it('keeps the partial effects of an update that fails in the middle', async () => {
    const { records, sink } = captured
    await records.createIndex({ unique: 1 }, { unique: true })
    await records.insertMany([
      { _id: 1, unique: 1 },
      { _id: 2, unique: 2 },
    ])
    sink.takeCalls()
    const failing = records.updateMany({}, { $set: { unique: 9 } })
    await expect(failing).rejects.toMatchObject({ code: 11000 })
    expect(await records.countDocuments({ unique: 9 })).toBe(1)
    expect(sink.takeChanges()).toMatchObject([{ id: { value: 1 }, fidelity: 'derived' }])
  })

  it('records the documents that an unordered insert stored beside the one it could not', async () => {
    const { records, sink } = captured
    const failing = records.insertMany([{ _id: 1 }, { _id: 1 }, { _id: 2 }], { ordered: false })
    await expect(failing).rejects.toMatchObject({ code: 11000 })
    expect(sink.takeChanges().map(({ id }) => id)).toEqual([1, 2])
  })

  it('makes no event of a write that matched nothing, changed nothing or failed', async () => {
    const { records, sink } = captured
    await records.insertOne({ _id: 1, a: 1 })
    sink.takeCalls()
    await records.updateOne({ _id: 2 }, { $set: { a: 2 } })
    await records.updateOne({ _id: 1 }, { $set: { a: 1 } })
    await records.replaceOne({ _id: 1 }, { a: 1 })
    await records.findOneAndUpdate({ _id: 1 }, { $set: { a: 1 } })
    await records.updateMany({ a: 1 }, { $set: { a: 1 } })
    await records.deleteMany({ a: 9 })
    await expect(records.insertOne({ _id: 1 })).rejects.toMatchObject({ code: 11000 })
    expect(sink.takeCalls()).toEqual([])
  })

  it('gives find-and-modify results in the form that was asked for', async () => {
    const { records } = captured
    await records.insertOne({ _id: 1, a: 1 })
    const alone = await records.findOneAndUpdate({ _id: 1 }, { $inc: { a: 1 } })
    expect(alone).toEqual({ _id: 1, a: 1 })
    const whole = await records.findOneAndUpdate(
      { _id: 1 },
      { $inc: { a: 1 } },
      { includeResultMetadata: true, returnDocument: 'after' },
    )
    expect(whole).toMatchObject({ ok: 1, value: { _id: 1, a: 3 } })
    expect(await records.findOneAndUpdate({ _id: 9 }, { $inc: { a: 1 } })).toBeNull()
  })

  it('leaves the options and documents of the application as they were', async () => {
    const { records } = captured
    const options = Object.freeze({ upsert: true })
    const update = Object.freeze({ $set: Object.freeze({ a: 1 }) })
    await records.updateOne(Object.freeze({ _id: 1 }), update, options)
    expect(options).toEqual({ upsert: true })
  })

  it("uses the caller's own session outside a transaction", async () => {
    const { records, sink } = captured
    await records.insertOne({ _id: 1 })
    const session = database.client.startSession()
    await records.updateOne({ _id: 1 }, { $set: { a: 1 } }, { session })
    expect(session.operationTime).toEqual(sink.takeChanges().at(-1)?.ct?.t)
    await session.endSession()
  })

  it('says what an unacknowledged write asked for, since nothing else can be known', async () => {
    const { records, sink } = captured
    await records.updateOne({ _id: 1 }, { $set: { a: 1 } }, { writeConcern: { w: 0 } })
    expect(sink.takeCalls()).toMatchObject([{ intent: { because: 'unacknowledged' } }])
  })

  it('goes on under the name that it was given', async () => {
    const { records, sink } = captured
    await records.insertOne({ _id: 1 })
    const renamed = await records.rename(`renamed${number}`)
    sink.takeCalls()
    await renamed.deleteOne({})
    expect(sink.takeChanges()).toMatchObject([{ id: 1 }])
  })

  it('captures the old bulk builders', async () => {
    const { records, sink } = captured
    await records.insertOne({ _id: 1, a: 1 })
    sink.takeCalls()
    const bulk = records.initializeOrderedBulkOp()
    bulk.insert({ _id: 2 })
    bulk.find({ _id: 1 }).update({ $set: { a: 2 } })
    bulk.find({ _id: 1 }).deleteOne()
    const result = await bulk.execute()
    expect([result.insertedCount, result.modifiedCount, result.deletedCount]).toEqual([1, 1, 1])
    const ids = sink.takeChanges().map(({ id }) => Number(id))
    expect(new Set(ids)).toEqual(new Set([1, 2]))
    await expect(bulk.execute()).rejects.toMatchObject({ name: 'MongoBatchReExecutionError' })
  })
})
