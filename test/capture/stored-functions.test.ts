import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Collection, Document } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'
import type { Captured } from './captured-collection.ts'

let database: TestDatabase
let bare: Collection<Document & { _id: number }>
let captured: Captured

beforeAll(async () => {
  database = await openTestDatabase({ serializeFunctions: true })
})
afterAll(() => database.close())
beforeEach(async () => {
  bare = database.db.collection('scripts')
  await bare.deleteMany({})
  await bare.insertOne({ _id: 1, n: 1 })
  captured = captureForTest(database.db.collection('scripts'))
})

const rule = () => 1

describe('a connection that stores functions', () => {
  it('has them in the images of an update', async () => {
    const { records, sink } = captured
    await records.updateOne({ _id: 1 }, { $set: { n: 2, list: [1, rule] } })
    const [change] = sink.takeChanges()
    expect(change?.fidelity).toBe('exact')
    expect(change?.after?.['list']).toEqual([
      expect.anything(),
      expect.objectContaining({ code: String(rule) }),
    ])
  })

  it('counts no change, and has no event, where the same is stored again', async () => {
    const { records, sink } = captured
    const update = { $set: { n: 2, list: [1, rule] } }
    await records.updateOne({ _id: 1 }, update)
    sink.takeChanges()
    expect(await records.updateOne({ _id: 1 }, update)).toMatchObject({ modifiedCount: 0 })
    expect(sink.takeChanges()).toEqual([])
  })

  it('gives the record after as the driver gives it', async () => {
    const { records } = captured
    const update = { $set: { list: [1, rule] } }
    const options = { returnDocument: 'after' } as const
    const found = await records.findOneAndUpdate({ _id: 1 }, update, options)
    expect(found).toEqual(await bare.findOne({ _id: 1 }))
  })
})
