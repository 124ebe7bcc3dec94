import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
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
  const collection = await database.db.createCollection(`records${number}`)
  captured = captureForTest(collection)
})

describe("a write inside the caller's transaction", () => {
  it('is captured with both images, in the order of the statements', async () => {
    const { records, sink } = captured
    await database.client.withSession((session) =>
      session.withTransaction(async () => {
        await records.insertOne({ _id: 1, a: 1 }, { session })
        await records.updateOne({ _id: 1 }, { $inc: { a: 1 } }, { session })
        await records.findOneAndReplace({ _id: 1 }, { b: 1 }, { session })
        await records.deleteMany({ b: 1 }, { session })
      }),
    )
    const changes = sink.takeChanges()
    expect(changes.map(({ fidelity }) => fidelity)).toEqual(['exact', 'exact', 'exact', 'exact'])
    expect(changes.map(({ ct }) => ct?.n)).toEqual([0, 1, 2, 3])
    expect(changes.map(({ before, after }) => [plain(before), plain(after)])).toEqual([
      [null, { _id: 1, a: 1 }],
      [
        { _id: 1, a: 1 },
        { _id: 1, a: 2 },
      ],
      [
        { _id: 1, a: 2 },
        { _id: 1, b: 1 },
      ],
      [{ _id: 1, b: 1 }, null],
    ])
  })

  it('hands its events the transaction, so that they share its fate', async () => {
    const { records, sink } = captured
    const session = database.client.startSession()
    session.startTransaction()
    await records.insertOne({ _id: 1 }, { session })
    expect(sink.calls[0]?.transaction).toEqual({ client: database.client, session })
    await session.abortTransaction()
    await session.endSession()
  })

  it('orders its time above what it has seen and below its own commit', async () => {
    const { records, sink } = captured
    await records.insertOne({ _id: 1, a: 1 })
    const session = database.client.startSession()
    await session.withTransaction(() =>
      records.updateOne({ _id: 1 }, { $inc: { a: 1 } }, { session }),
    )
    await session.endSession()
    await records.updateOne({ _id: 1 }, { $inc: { a: 1 } })
    const times = sink.takeChanges().map(({ ct }) => [ct?.t.t ?? 0, ct?.t.i ?? 0] as const)
    const sorted = times.toSorted(([t1, i1], [t2, i2]) => t1 - t2 || i1 - i2)
    expect(times).toEqual(sorted)
    expect(new Set(times.map(String)).size).toBe(3)
  })

  it('orders its time above a write that no majority has yet', async () => {
    const { records, sink } = captured
    await records.insertOne({ _id: 1, a: 0 })
    for (let round = 0; round < 10; round += 1) {
      await records.updateOne({ _id: 1 }, { $inc: { a: 1 } }, { writeConcern: { w: 1 } })
      await database.client.withSession((session) =>
        session.withTransaction(
          () => records.updateOne({ _id: 1 }, { $inc: { a: 1 } }, { session }),
          { readConcern: { level: 'majority' } },
        ),
      )
    }
    const values = sink
      .takeChanges()
      .toSorted(
        ({ ct: x }, { ct: y }) =>
          Number(x?.t.t) - Number(y?.t.t) || Number(x?.t.i) - Number(y?.t.i),
      )
      .map(({ after }) => Number(after?.['a']))
    expect(values).toEqual(Array.from({ length: 21 }, (_, n) => n))
  })

  it('loses no statement when several run at once and the transaction is committed meanwhile', async () => {
    const { records } = captured
    await records.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }])
    const session = database.client.startSession()
    session.startTransaction()
    const writes = [1, 2, 3].map((_id) =>
      records.updateOne({ _id }, { $set: { a: 1 } }, { session }),
    )
    const commit = session.commitTransaction()
    await Promise.all([...writes, commit])
    await session.endSession()
    expect(await records.countDocuments({ a: 1 })).toBe(3)
  })

  it('lets no statement survive an abort that came while it waited', async () => {
    const { records } = captured
    await records.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }])
    const session = database.client.startSession()
    session.startTransaction()
    const writes = [1, 2, 3].map((_id) =>
      records.updateOne({ _id }, { $set: { a: 1 } }, { session }),
    )
    const results = Promise.allSettled(writes)
    await session.abortTransaction()
    const settled = await results
    await session.endSession()
    expect(await records.countDocuments({ a: 1 })).toBe(0)
    const refused = settled.filter((one) => one.status === 'rejected')
    expect(refused.map(({ reason }) => reason.code)).toContain(251)
    expect(refused.every(({ reason }) => reason.hasErrorLabel('TransientTransactionError'))).toBe(
      true,
    )
  })

  it("shows the application its own error, not the suite's read's", async () => {
    const { records } = captured
    const session = database.client.startSession()
    session.startTransaction()
    const failing = records.updateOne({ $nonsense: 1 }, { $set: { a: 1 } }, { session })
    await expect(failing).rejects.toMatchObject({ code: 2 })
    await session.abortTransaction()
    await session.endSession()
  })

  it('waits for the commit where the store is on another deployment, and says nothing after an abort', async () => {
    const collection = await database.db.createCollection(`elsewhere${number}`)
    const { records, sink } = captureForTest(collection, { sharesStore: false })
    const session = database.client.startSession()
    session.startTransaction()
    await records.insertOne({ _id: 1 }, { session })
    expect(sink.takeCalls()).toEqual([])
    await session.abortTransaction()
    expect(sink.takeCalls()).toEqual([])
    session.startTransaction()
    await records.insertOne({ _id: 1 }, { session })
    await session.commitTransaction()
    await session.endSession()
    expect(sink.takeCalls()).toMatchObject([{ changes: [{ fidelity: 'exact' }] }])
  })
})

/** Images keep BSON number objects; these records hold small integers only. */
function plain(image: unknown): unknown {
  return image === undefined ? null : JSON.parse(JSON.stringify(image))
}
