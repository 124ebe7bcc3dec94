import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { EventStore } from '@rastro/core'
import { AuditError } from '@rastro/core'
import { createMongoStore } from '@rastro/mongodb'
import * as driver from 'mongodb'
import { openTestDatabase, testServerUri } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { sample } from './sample.ts'
import { createTcpProxy } from './tcp-proxy.ts'
import type { TcpProxy } from './tcp-proxy.ts'

const WAIT_MS = 5_000
/** What a slow machine may add to the wait. */
const SLACK_MS = 3_000

let database: TestDatabase
let proxy: TcpProxy
let client: driver.MongoClient
let store: EventStore

beforeAll(async () => {
  database = await openTestDatabase()
  proxy = await createTcpProxy(testServerUri())
  client = await new driver.MongoClient(proxy.uri, {
    retryWrites: false,
    // Longer than the store may wait, and not the driver's own 30 seconds, whose timers would
    // keep the test running. For an answer the driver waits without any limit.
    serverSelectionTimeoutMS: WAIT_MS + 2_000 + SLACK_MS + 1_000,
  }).connect()
  // Collections and indexes are made by one that waits longer.
  await createMongoStore({ database: () => database.db, waitMs: 120_000 }).append([sample()])
  store = createMongoStore({
    database: () => client.db(database.dbName),
    bson: driver,
    waitMs: WAIT_MS,
  })
  // The disk of a busy machine may keep the first one waiting for longer than the store may.
  while ((await failureOf(store.append([sample()]))).error !== undefined);
})
afterEach(() => proxy.mend())
afterAll(async () => {
  await client.close()
  await proxy.close()
  await database.close()
})

async function failureOf(work: Promise<unknown>): Promise<{ error: unknown; tookMs: number }> {
  const startedMs = performance.now()
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return { error, tookMs: performance.now() - startedMs }
}

describe('a store that cannot be reached', () => {
  it('fails an append in bounded time', async () => {
    await proxy.cut()
    const { error, tookMs } = await failureOf(store.append([sample()]))
    expect(error).toMatchObject({ code: 'AUDIT_STORE_UNAVAILABLE', retryable: true })
    expect(tookMs).toBeLessThan(WAIT_MS + SLACK_MS)
  })

  it('fails an append in bounded time when the server only keeps silent', async () => {
    proxy.freeze()
    const { error, tookMs } = await failureOf(store.append([sample()]))
    proxy.drop()
    expect(error).toMatchObject({ code: 'AUDIT_STORE_UNAVAILABLE' })
    expect(tookMs).toBeLessThan(WAIT_MS + SLACK_MS)
  })

  it('fails a query in bounded time', async () => {
    await proxy.cut()
    const work = store.count({ tenant: 'default' }, 10)
    const { error, tookMs } = await failureOf(work)
    expect(error).toMatchObject({ code: 'AUDIT_STORE_UNAVAILABLE' })
    expect(tookMs).toBeLessThan(WAIT_MS + 2_000 + SLACK_MS)
  })

  it('says nothing of what should have been recorded', async () => {
    await proxy.cut()
    const secret = 'Ana’s recorded value'
    const event = sample({
      reason: secret,
      changes: [{ path: [secret], op: 'add', after: secret }],
    })
    const { error } = await failureOf(store.append([event]))
    expect(AuditError.is(error)).toBe(true)
    expect(inspect(error, { depth: Infinity })).not.toContain(secret)
  })

  it('stores again as soon as the server is back', async () => {
    await proxy.cut()
    await failureOf(store.append([sample()]))
    await proxy.mend()
    // The driver looks again every half second while it waits for a server.
    const event = sample()
    while ((await failureOf(store.append([event]))).error !== undefined);
    expect(await store.get({ tenant: 'default' }, event._id)).toMatchObject({ _id: event._id })
  })
})

describe('a connection that is lost once', () => {
  it('is no failure, also where the driver is told not to retry', async () => {
    const event = sample()
    await store.append([sample()])
    proxy.drop()
    await store.append([event])
    expect(await store.get({ tenant: 'default' }, event._id)).toMatchObject({ _id: event._id })
  })
})

describe('a store whose application is not connected yet', () => {
  it('waits for it, and says so when it does not come', async () => {
    const unconnected = createMongoStore({ database: () => undefined, waitMs: 200 })
    const { error } = await failureOf(unconnected.append([sample()]))
    expect(error).toMatchObject({ code: 'AUDIT_STORE_UNAVAILABLE' })
  })

  it('stores what was handed over before it connected', async () => {
    let isConnected = false
    const early = createMongoStore({
      database: () => (isConnected ? database.db : undefined),
      bson: driver,
    })
    const event = sample()
    const stored = early.append([event])
    isConnected = true
    await stored
    expect(await store.get({ tenant: 'default' }, event._id)).toMatchObject({ _id: event._id })
  })

  it('is reached through a client that somebody else has connected', async () => {
    const { dbName } = database
    const late = createMongoStore({
      database: (connected) => (connected as driver.MongoClient | undefined)?.db(dbName),
      bson: driver,
    })
    const event = sample()
    await late.append([event], { connectedClient: database.client })
    expect(await store.get({ tenant: 'default' }, event._id)).toMatchObject({ _id: event._id })
  })
})

describe('a query that takes too long', () => {
  it('is ended by the server and says what to do', async () => {
    const hasty = createMongoStore({ database: () => database.db, bson: driver, waitMs: 1 })
    const many = Array.from({ length: 20_000 }, () => sample({ tenant: 'large' }))
    await createMongoStore({ database: () => database.db, bson: driver, waitMs: 120_000 }).append(
      many,
    )
    const { error } = await failureOf(hasty.count({ tenant: 'large', text: 'no such word' }, 10))
    expect(error).toMatchObject({ code: 'AUDIT_QUERY_TIMEOUT', retryable: true })
  })
})
