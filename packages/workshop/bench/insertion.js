/**
 * How fast does the store take events, beside the driver's own `insertMany` of the same documents into a
 * collection with the same indexes?
 *
 * In turn, in one process; both wait for a majority. Read the share, never the rates.
 */
import { createIdSource, sealEvent } from '@rastro/core'
import { createMongoStore } from '@rastro/mongodb'
import { MongoClient } from 'mongodb'
import { median } from '../src/measure.js'

const ROUNDS = Number(process.env.AUDIT_BENCH_ROUNDS ?? 40)
const WARM_UP = 4
const PER_CALL = [1, 100, 500]
const DURABLE = { w: 'majority', j: true }

const client = await new MongoClient(process.env.AUDIT_TEST_MONGODB_URI).connect()
const db = client.db(`audit_bench_insertion_${process.pid}`)
const store = createMongoStore({ database: () => db })
await store.prepare()
const nextId = createIdSource()
const raw = await createTwin()
let made = 0

console.log(`\nevents stored per second as a share of raw insertMany, medians of ${ROUNDS} rounds`)
console.log('| Events in a call | share of raw | raw without indexes, × raw |')
console.log('| --- | --- | --- |')
const plain = await db.createCollection('plain')
for (const count of PER_CALL) {
  const times = { store: [], raw: [], plain: [] }
  let documents = await stored(await append(count))
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    // The documents of the round before, and in another order each time.
    const given = documents
    const ways = [
      async () => {
        const events = Array.from({ length: count }, event)
        const ms = await timed(() => store.append(events))
        documents = await stored(events)
        return ['store', ms]
      },
      async () => ['raw', await timed(() => raw.insertMany(given, { writeConcern: DURABLE }))],
      async () => ['plain', await timed(() => plain.insertMany(given, { writeConcern: DURABLE }))],
    ]
    for (let n = 0; n < ways.length; n += 1) {
      const [name, ms] = await ways[(n + round + WARM_UP) % ways.length]()
      if (round >= 0) times[name].push(ms)
    }
  }
  const share = median(times.raw) / median(times.store)
  const bare = median(times.raw) / median(times.plain)
  console.log(`| ${count} | ${(share * 100).toFixed(0)} % | ${bare.toFixed(2)} |`)
}

await db.dropDatabase()
await client.close()

/** An empty collection like that of the events. */
async function createTwin() {
  const [{ options }] = await db.listCollections({ name: 'audit_events' }).toArray()
  const twin = await db.createCollection('raw', options)
  const indexes = await db.collection('audit_events').indexes()
  const own = indexes.filter(({ name }) => name !== '_id_')
  await twin.createIndexes(own.map(({ v: _version, ...index }) => index))
  return twin
}

async function append(count) {
  const events = Array.from({ length: count }, event)
  await store.append(events)
  return events
}

/** As they are stored, with the types of numbers: the same bytes go into the other collections. */
function stored(events) {
  const ids = events.map(({ _id }) => _id)
  const found = db.collection('audit_events', { promoteValues: false })
  return found.find({ _id: { $in: ids } }).toArray()
}

async function timed(run) {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}

function event() {
  const now = new Date()
  made += 1
  const e = {
    v: 1,
    tenant: 'default',
    at: now,
    ct: { t: { _bsontype: 'Timestamp', t: Math.floor(now.getTime() / 1_000), i: made }, n: 0 },
    type: 'tickets.updated',
    operation: 'update',
    place: 'tickets',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: { type: 'agent', id: `u-${made % 50}`, name: 'Ana Example', email: 'ana@example.com' },
    target: { type: 'Ticket', id: `t-${made % 1_000}`, name: `Ticket ${made % 1_000}` },
    changes: [
      { path: ['status'], op: 'replace', before: 'open', after: 'closed' },
      { path: ['updatedAt'], op: 'replace', before: now, after: now },
    ],
    fidelity: 'exact',
    durability: 'majority',
    origin: { ip: '192.0.2.7', country: 'BR', browser: 'Firefox 150', os: 'Debian' },
    request: { id: `r-${made}`, method: 'PATCH', route: '/tickets/:id', status: 200 },
  }
  return sealEvent(e, { id: nextId(), now })
}
