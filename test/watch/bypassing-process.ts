/** A process that knows nothing of the suite, writes to its collections, and ends. */
import { MongoClient } from 'mongodb'

const [, , uri = '', count = '0'] = process.argv
const client = await new MongoClient(uri).connect()
const tickets = client.db().collection<{ _id: string; n: number }>('tickets')
for (let n = 0; n < Number(count); n += 1) {
  await tickets.insertOne({ _id: `past-${n}`, n })
  await tickets.updateOne({ _id: `past-${n}` }, { $inc: { n: 1000 } })
  if (n % 2 === 1) await tickets.deleteOne({ _id: `past-${n}` })
}
await client.close()
