/** What a health check says while something is wrong, from its first moment on. */
import { utimesSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { MongoClient } from 'mongodb'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import { createTcpProxy } from '../store/tcp-proxy.ts'
import type { TcpProxy } from '../store/tcp-proxy.ts'
import { openTestDatabase, testServerUri } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { comeAfter, createSpooledRecorder, newFolder, removeFolders } from './spooled-recorder.ts'
import { until } from '../sequencer/until.ts'

const SILENT = { info: () => undefined, warn: () => undefined }
const HOUR_MS = 3_600_000

let database: TestDatabase
let proxy: TcpProxy
const open: { close(): Promise<unknown> }[] = []

beforeAll(async () => {
  database = await openTestDatabase()
  proxy = await createTcpProxy(testServerUri())
})
afterEach(async () => {
  await proxy.mend()
  for (const one of open.splice(0).toReversed()) await one.close()
}, 60_000)
afterAll(async () => {
  await proxy.close()
  await database.close()
  removeFolders()
})

async function auditOn(name: string, sequencer?: false): Promise<Audit> {
  const client = new MongoClient(proxy.uri, { serverSelectionTimeoutMS: 30_000 })
  open.push(client)
  await client.connect()
  const audit = createAudit({
    client: database.client,
    db: database.db,
    store: { client, db: `${database.dbName}_${name}` },
    spool: { path: newFolder() },
    log: SILENT,
    ...(sequencer === undefined ? {} : { sequencer }),
  })
  open.push({ close: () => audit.close({ deadlineMs: 1_000 }) })
  return audit
}

describe('the state of the audit', () => {
  it('is worse while an event waits for a store that does not answer, and well again when it does', async () => {
    const audit = await auditOn('frozen')
    await audit.record('sessions.login')
    expect(audit.health().status).toBe('ok')
    proxy.freeze()
    const recording = audit.record('sessions.login')
    // The call itself waits for longer: nothing has failed so far.
    await until(() => audit.health().status === 'degraded')
    expect(audit.health().pending).toBe(1)
    await recording
    expect(audit.health()).toMatchObject({ status: 'degraded', pending: 0, waiting: 1 })
    proxy.drop()
    await proxy.mend()
    await audit.flush()
    expect(audit.health()).toMatchObject({ status: 'ok', waiting: 0, lost: 0 })
  }, 120_000)

  it('is worse from the first failure on, before anything is tried again', async () => {
    const { recorder, store } = createSpooledRecorder()
    await recorder.record('orders.exported')
    expect(recorder.delivery.counts().isStoreAway).toBe(false)
    store.isAway = true
    await recorder.record('orders.exported')
    expect(recorder.delivery.counts()).toMatchObject({ isStoreAway: true, waiting: 1 })
    store.isAway = false
    await recorder.delivery.flush()
    expect(recorder.delivery.counts()).toMatchObject({ isStoreAway: false, waiting: 0 })
  })

  it('is worse after a critical event that could not be stored, until one is', async () => {
    const { recorder, store } = createSpooledRecorder()
    store.isAway = true
    await expect(recorder.record('orders.exported', { class: 'critical' })).rejects.toThrow()
    expect(recorder.delivery.counts().isStoreAway).toBe(true)
    store.isAway = false
    await recorder.record('orders.exported')
    expect(recorder.delivery.counts().isStoreAway).toBe(false)
  })
})

describe('the age of the spool', () => {
  it('is that of the oldest event in it, and not of the file', async () => {
    let nowMs = Date.UTC(2026, 2, 10)
    const clock = { now: () => new Date(nowMs) }
    const { recorder, store } = createSpooledRecorder({ clock })
    await recorder.record('orders.exported', { ack: 'spool' })
    await recorder.delivery.flush()
    nowMs += HOUR_MS
    expect(recorder.safekeeping.spoolAgeMs()).toBe(0)
    store.isAway = true
    await recorder.record('orders.exported', { ack: 'spool' })
    nowMs += 5_000
    expect(recorder.safekeeping.spoolAgeMs()).toBe(5_000)
    store.isAway = false
    await recorder.delivery.flush()
    expect(recorder.safekeeping.spoolAgeMs()).toBe(0)
  })

  it('counts what an earlier process left, from when it was written', async () => {
    const folder = newFolder()
    const dead = createSpooledRecorder({ folder, self: 'dead' })
    dead.store.isAway = true
    await dead.recorder.record('orders.exported', { ack: 'spool' })
    const written = new Date(Date.now() - HOUR_MS)
    for (const path of dead.segments()) utimesSync(path, written, written)
    const { recorder, store } = comeAfter(folder, { store: dead.store })
    await until(() => recorder.delivery.counts().waiting > 0)
    expect(recorder.safekeeping.spoolAgeMs()).toBeGreaterThanOrEqual(HOUR_MS)
    store.isAway = false
    await recorder.delivery.flush()
    await until(() => recorder.safekeeping.spoolAgeMs() === 0)
  })
})

describe('the lag of the numbering', () => {
  it('is how long the oldest event without a number waits, and 0 when all have theirs', async () => {
    const audit = await auditOn('numbers', false)
    await audit.record('sessions.login')
    await audit.record('sessions.login')
    const { lagMs } = await until(() => {
      const { sequencing } = audit.health()
      return (sequencing.lagMs ?? 0) > 0 && sequencing
    })
    const grown = await until(() => {
      const { lagMs: now } = audit.health().sequencing
      return Number(now) > Number(lagMs) && now
    })
    expect(audit.metrics()).toContain('audit_sequencing_lag_seconds ')
    expect(grown).toBeLessThan(600_000)
    await auditOn('numbers')
    await until(() => audit.health().sequencing.lagMs === 0)
    expect(audit.metrics()).toContain('audit_sequencing_lag_seconds 0\n')
  }, 60_000)
})
