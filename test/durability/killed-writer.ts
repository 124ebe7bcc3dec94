/**
 * An application that writes until it is killed. Says each record it was told is written, line by
 * line, on its standard output.
 *
 * Arguments: connection string, database, folder of the spool, acknowledgement, store connection string.
 */
import { createAudit } from 'rastro'
import { MongoClient } from 'mongodb'

const [uri = '', dbName = '', folder = '', ack = 'store', storeUri = uri] = process.argv.slice(2)
const client = await new MongoClient(uri).connect()
const storeClient =
  storeUri === uri
    ? client
    : new MongoClient(storeUri, { serverSelectionTimeoutMS: 300, directConnection: true })
const audit = createAudit({
  client,
  db: dbName,
  ...(storeUri === uri ? {} : { store: { client: storeClient, db: `${dbName}_store` } }),
  ack: ack as 'store' | 'spool' | 'fsync',
  spool: { path: folder },
  log: { info: () => undefined, warn: () => undefined },
})
const orders = audit.collection(client.db(dbName).collection('orders'))
console.log('ready')
await Promise.all(
  Array.from({ length: 4 }, async (_, writer) => {
    for (let n = 0; ; n += 1) {
      await orders.insertOne({ _id: `${writer}-${n}` as never, note: 'planted value' })
      console.log(`${writer}-${n}`)
    }
  }),
)
