import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

describe('a list that the application empties as soon as it has called', () => {
  it('is inserted as it was', async () => {
    const { records, sink } = captureForTest(database.db.collection('inserted'))
    const list = [{ _id: 1 }, { _id: 2 }]
    const call = records.insertMany(list)
    list.length = 0
    expect(await call).toMatchObject({ insertedCount: 2 })
    expect(sink.takeChanges().map(({ id }) => Number(id))).toEqual([1, 2])
  })

  it('is carried out as it was', async () => {
    const { records, sink } = captureForTest(database.db.collection('carried_out'))
    const list = [1, 2].map((_id) => ({ insertOne: { document: { _id } } }))
    const call = records.bulkWrite(list)
    list.splice(0, 2, { insertOne: { document: { _id: 3 } } })
    expect(await call).toMatchObject({ insertedCount: 2 })
    expect(sink.takeChanges().map(({ id }) => Number(id))).toEqual([1, 2])
  })

  it('has its ids on the application’s own documents', async () => {
    const { records } = captureForTest(database.db.collection('given_ids'))
    const document: { _id?: never } = {}
    await records.insertMany([document as { _id: never }])
    expect(document._id).toBeDefined()
  })
})
