import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { identicalValue } from '@rastro/core'
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
  captured = captureForTest(await database.db.createCollection(`replayed${number}`))
  await captured.records.insertMany([
    { _id: 1, a: 1, tags: ['x', 'y'] },
    { _id: 2, a: 2, tags: ['y'] },
    { _id: 3, a: 'text', tags: [] },
  ])
  captured.sink.takeCalls()
})

/** What was told, short: id, fidelity, and one field before and after. */
function told(field: string): unknown[] {
  return captured.sink
    .takeChanges()
    .map(({ id, fidelity, before, after }) =>
      JSON.parse(JSON.stringify([id, fidelity, before?.[field] ?? null, after?.[field] ?? null])),
    )
}

describe('a call on many records that runs without a transaction of the suite', () => {
  it('is told record by record where it failed at the third', async () => {
    const failing = captured.records.updateMany({}, { $inc: { a: 1 } })
    await expect(failing).rejects.toMatchObject({ code: 14 })
    expect(told('a')).toEqual([
      [1, 'derived', 1, 2],
      [2, 'derived', 2, 3],
    ])
  })

  it('leaves to others what others wrote to the same records meanwhile', async () => {
    const { records, sink } = captured
    const plain = database.db.collection(`replayed${number}`)
    const original = Object.create(plain)
    // Another process gets in on both sides of the call, which meets it only in the database.
    original.updateMany = async (...args: Parameters<typeof plain.updateMany>) => {
      if (args[2]?.session?.inTransaction() === true) return plain.updateMany(...args)
      await plain.updateOne({ _id: 1 as never }, { $set: { other: 1 } })
      const result = plain.updateMany(...args)
      await result.catch(() => undefined)
      await plain.updateOne({ _id: 2 as never }, { $set: { other: 2 } })
      await plain.updateOne({ _id: 1 as never }, { $inc: { a: 5 } })
      return result
    }
    const contended = captureForTest(original)
    await contended.records.updateMany({}, { $inc: { a: 1 } }).catch(() => undefined)
    const changes = contended.sink.takeChanges()
    expect(changes.map(({ id, before, after }) => [id, before?.['a'], after?.['a']])).toMatchObject(
      [
        [{ value: 1 }, { value: 1 }, { value: 2 }],
        [{ value: 2 }, { value: 2 }, { value: 3 }],
      ],
    )
    expect(changes[0]?.before?.['other']).toMatchObject({ value: 1 })
    expect(await records.countDocuments()).toBe(3)
    expect(sink.takeCalls()).toEqual([])
  })

  it('is told where a bulk call failed in the middle, with what was made before', async () => {
    const failing = captured.records.bulkWrite([
      { updateOne: { filter: { _id: 1 }, update: { $inc: { a: 1 } } } },
      { updateOne: { filter: { _id: 1 }, update: { $inc: { a: 1 } } } },
      { insertOne: { document: { _id: 7, a: 7 } } },
      { updateOne: { filter: { _id: 8 }, update: { $set: { a: 8 } }, upsert: true } },
      { updateOne: { filter: { _id: 3 }, update: { $inc: { a: 1 } } } },
      { insertOne: { document: { _id: 9, a: 9 } } },
      { deleteOne: { filter: { _id: 2 } } },
    ])
    await expect(failing).rejects.toMatchObject({ code: 14, insertedCount: 1, modifiedCount: 2 })
    expect(told('a')).toEqual([
      [1, 'derived', 1, 2],
      [1, 'derived', 2, 3],
      [7, 'derived', null, 7],
      [8, 'derived', null, 8],
    ])
  })

  it('is told of an unordered bulk call but for the operations that failed', async () => {
    const operations = [
      { updateOne: { filter: { _id: 3 }, update: { $inc: { a: 1 } } } },
      { updateMany: { filter: { tags: 'y' }, update: { $set: { 'tags.$': 'z' } } } },
      { deleteOne: { filter: { _id: 1 } } },
      { insertOne: { document: { _id: 3 } } },
    ]
    const failing = captured.records.bulkWrite(operations, { ordered: false })
    await expect(failing).rejects.toMatchObject({ modifiedCount: 2, deletedCount: 1 })
    expect(told('tags')).toEqual([
      [1, 'derived', ['x', 'y'], ['x', 'z']],
      [2, 'derived', ['y'], ['z']],
      [1, 'derived', ['x', 'z'], null],
    ])
  })

  for (const [what, update] of [
    ['reads the clock', { $currentDate: { when: true }, $inc: { a: 1 } }],
    ['is a pipeline with the clock', [{ $set: { when: '$$NOW', a: { $add: ['$a', 1] } } }]],
    ['sorts a list', { $push: { tags: { $each: ['a'], $sort: 1 } }, $inc: { a: 1 } }],
    ['filters an array', { $inc: { a: 1 }, $pull: { tags: { $in: ['y'] } } }],
  ] as const) {
    it(`can be replayed where it ${what}`, async () => {
      await captured.records.updateMany({}, update as never).catch(() => undefined)
      const stored = await database.db
        .collection(`replayed${number}`)
        .find({ _id: { $in: [1, 2] } as never }, { promoteValues: false })
        .toArray()
      const changes = captured.sink.takeChanges()
      expect(changes.map(({ after }) => after)).toHaveLength(2)
      expect(changes.every(({ after }, index) => identicalValue(after, stored[index]))).toBe(true)
    })
  }

  it('says nothing where nothing was written before it failed', async () => {
    await captured.records.updateOne({ _id: 1 }, { $set: { a: 'first' } })
    captured.sink.takeCalls()
    const failing = captured.records.updateMany({}, { $inc: { a: 1 } })
    await expect(failing).rejects.toMatchObject({ code: 14 })
    expect(captured.sink.takeCalls()).toEqual([])
  })

  it('obeys the collation that the collection has by default', async () => {
    const name = `collated${number}`
    const collation = { locale: 'en', strength: 2 }
    const { records, sink } = captureForTest(
      await database.db.createCollection(name, { collation }),
    )
    await records.insertMany([
      { _id: 'ABC', key: 'One', a: 1 },
      { _id: 'x', key: 'one', a: 'text' },
    ])
    sink.takeCalls()
    const failing = records.updateMany({ key: 'ONE' }, { $inc: { a: 1 } })
    await expect(failing).rejects.toMatchObject({ code: 14 })
    expect(sink.takeChanges().map(({ id }) => id)).toEqual(['ABC'])
  })

  it('leaves no scratch collection where the application looks', async () => {
    await captured.records.updateMany({}, { $inc: { a: 1 } }).catch(() => undefined)
    const names = (await database.db.listCollections().toArray()).map(({ name }) => name)
    expect(names.filter((name) => name.startsWith('audit_'))).toEqual([])
  })
})

