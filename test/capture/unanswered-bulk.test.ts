import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'
import type { Captured } from './captured-collection.ts'

let database: TestDatabase
let captured: Captured
let number = 0
const writeConcern = { w: 0 } as const

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  number += 1
  captured = captureForTest(await database.db.createCollection(`unanswered${number}`))
})

/** The reason and the count of every event. */
function told(): unknown[] {
  return captured.sink.takeCalls().map(({ intent }) => [intent?.because, intent?.count])
}

describe('a bulk call for which nobody asks an answer', () => {
  it('is told, though its result counts nothing', async () => {
    const { records } = captured
    await records.bulkWrite([{ deleteOne: { filter: { _id: 1 } } }], { writeConcern })
    expect(told()).toEqual([['unacknowledged', undefined]])
  })

  it('is told where it is made by a builder, and where the collection asks for none', async () => {
    const { records } = captured
    const bulk = records.initializeUnorderedBulkOp()
    bulk.insert({ _id: 1 })
    bulk.find({ _id: 1 }).deleteOne()
    await bulk.execute({ writeConcern })
    const silent = database.db.collection(`unanswered${number}`, { writeConcern })
    const other = captureForTest(silent)
    await other.records.bulkWrite([{ insertOne: { document: { _id: 2 } } }])
    expect(told()).toEqual([['unacknowledged', undefined]])
    expect(other.sink.takeCalls()).toMatchObject([{ intent: { because: 'unacknowledged' } }])
  })
})
