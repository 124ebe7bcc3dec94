import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { captureCollection, createAuditedModel, createCollectionRegistry } from '@rastro/mongodb'
import { MongoClient } from 'mongodb'
import type { Collection } from 'mongodb'
import { createCollectingSink } from '../support/collecting-sink.ts'
import type { CollectingSink } from '../support/collecting-sink.ts'
import { nameTestDatabase } from '../support/database.ts'

interface Thing {
  _id: number
  n?: number
}

let client: MongoClient
let control: MongoClient
/** The failures are meant for nobody else on the server. */
let appName: string
let things: Collection<Thing>
let sink: CollectingSink

beforeAll(async () => {
  const { uri, dbName } = nameTestDatabase()
  appName = dbName
  client = await new MongoClient(uri, { appName }).connect()
  control = await new MongoClient(uri).connect()
  sink = createCollectingSink()
  const model = createAuditedModel('test', {}, { type: 'Thing', collectionName: 'things' })
  const collection = client.db().collection<Thing>('things')
  things = captureCollection(collection, createCollectionRegistry({ model }), {
    sink,
    log: { info: () => undefined, warn: () => undefined },
    sharesStore: () => true,
  })
  await control.db().collection<Thing>('things').insertOne({ _id: 5 })
})
afterAll(async () => {
  await control.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' })
  await control.db().dropDatabase()
  await Promise.all([client.close(), control.close()])
})

async function refusingOnce(): Promise<void> {
  await control.db('admin').command({
    configureFailPoint: 'failCommand',
    mode: { times: 1 },
    data: { appName, failCommands: ['insert'], errorCode: 50 },
  })
}

describe('an insert that the server refuses as a whole', () => {
  it('has no event, though the error of insertMany lists every id', async () => {
    await refusingOnce()
    await expect(things.insertMany([{ _id: 1 }, { _id: 2 }])).rejects.toMatchObject({ code: 50 })
    expect(sink.takeChanges()).toEqual([])
  })

  it('has no event in a bulk of insertions', async () => {
    await refusingOnce()
    const operations = [{ insertOne: { document: { _id: 3 } } }]
    await expect(things.bulkWrite(operations)).rejects.toMatchObject({ code: 50 })
    expect(sink.takeChanges()).toEqual([])
  })

  it('has no event where it is a duplicate that also missed its write concern', async () => {
    const writeConcern = { w: 5, wtimeoutMS: 20 }
    await expect(things.insertOne({ _id: 5 }, { writeConcern })).rejects.toThrow()
    expect(sink.takeChanges()).toEqual([])
  })

  it('has its event where only the write concern was missed', async () => {
    const writeConcern = { w: 5, wtimeoutMS: 20 }
    await expect(things.insertOne({ _id: 6 }, { writeConcern })).rejects.toThrow()
    expect(sink.takeChanges()).toMatchObject([{ id: 6, fidelity: 'exact' }])
  })
})
