import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { CreateCollectionOptions } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'

let database: TestDatabase
let sent: string[] = []

beforeAll(async () => {
  database = await openTestDatabase({ monitorCommands: true })
  database.client.on('commandStarted', ({ commandName, command }) => {
    // What is tried in a transaction is the application's own command.
    if (command['startTransaction'] === true && !isScratch(command)) sent.push(commandName)
  })
})
afterAll(() => database.close())
beforeEach(() => {
  sent = []
})

function isScratch(command: Record<string, unknown>): boolean {
  return Object.values(command).some((value) => String(value).startsWith('audit_scratch_'))
}

describe('a collection that takes part in no transaction', () => {
  it('is tried once where it is capped, and every write is told', async () => {
    const options: CreateCollectionOptions = { capped: true, size: 100_000 }
    const original = await database.db.createCollection('capped', options)
    const { records, sink } = captureForTest(original)
    await records.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ])
    sink.takeCalls()
    await records.updateMany({}, { $set: { a: 2 } })
    expect(sent).toEqual(['update'])
    await records.updateMany({}, { $set: { a: 3 } })
    await records.bulkWrite([{ updateOne: { filter: { _id: 1 }, update: { $set: { a: 4 } } } }])
    expect(sent).toEqual(['update'])
    const told = sink.takeCalls()
    expect(told.map(({ changes, intent }) => intent?.count ?? changes.length)).toEqual([2, 2, 1])
    expect(told.flatMap(({ changes }) => changes.map(({ fidelity }) => fidelity))).not.toContain(
      'exact',
    )
  })

  it('is tried once where a bulk call is the first', async () => {
    const options: CreateCollectionOptions = { capped: true, size: 100_000 }
    const { records, sink } = captureForTest(await database.db.createCollection('rolling', options))
    await records.insertOne({ _id: 1, a: 1 })
    sink.takeCalls()
    for (const a of [2, 3]) {
      await records.bulkWrite([{ updateOne: { filter: { _id: 1 }, update: { $set: { a } } } }])
    }
    expect(sent).toEqual(['update'])
    expect(sink.takeCalls()).toHaveLength(2)
  })

  it('is tried once where it is a time series', async () => {
    const timeseries = { timeField: 'at', metaField: 'place' }
    const original = await database.db.createCollection('series', { timeseries })
    const { records, sink } = captureForTest(original)
    const at = new Date('2026-03-10T12:00:00.000Z')
    await records.insertMany([1, 2].map((_id) => ({ _id, at, place: 'hall' })))
    sink.takeCalls()
    await records.deleteMany({ place: 'hall' })
    await records.deleteMany({ place: 'hall' })
    expect(sent).toEqual(['delete'])
    expect(sink.takeCalls()).toHaveLength(1)
  })

  it('is no other collection', async () => {
    const { records, sink } = captureForTest(await database.db.createCollection('plain'))
    await records.insertOne({ _id: 1 })
    sink.takeCalls()
    await records.updateMany({}, { $set: { a: 1 } })
    await records.updateMany({}, { $set: { a: 2 } })
    expect(sent).toEqual(['update', 'update'])
    expect(sink.takeChanges()).toMatchObject([{ fidelity: 'exact' }, { fidelity: 'exact' }])
  })
})
