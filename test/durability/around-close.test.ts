import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readdirSync } from 'node:fs'
import { MongoClient } from 'mongodb'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import { createTcpProxy } from '../store/tcp-proxy.ts'
import type { TcpProxy } from '../store/tcp-proxy.ts'
import { openTestDatabase, testServerUri } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { newFolder, removeFolders } from './spooled-recorder.ts'

let database: TestDatabase
let proxy: TcpProxy
let store: MongoClient

beforeAll(async () => {
  database = await openTestDatabase()
  proxy = await createTcpProxy(testServerUri())
  store = new MongoClient(proxy.uri, { serverSelectionTimeoutMS: 1_000 })
  await store.connect()
})
afterAll(async () => {
  await store.close()
  await proxy.close()
  await database.close()
  removeFolders()
})

function newAudit(path: string): Audit {
  return createAudit({
    client: database.client,
    db: database.db,
    store: { client: store, db: `${database.dbName}_store` },
    spool: { path },
    sequencer: false,
    log: { info: () => undefined, warn: () => undefined },
  })
}

function spooledFolders(path: string): string[] {
  return readdirSync(path).filter((name) => name.startsWith('spool-'))
}

describe('writes around audit.close()', () => {
  it('has the events of writes that were under way, and leaves nothing behind', async () => {
    const path = newFolder()
    const audit = newAudit(path)
    const orders = audit.collection(database.db.collection('under_way'))
    await orders.insertOne({ n: 0 })
    const writes = Promise.all(Array.from({ length: 20 }, (_, n) => orders.insertOne({ n })))
    await audit.close()
    await writes
    const { events } = await audit.find({ place: 'under_way' }, { limit: 50 })
    expect(events).toHaveLength(21)
    expect(spooledFolders(path)).toEqual([])
    expect(audit.health()).toMatchObject({ lost: 0 })
  })

  it('keeps the event of a later write for the next start where the store is away', async () => {
    const path = newFolder()
    const audit = newAudit(path)
    const orders = audit.collection(database.db.collection('later'))
    await orders.insertOne({ n: 1 })
    await audit.close()
    await proxy.cut()
    await orders.insertOne({ n: 2 })
    expect(audit.health()).toMatchObject({ lost: 0 })
    expect(spooledFolders(path)).toHaveLength(1)
    await proxy.mend()
  })
})
