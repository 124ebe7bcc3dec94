/** A process that holds a lease and writes under it when it is told to. */
import { createInterface } from 'node:readline'
import { createLeases } from '@rastro/mongodb'
import { MongoClient } from 'mongodb'

const [, , uri = '', name = '', ttlMs = '1000'] = process.argv
const client = await new MongoClient(uri).connect()
const leases = createLeases({ database: () => client.db(), ttlMs: Number(ttlMs) })
const lease = await leases.tryAcquire(name)
if (lease === undefined) throw new Error('the lease is taken')
console.log(`token ${lease.token}`)

for await (const line of createInterface({ input: process.stdin })) {
  try {
    await lease.transaction(async (session) => {
      await client.db().collection('written').insertOne({ line }, { session })
      if (line === 'sleep inside') {
        console.log('inside')
        // The test stops this process here.
        process.kill(process.pid, 'SIGSTOP')
      }
    })
    console.log(`wrote ${line}`)
  } catch (error) {
    console.log(`refused ${String((error as { code?: unknown }).code)}`)
  }
}
