import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

describe('insertMany whose answer is left as bytes', () => {
  for (const ordered of [true, false]) {
    it(`has events for what was stored alone, ${ordered ? 'stopped' : 'going on'} at a refusal`, async () => {
      const name = `bytes_${ordered}`
      const { records, sink } = captureForTest(database.db.collection(name))
      await database.db.collection<{ _id: number }>(name).insertOne({ _id: 2 })
      const documents = [{ _id: 1 }, { _id: 2 }, { _id: 3 }]
      await expect(records.insertMany(documents, { ordered, raw: true })).rejects.toThrow()
      const told = sink.takeChanges().map(({ id }) => Number(id))
      expect(told).toEqual(ordered ? [1] : [1, 3])
    })
  }
})
