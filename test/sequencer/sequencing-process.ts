/** A process that does nothing but number events, until it is killed. */
import { createSequencer } from '@rastro/mongodb'
import { MongoClient } from 'mongodb'

const [, , uri = '', dbName = '', leaseMs = '1500'] = process.argv
const client = await new MongoClient(uri).connect()
const sequencer = createSequencer({
  database: () => client.db(dbName),
  leaseMs: Number(leaseMs),
})
sequencer.start()
console.log('started')
let wasWorking = false
setInterval(() => {
  const isWorking = sequencer.working() === 1
  if (isWorking && !wasWorking) console.log('working')
  wasWorking = isWorking
}, 20)
