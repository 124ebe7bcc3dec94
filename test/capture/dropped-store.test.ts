import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createMongoStore, missingIndexes } from '@rastro/mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { sample } from '../store/sample.ts'
import { captureForTest } from './captured-collection.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

describe('a database that is dropped with the audit store in it', () => {
  it('has the store prepared anew: indexes, compression and known filter keys', async () => {
    const { client, dbName } = database
    const db = client.db(`${dbName}_dropped`)
    const { records } = captureForTest(await db.createCollection('records'))
    // The store reaches the same database through an object of its own.
    const store = createMongoStore({ database: () => client.db(`${dbName}_dropped`) })
    await store.append([sample()])
    expect(await missingIndexes(db)).toEqual([])

    await records.db.dropDatabase()
    await store.append([sample()])

    expect(await missingIndexes(db)).toEqual([])
    const [events] = await db.listCollections({ name: 'audit_events' }).toArray()
    expect(JSON.stringify(events)).toContain('block_compressor=zstd')
    expect(await db.collection('audit_dictionary').countDocuments()).toBe(1)
  })
})
