import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { createAudit } from 'rastro'
import { openTestDatabase, testServerUri } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { newFolder, removeFolders, until } from './spooled-recorder.ts'

const PROGRAM = fileURLToPath(new URL('writing-thread.js', import.meta.url))
const MINUTES_MS = 120_000

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(async () => {
  await database.close()
  removeFolders()
})

/** As if that long had passed since the thread gave its last sign. */
function ageSigns(folder: string): void {
  const then = new Date(Date.now() - MINUTES_MS)
  for (const name of readdirSync(folder).filter((one) => one.startsWith('spool-'))) {
    utimesSync(join(folder, name, 'owner'), then, then)
  }
}

it('what a thread left is stored while its process runs on', async () => {
  const folder = newFolder()
  const { dbName } = database
  const thread = new Worker(PROGRAM, { workerData: { uri: testServerUri(), dbName, folder } })
  await once(thread, 'message')
  await thread.terminate()
  ageSigns(folder)
  const log = { info: () => undefined, warn: () => undefined }
  const audit = createAudit({ client: database.client, db: dbName, spool: { path: folder }, log })
  audit.collection(database.db.collection('orders'))
  const events = database.db.collection('audit_events')
  const ofOrders = { 'e.place': 'orders' }
  await until('something is stored', async () => (await events.countDocuments(ofOrders)) > 0)
  expect(await events.find(ofOrders).toArray()).toMatchObject([{ e: { target: { id: 1 } } }])
  await audit.close()
})
