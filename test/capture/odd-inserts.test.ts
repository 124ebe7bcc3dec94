import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { CapturedChange } from '@rastro/core'
import { identicalValue } from '@rastro/core'
import { Timestamp } from 'mongodb'
import type { Collection, Document } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'
import type { CollectingSink } from '../support/collecting-sink.ts'

let database: TestDatabase
let records: Collection
let sink: CollectingSink
let number = 0

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  number += 1
  const captured = captureForTest(await database.db.createCollection(`inserts${number}`))
  records = captured.records as unknown as Collection
  sink = captured.sink
})

const TYPED = { promoteValues: false, promoteBuffers: false } as const

/** Whether the images of one call's inserts are, in order, what the database holds. */
async function areStored(changes: readonly CapturedChange[]): Promise<boolean> {
  const stored = await database.db.collection(`inserts${number}`).find({}, TYPED).toArray()
  const images = changes.map(({ after }) => after)
  return (
    images.length === stored.length &&
    stored.every((record, index) => identicalValue(record, images[index]))
  )
}

describe('an insert', () => {
  it('has the id that the driver makes where the document says null or undefined', async () => {
    await records.insertMany([
      { _id: undefined, a: 1 },
      { _id: null, a: 2 },
    ] as Document[])
    const changes = sink.takeChanges()
    expect(changes.map(({ fidelity }) => fidelity)).toEqual(['exact', 'exact'])
    expect(await areStored(changes)).toBe(true)
  })

  it('shows the id first, as it is stored', async () => {
    await records.insertOne({ a: 1, _id: 7 as never })
    expect(Object.keys(sink.takeChanges()[0]?.after ?? {})).toEqual(['_id', 'a'])
  })

  it('does not make up an id that only the server knows', async () => {
    await records.insertOne({ a: 1 }, { forceServerObjectId: true })
    expect(sink.takeCalls()).toMatchObject([
      { changes: [], intent: { operation: 'create', count: 1, because: 'ids-made-by-server' } },
    ])
  })

  it('shows functions where the driver is told to store them', async () => {
    const document = { a: 1, run: () => 'kept' }
    await records.insertOne(document, { serializeFunctions: true })
    const changes = sink.takeChanges()
    expect(changes.map(({ fidelity }) => fidelity)).toEqual(['exact'])
    expect(Object.keys(changes[0]?.after ?? {})).toEqual(['_id', 'a', 'run'])
    expect(await areStored(changes)).toBe(true)
  })

  it('shows the time that the server puts into an empty timestamp', async () => {
    await records.insertOne({ ts: new Timestamp({ t: 0, i: 0 }) })
    const changes = sink.takeChanges()
    expect(changes.map(({ fidelity }) => fidelity)).toEqual(['exact'])
    expect(await areStored(changes)).toBe(true)
  })

  it('shows what was stored where the application changes its document meanwhile', async () => {
    const document = { a: 1 }
    const inserting = records.insertOne(document)
    await Promise.resolve()
    await Promise.resolve()
    await Promise.resolve()
    document.a = 2
    await inserting
    expect(await areStored(sink.takeChanges())).toBe(true)
  })

  it('captures a missing document, which the driver stores as an operation without one', async () => {
    await records.insertMany([{ _id: 1 }, null] as unknown as Document[])
    const changes = sink.takeChanges()
    expect(changes).toHaveLength(2)
    expect(await areStored(changes)).toBe(true)
  })
})

describe("an insert in the caller's transaction", () => {
  it('shows what was stored where the document was changed while the call waited for its turn', async () => {
    await records.insertOne({ _id: 1 as never, a: 1 })
    sink.takeCalls()
    const document = { _id: 2 as never, a: 1 }
    await database.client.withSession((session) =>
      session.withTransaction(async () => {
        const first = records.updateOne({ _id: 1 as never }, { $inc: { a: 1 } }, { session })
        const second = records.insertOne(document, { session })
        await first
        document.a = 2
        await second
      }),
    )
    expect(await areStored(sink.takeChanges())).toBe(true)
  })

  it('shows the time that the server puts into an empty timestamp', async () => {
    await database.client.withSession((session) =>
      session.withTransaction(() =>
        records.insertOne({ ts: new Timestamp({ t: 0, i: 0 }) }, { session }),
      ),
    )
    const changes = sink.takeChanges()
    expect(changes.map(({ fidelity }) => fidelity)).toEqual(['exact'])
    expect(await areStored(changes)).toBe(true)
  })
})
