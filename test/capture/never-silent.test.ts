import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { Timestamp } from 'mongodb'
import type { FindOneAndUpdateOptions, UpdateOptions } from 'mongodb'
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
  captured = captureForTest(await database.db.createCollection(`silent${number}`))
  await captured.records.insertMany([
    { _id: 1, a: 1 },
    { _id: 2, a: 2 },
    { _id: 3, a: 'text' },
  ])
  captured.sink.takeCalls()
})

describe('a write that failed in the middle', () => {
  it('is told where the third record was of the wrong type', async () => {
    const { records, sink } = captured
    await expect(records.updateMany({}, { $inc: { a: 1 } })).rejects.toMatchObject({ code: 14 })
    expect(await records.distinct('a')).toEqual([2, 3, 'text'])
    expect(sink.takeChanges().map(({ id }) => Number(id))).toEqual([1, 2])
  })

  it('is told where a later operation of a bulk call was of the wrong type', async () => {
    const { records, sink } = captured
    const failing = records.bulkWrite([
      { updateOne: { filter: { _id: 1 }, update: { $inc: { a: 1 } } } },
      { updateOne: { filter: { _id: 3 }, update: { $inc: { a: 1 } } } },
    ])
    await expect(failing).rejects.toMatchObject({ code: 14, modifiedCount: 1 })
    expect(sink.takeChanges().map(({ id }) => Number(id))).toEqual([1])
  })

  it('is told where it stored the moment of writing, before one of unknown outcome', async () => {
    const { records, sink } = captured
    const failing = records.bulkWrite([
      { replaceOne: { filter: { a: 1 }, replacement: { at: new Timestamp({ t: 0, i: 0 }) } } },
      { updateMany: { filter: { $nonsense: 1 }, update: { $set: { b: 1 } } } },
    ])
    await expect(failing).rejects.toMatchObject({ code: 2, modifiedCount: 1 })
    expect(sink.takeChanges().map(({ id }) => Number(id))).toEqual([1])
  })

  it('is told as it was asked for where it cannot be found, before one of unknown outcome', async () => {
    const { records, sink } = captured
    const failing = records.bulkWrite([
      { updateOne: { filter: { a: 1 }, update: [{ $set: { a: { $rand: {} } } }] } },
      { updateMany: { filter: { _id: 3 }, update: { $inc: { a: 1 } } } },
    ])
    await expect(failing).rejects.toMatchObject({ code: 14, modifiedCount: 1 })
    const [call] = sink.takeCalls()
    expect([call?.changes, call?.intent?.ids?.map(Number)]).toEqual([[], [1]])
  })

  it('is not told where the server refused it before it looked at a record', async () => {
    const { records, sink } = captured
    const badFilter = records.updateMany({ $nonsense: 1 }, { $set: { b: 1 } })
    await expect(badFilter).rejects.toMatchObject({ code: 2 })
    const badUpdate = records.updateMany({}, { $inc: { a: 'x' } } as never)
    await expect(badUpdate).rejects.toMatchObject({ code: 14 })
    const conflict = records.updateMany({}, { $set: { b: 1 }, $inc: { b: 1 } })
    await expect(conflict).rejects.toMatchObject({ code: 40 })
    expect(sink.takeCalls()).toEqual([])
  })

  it('is not told where the first operation of a bulk call failed', async () => {
    const { records, sink } = captured
    const failing = records.bulkWrite([
      { updateOne: { filter: { _id: 1 }, update: { $set: { _id: 9 } } } },
      { deleteOne: { filter: { _id: 2 } } },
    ])
    await expect(failing).rejects.toMatchObject({ code: 66 })
    expect(sink.takeCalls()).toEqual([])
  })
})

describe('find-and-modify', () => {
  const SET = { $set: { b: 1 } }

  for (const [what, options] of [
    ['puts another value in the place of the id', { projection: { _id: { $literal: 2 } } }],
    ['leaves the answer as bytes', { raw: true, includeResultMetadata: true }],
    ['says that it wants no explanation', { explain: null }],
  ] as [string, FindOneAndUpdateOptions][]) {
    it(`is captured exactly where the application ${what}`, async () => {
      const { records, sink } = captured
      await records.findOneAndUpdate({ _id: 1 }, SET, options)
      await records.findOneAndUpdate({ a: 2 }, SET, options)
      await records.findOneAndUpdate({ a: 99 }, SET, options)
      const changes = sink.takeChanges()
      expect(changes.map(({ id, fidelity }) => [Number(id), fidelity])).toEqual([
        [1, 'exact'],
        [2, 'exact'],
      ])
    })

    it(`is captured in a transaction where the application ${what}`, async () => {
      const { records, sink } = captured
      await database.client.withSession((session) =>
        session.withTransaction(() =>
          records.findOneAndUpdate({ _id: 1 }, SET, { ...options, session }),
        ),
      )
      expect(sink.takeChanges().map(({ id }) => Number(id))).toEqual([1])
    })
  }

  it('is told where nobody waits for the answer', async () => {
    const { records, sink } = captured
    await records.findOneAndUpdate({ _id: 1 }, SET, { writeConcern: { w: 0 } })
    expect(sink.takeCalls()).toMatchObject([{ intent: { because: 'unacknowledged' } }])
  })

  it('sees a record made with the id null', async () => {
    const { records, sink } = captured
    await records.findOneAndUpdate({ _id: null } as never, SET, { upsert: true })
    expect(sink.takeChanges()).toMatchObject([{ id: null, after: { _id: null } }])
  })
})

describe('a bulk call', () => {
  it('tells a deletion and the insert of the same id that follows it', async () => {
    const { records, sink } = captured
    await records.bulkWrite([
      { deleteOne: { filter: { _id: 1 } } },
      { insertOne: { document: { _id: 1, b: 1 } } },
    ])
    const [deleted, created] = sink.takeChanges()
    expect([Object.keys(deleted?.before ?? {}), deleted?.after]).toEqual([['_id', 'a'], undefined])
    expect([created?.before, Object.keys(created?.after ?? {})]).toEqual([undefined, ['_id', 'b']])
  })

  it('may use variables, also inside a transaction', async () => {
    const { records, sink } = captured
    const options = { let: { wanted: 2 } }
    const filter = { $expr: { $eq: ['$a', '$$wanted'] } }
    const operations = [{ updateMany: { filter, update: { $inc: { a: 0, b: 1 } } } }]
    await records.bulkWrite(operations, options)
    await database.client.withSession((session) =>
      session.withTransaction(() => records.bulkWrite(operations, { ...options, session })),
    )
    expect(sink.takeChanges().map(({ id }) => Number(id))).toEqual([2, 2])
  })
})

describe('a call that explains itself in vain', () => {
  it('is captured', async () => {
    const { records, sink } = captured
    const options = { explain: null } as unknown as UpdateOptions
    await records.updateOne({ _id: 1 }, { $set: { b: 1 } }, options)
    await records.updateMany({ _id: 2 }, { $set: { b: 1 } }, options)
    expect(sink.takeChanges()).toHaveLength(2)
  })
})
