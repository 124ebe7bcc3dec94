import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import { MongoClient } from 'mongodb'
import { openTestDatabase, testServerUri } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { createTcpProxy } from '../store/tcp-proxy.ts'
import type { TcpProxy } from '../store/tcp-proxy.ts'

let database: TestDatabase
let proxy: TcpProxy
let storeClient: MongoClient
let audit: Audit
const said: string[] = []

beforeAll(async () => {
  database = await openTestDatabase()
  proxy = await createTcpProxy(testServerUri())
  storeClient = new MongoClient(proxy.uri, { serverSelectionTimeoutMS: 3_000 })
  await storeClient.connect()
  audit = createAudit({
    client: database.client,
    db: database.db,
    store: { client: storeClient, db: `${database.dbName}_store` },
    spool: false,
    log: { info: (line) => said.push(line), warn: (line) => said.push(line) },
  })
})
afterAll(async () => {
  await storeClient.close()
  await proxy.close()
  await database.close()
})

describe('a store that goes away, and no spool', () => {
  it('lets the business write succeed, counts its event as lost and says so without its values', async () => {
    const orders = audit.collection(database.db.collection('orders'))
    await orders.insertOne({ note: 'before' })
    expect(audit.health()).toMatchObject({ status: 'ok', lost: 0 })
    await proxy.cut()
    const { insertedId } = await orders.insertOne({ note: 'planted value' })
    expect(await database.db.collection('orders').findOne({ _id: insertedId })).not.toBeNull()
    expect(audit.health()).toMatchObject({ status: 'down', lost: 1, pending: 0 })
    expect(audit.metrics()).toContain('audit_events_lost_total 1')
    expect(said.filter((line) => line.includes('lost'))).toHaveLength(1)
    expect(said.join('\n')).not.toContain('planted')
  })

  it('stores events again once it is back', async () => {
    await proxy.mend()
    const orders = audit.collection(database.db.collection('orders'))
    await orders.insertOne({ note: 'after' })
    expect(audit.health()).toMatchObject({ lost: 1 })
    const { events } = await audit.find({ place: 'orders' })
    expect(events).toHaveLength(2)
  })
})
