/**
 * A thread that writes, says so, and does nothing else from then on: its events are on the disk,
 * and it never comes to storing them.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { createAudit } from 'rastro'
import { MongoClient } from 'mongodb'

const { uri, dbName, folder } = workerData as Readonly<Record<'uri' | 'dbName' | 'folder', string>>
const client = await new MongoClient(uri).connect()
const audit = createAudit({
  client,
  db: dbName,
  ack: 'spool',
  spool: { path: folder },
  log: { info: () => undefined, warn: () => undefined },
})
const orders = audit.collection(client.db(dbName).collection<{ _id: number }>('orders'))
await orders.insertOne({ _id: 1 })
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window.
parentPort?.postMessage('written')
for (;;);
