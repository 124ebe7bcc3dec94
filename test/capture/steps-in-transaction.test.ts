import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { AnyBulkWriteOperation, BulkWriteOptions } from 'mongodb'
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
  captured = captureForTest(await database.db.createCollection(`inside${number}`))
  await captured.records.insertMany([1, 2].map((_id) => ({ _id, a: _id })))
  captured.sink.takeCalls()
})

type Operation = AnyBulkWriteOperation<LooseRecord>

const add = (_id: number, by = 1): Operation => ({
  updateOne: { filter: { _id }, update: { $inc: { a: by } } },
})

/** Position, id, fidelity, and the field before and after, of a bulk call between two writes. */
async function toldOf(operations: Operation[], options?: BulkWriteOptions): Promise<unknown[]> {
  const { records, sink } = captured
  await database.client.withSession((session) =>
    session.withTransaction(async () => {
      await records.insertOne({ _id: 'first' }, { session })
      await records.bulkWrite(operations, { ...options, session })
      await records.insertOne({ _id: 'last' }, { session })
    }),
  )
  return sink
    .takeChanges()
    .map(({ ct, id, fidelity, before, after }) =>
      JSON.parse(
        JSON.stringify([ct?.n, id, fidelity, before?.['a'] ?? null, after?.['a'] ?? null]),
      ),
    )
}

describe("several operations of a bulk call on one record, in the caller's transaction", () => {
  it('are told one by one, in their order', async () => {
    const told = await toldOf([
      add(1),
      add(2),
      add(1),
      { insertOne: { document: { _id: 9, a: 9 } } },
      add(9),
      { deleteOne: { filter: { _id: 2 } } },
    ])
    expect(told).toEqual([
      [0, 'first', 'exact', null, null],
      [1, 1, 'exact', 1, 2],
      [2, 2, 'exact', 2, 3],
      [3, 1, 'exact', 2, 3],
      [4, 9, 'exact', null, 9],
      [5, 9, 'exact', 9, 10],
      [6, 2, 'exact', 3, null],
      [7, 'last', 'exact', null, null],
    ])
  })

  it('are told where they undo each other', async () => {
    expect(await toldOf([add(1), add(1, -1)])).toEqual([
      [0, 'first', 'exact', null, null],
      [1, 1, 'exact', 1, 2],
      [2, 1, 'exact', 2, 1],
      [3, 'last', 'exact', null, null],
    ])
  })

  it('start from what the transaction has written before, which nobody else can see', async () => {
    const { records, sink } = captured
    await database.client.withSession((session) =>
      session.withTransaction(async () => {
        await records.updateOne({ _id: 1 }, { $set: { a: 50 } }, { session })
        sink.takeCalls()
        await records.bulkWrite([add(1), add(1)], { session })
      }),
    )
    const steps = sink.takeChanges().map(({ before, after }) => [before?.['a'], after?.['a']])
    expect(steps.map((pair) => pair.map(Number))).toEqual([
      [50, 51],
      [51, 52],
    ])
  })

  it('show their net change where a step cannot be known, and leave the others exact', async () => {
    const now: Operation = {
      updateOne: { filter: { _id: 1 }, update: { $currentDate: { at: true } } },
    }
    expect(await toldOf([now, add(1), add(2)])).toEqual([
      [0, 'first', 'exact', null, null],
      [1, 1, 'derived', 1, 2],
      [2, 2, 'exact', 2, 3],
      [3, 'last', 'exact', null, null],
    ])
  })

  it('are told kind by kind where the call is unordered, as the driver sends it', async () => {
    const told = await toldOf(
      [{ deleteOne: { filter: { _id: 1 } } }, add(1), { insertOne: { document: { _id: 9 } } }],
      { ordered: false },
    )
    expect(told.slice(1, -1)).toEqual([
      [1, 9, 'exact', null, null],
      [2, 1, 'exact', 1, 2],
      [3, 1, 'exact', 2, null],
    ])
  })
})