describe('a bulk call of several kinds whose write concern cannot be met', () => {
  for (const ordered of [true, false]) {
    it(`applies as much as without the suite, and fails alike (ordered: ${ordered})`, async () => {
      const operations = () => [
        { updateOne: { filter: { _id: 1 }, update: { $inc: { a: 1 } } } },
        { insertOne: { document: { _id: 5, a: 5 } } },
        { deleteOne: { filter: { _id: 2 } } },
      ]
      const options = { ordered, writeConcern: { w: 5, wtimeout: 100 } }
      const plain = database.db.collection(`plain${number}`)
      await plain.insertMany((await captured.records.find().toArray()) as never[])
      const bare = await failureOf(plain.bulkWrite(operations() as never, options))
      const audited = await failureOf(captured.records.bulkWrite(operations(), options))
      expect(audited).toEqual(bare)
      expect(await captured.records.find().toArray()).toEqual(await plain.find().toArray())
      const ids = captured.sink.takeChanges().map(({ id }) => Number(id))
      expect(ids).toEqual(ordered ? [1] : [5])
    })
  }
})

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
    return undefined
  } catch (error) {
    const { name, message, code, result, writeErrors } = error as Record<string, unknown>
    return {
      name,
      message,
      code,
      result: JSON.stringify(result),
      writeErrors,
      keys: Object.keys(error as object),
    }
  }
}
