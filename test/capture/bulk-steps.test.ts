import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { Timestamp } from 'mongodb'
import type { AnyBulkWriteOperation } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'
import type { Captured, LooseRecord } from './captured-collection.ts'

let database: TestDatabase
let captured: Captured
let number = 0

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  number += 1
  captured = captureForTest(await database.db.createCollection(`steps${number}`))
  await captured.records.insertMany([
    { _id: 1, a: 1 },
    { _id: 2, a: 2 },
    { _id: 3, a: 3 },
  ])
  captured.sink.takeCalls()
})

type Operation = AnyBulkWriteOperation<LooseRecord>

const add = (_id: number, by = 1): Operation => ({
  updateOne: { filter: { _id }, update: { $inc: { a: by } } },
})

/** Position, id, fidelity, and the field before and after. */
async function toldOf(operations: Operation[], options = {}): Promise<unknown[]> {
  await captured.records.bulkWrite(operations, options)
  return captured.sink
    .takeChanges()
    .map(({ ct, id, fidelity, before, after }) =>
      JSON.parse(
        JSON.stringify([ct?.n, id, fidelity, before?.['a'] ?? null, after?.['a'] ?? null]),
      ),
    )
}

describe('several operations of one bulk call on one record', () => {
  it('are told one by one, in their order', async () => {
    const told = await toldOf([add(1), add(2), add(1), { deleteOne: { filter: { _id: 2 } } }])
    expect(told).toEqual([
      [0, 1, 'exact', 1, 2],
      [1, 2, 'exact', 2, 3],
      [2, 1, 'exact', 2, 3],
      [3, 2, 'exact', 3, null],
    ])
  })

  it('are told where they undo each other', async () => {
    expect(await toldOf([add(1), add(1, -1)])).toEqual([
      [0, 1, 'exact', 1, 2],
      [1, 1, 'exact', 2, 1],
    ])
  })

  it('are told where the first made the record', async () => {
    const told = await toldOf([
      { insertOne: { document: { _id: 9, a: 9 } } },
      add(9),
      { updateOne: { filter: { _id: 8 }, update: { $set: { a: 8 } }, upsert: true } },
      { replaceOne: { filter: { _id: 8 }, replacement: { a: 80 } } },
    ])
    expect(told).toEqual([
      [0, 9, 'exact', null, 9],
      [1, 9, 'exact', 9, 10],
      [2, 8, 'exact', null, 8],
      [3, 8, 'exact', 8, 80],
    ])
  })

  it('are told in the order in which an unordered call is sent: kind by kind', async () => {
    const told = await toldOf(
      [
        { deleteOne: { filter: { _id: 1 } } },
        add(1),
        { insertOne: { document: { _id: 9, a: 9 } } },
      ],
      { ordered: false },
    )
    expect(told).toEqual([
      [0, 9, 'exact', null, 9],
      [1, 1, 'exact', 1, 2],
      [2, 1, 'exact', 2, null],
    ])
  })

  it('are told where some name no record', async () => {
    const told = await toldOf([
      { updateMany: { filter: {}, update: { $inc: { a: 1 } } } },
      { updateOne: { filter: { a: { $gt: 3 } }, update: { $set: { a: 0 } } } },
    ])
    expect(told).toEqual([
      [0, 1, 'exact', 1, 2],
      [1, 2, 'exact', 2, 3],
      [2, 3, 'exact', 3, 4],
      [3, 3, 'exact', 4, 0],
    ])
  })

  it('show their net change where a step in between cannot be known', async () => {
    const told = await toldOf([
      { updateOne: { filter: { _id: 1 }, update: [{ $set: { a: { $rand: {} } } }] } },
      { updateOne: { filter: { _id: 1 }, update: { $set: { a: 5 } } } },
    ])
    expect(told).toEqual([[0, 1, 'derived', 1, 5]])
  })

  it('show their net change beyond a hundred steps', async () => {
    const told = await toldOf(Array.from({ length: 101 }, () => add(1)))
    expect(told).toEqual([[0, 1, 'derived', 1, 102]])
  })

  it('leave a record that only one touched exact', async () => {
    const told = await toldOf([...Array.from({ length: 101 }, () => add(1)), add(2)])
    expect(told).toContainEqual([expect.any(Number), 2, 'exact', 2, 3])
  })

  for (const ordered of [true, false]) {
    it(`name the id that the server made, where it is gone again (ordered: ${ordered})`, async () => {
      const { records, sink } = captured
      const { upsertedIds } = await records.bulkWrite(
        [
          { updateOne: { filter: { a: 9 }, update: { $set: { b: 1 } }, upsert: true } },
          { deleteOne: { filter: { a: 9 } } },
        ],
        { ordered },
      )
      const told = sink.takeChanges()
      expect(told.map(({ id }) => String(id))).toEqual([
        String(upsertedIds[0]),
        String(upsertedIds[0]),
      ])
      expect(told.map(({ before, after }) => String(before?.['_id'] ?? after?.['_id']))).toEqual(
        told.map(({ id }) => String(id)),
      )
      expect(told.map(({ fidelity }) => fidelity)).toEqual(['exact', 'exact'])
    })
  }

  it('name no id that the server never made, where several were made out of order', async () => {
    const { records, sink } = captured
    const upsert = (a: number): Operation => ({
      updateOne: { filter: { a }, update: { $set: { b: a } }, upsert: true },
    })
    const { upsertedIds } = await records.bulkWrite(
      [{ deleteOne: { filter: { a: 8 } } }, upsert(8), upsert(9)],
      { ordered: false },
    )
    const made = Object.values(upsertedIds).map(String)
    for (const { id } of sink.takeChanges()) expect(made).toContain(String(id))
  })

  it('show their net change where a step in between has stored the moment of writing', async () => {
    const told = await toldOf([
      { insertOne: { document: { _id: 9, a: 9, at: new Timestamp({ t: 0, i: 0 }) } } },
      add(9),
    ])
    expect(told).toEqual([[0, 9, 'derived', null, 10]])
  })
})
