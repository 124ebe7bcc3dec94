import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createIdSource, sealEvent } from '@rastro/core'
import { describeStoreConformance } from '@rastro/core/testing'
import { createMongoStore } from '@rastro/mongodb'
import * as driver from 'mongodb'
import { valuesOf } from './bson-values.ts'
import { startStandalone } from './standalone-server.ts'
import type { StandaloneServer } from './standalone-server.ts'

let server: StandaloneServer
let client: driver.MongoClient

beforeAll(async () => {
  server = await startStandalone()
  client = await new driver.MongoClient(server.uri, { serverSelectionTimeoutMS: 30_000 }).connect()
})
afterAll(async () => {
  await client.close()
  await server.stop()
})

describeStoreConformance({
  name: 'standalone MongoDB',
  describe,
  it,
  createStore: () => createMongoStore({ database: () => client.db('app'), bson: driver }),
  values: valuesOf(driver),
})

describe('a standalone server whose driver never showed a timestamp', () => {
  it('stores an event from elsewhere without its database time', async () => {
    const store = createMongoStore({ database: () => client.db('unknown_classes') })
    const event = sealEvent(
      {
        v: 1,
        tenant: 'default',
        at: new Date('2026-03-10T12:00:00.000Z'),
        ct: { t: { _bsontype: 'Timestamp', t: 1_800_000_000, i: 1 }, n: 0 },
        type: 'tickets.updated',
        operation: 'update',
        place: 'tickets',
        category: 'records',
        severity: 'info',
        outcome: 'success',
        actor: { type: 'system' },
      },
      { id: createIdSource()(), now: new Date('2026-03-10T12:00:00.000Z') },
    )
    await store.append([event])
    const { ct, ...rest } = event.e
    expect(ct).toBeDefined()
    expect((await store.get({ tenant: 'default' }, event._id))?.e).toEqual(rest)
  })
})
