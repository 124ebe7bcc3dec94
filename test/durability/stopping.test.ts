/** The end of an application whose store has gone silent: nothing of the suite's holds it up. */
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { MongoClient } from 'mongodb'
import { createAudit } from 'rastro'
import { createLeases, createSequencer, holdLease } from '@rastro/mongodb'
import { createTcpProxy } from '../store/tcp-proxy.ts'
import type { TcpProxy } from '../store/tcp-proxy.ts'
import { nameTestDatabase, testServerUri } from '../support/database.ts'
import { until } from '../sequencer/until.ts'

/** The driver waits for as long as this: nothing here may. */
const DRIVER_MS = 600_000
const SILENT = { info: () => undefined, warn: () => undefined }

let proxy: TcpProxy
let client: MongoClient
let past: MongoClient
const { uri, dbName } = nameTestDatabase()

beforeAll(async () => {
  proxy = await createTcpProxy(testServerUri())
  client = await new MongoClient(proxy.uri, { serverSelectionTimeoutMS: DRIVER_MS }).connect()
  past = await new MongoClient(uri).connect()
})
afterAll(async () => {
  proxy.drop()
  await client.close()
  await past.db(dbName).dropDatabase()
  await past.close()
  await proxy.close()
})

it('is reached by its deadline, with a sequencer and a watch under way', async () => {
  const audit = createAudit({ client, db: client.db(dbName), spool: false, log: SILENT })
  const notes = audit.collection(client.db(dbName).collection('notes'))
  await notes.insertOne({ n: 1 })
  const watching = audit.watch({ graceMs: 0 })
  await until(() => watching.isWorking())
  await until(async () => (await audit.find()).sequencedUpTo !== null)
  const numbering = createSequencer({ database: () => client.db(`${dbName}_other`) })
  proxy.freeze()
  // It asks whether there is a collection, and gets no answer.
  numbering.start()
  await watching.stop({ deadlineMs: 50 })
  await numbering.stop({ deadlineMs: 50 })
  await audit.close({ deadlineMs: 50 })
  proxy.drop()
  await proxy.mend()
}, 60_000)

it('waits for a holder no longer than it says, whatever the holder does', async () => {
  const leases = createLeases({ database: () => past.db(dbName) })
  const holder = holdLease({ leases, name: 'endless', work: () => new Promise(() => undefined) })
  await until(() => holder.isWorking())
  await holder.stop({ deadlineMs: 10 })
  await expect(holder.stop({ deadlineMs: -1 })).rejects.toMatchObject({
    code: 'AUDIT_OPTION_INVALID',
  })
})
