/** An application that asks for the record after its write, where images of the past are gone. */
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { Double, MongoClient } from 'mongodb'
import type { Collection, CreateCollectionOptions } from 'mongodb'
import { nameTestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'

/** No snapshot may be read of it, so nothing is known but the answer, which hides doubles. */
const CAPPED: CreateCollectionOptions = { capped: true, size: 100_000 }
const AFTER = { returnDocument: 'after' } as const

let client: MongoClient
const sent: string[] = []

beforeAll(async () => {
  const { uri } = nameTestDatabase()
  client = await new MongoClient(uri, { monitorCommands: true }).connect()
  client.on('commandStarted', ({ commandName, command }) => {
    if (commandName === 'findAndModify')
      sent.push(JSON.stringify(Object.keys(command['fields'] ?? {})))
  })
})
afterAll(async () => {
  await client.db().dropDatabase()
  await client.close()
})

/** Somebody else writes the record between the command and whatever is read afterwards. */
function withRival(collection: Collection): Collection {
  const original = collection.findOneAndUpdate.bind(collection) as (
    ...given: unknown[]
  ) => Promise<unknown>
  const rival = client.db().collection(collection.collectionName)
  return Object.assign(collection, {
    async findOneAndUpdate(...given: unknown[]) {
      const reply = await original(...given)
      await rival.updateOne({}, { $set: { n: 99 } })
      return reply
    },
  })
}

it('gets it from the stream where that keeps it, whoever wrote the record since', async () => {
  const kept = { ...CAPPED, changeStreamPreAndPostImages: { enabled: true } }
  const { records, sink } = captureForTest(
    withRival(await client.db().createCollection('kept', kept)),
  )
  await records.insertOne({ _id: 1, n: new Double(1) })
  sink.takeCalls()
  const after = await records.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }, AFTER)
  expect(after).toEqual({ _id: 1, n: 2 })
  const [change] = sink.takeChanges()
  expect([change?.fidelity, change?.before, change?.after].map(String)).toEqual(
    ['exact', { _id: 1, n: new Double(1) }, { _id: 1, n: new Double(2) }].map(String),
  )
})

it('gets it from its own command from the second call on where nothing keeps it', async () => {
  const { records, sink } = captureForTest(
    withRival(await client.db().createCollection('forgotten', CAPPED)),
  )
  await records.insertOne({ _id: 1, n: new Double(1) })
  sink.takeCalls()
  await records.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }, AFTER)
  // Nothing is said to be exact of which only the record of later is known.
  expect(sink.takeCalls()).toMatchObject([{ changes: [], intent: { because: 'no-images' } }])
  await records.updateOne({ _id: 1 }, { $set: { n: new Double(5) } })
  sent.length = 0
  const after = await records.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }, AFTER)
  expect(after).toEqual({ _id: 1, n: 6 })
  expect(sent).toEqual(['[]'])
})
