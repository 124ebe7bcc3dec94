/**
 * Does the sequencer keep up with the store, and does it need more memory the longer it runs?
 *
 * One process, three ways in turn: events are stored with no sequencer; those events are numbered
 * with nothing else going on; events are stored while they are numbered. Read the ratios, never
 * the rates: they are this machine's at this moment.
 *
 * COUNT=1000000 npm run bench -- sequence, or npm run bench -- sequence --million
 */
import { createIdSource, sealEvent } from '@rastro/core'
import { createMongoSequence, createMongoStore, createSequencer } from '@rastro/mongodb'
import { MongoClient } from 'mongodb'
import { median } from '../src/measure.js'

const COUNT = Number(
  process.env.COUNT ?? (process.argv.includes('--million') ? 1_000_000 : 200_000),
)
const ROUNDS = 4
const PER_CALL = 500
/** Each round fills the log twice. */
const PER_ROUND = Math.ceil(COUNT / ROUNDS / 2 / PER_CALL) * PER_CALL

const client = await new MongoClient(process.env.AUDIT_TEST_MONGODB_URI).connect()
const db = client.db(`audit_bench_sequence_${process.pid}`)
const database = () => db
const store = createMongoStore({ database })
const sequence = createMongoSequence({ database })
await store.prepare()
const nextId = createIdSource()

let stored = 0
const alone = []
const drained = []
const together = []
const kept = []
const lags = []
const heaps = []

let sequencer = start()
await fill(PER_CALL)
await numbered(stored)
for (let round = 0; round < ROUNDS; round += 1) {
  await sequencer.stop()
  alone.push(await timed(PER_ROUND, () => fill(PER_ROUND)))

  sequencer = start()
  const before = stored - PER_ROUND
  await numbered(before + 1)
  const first = await sequence.upTo('default')
  drained.push(await timed(stored - first, () => numbered(stored)))

  const watching = watchLag()
  const startedAt = performance.now()
  together.push(await timed(PER_ROUND, () => fill(PER_ROUND)))
  await numbered(stored)
  kept.push((PER_ROUND / (performance.now() - startedAt)) * 1_000)
  lags.push(...(await watching.stop()))
  globalThis.gc?.()
  heaps.push(Math.round(process.memoryUsage().heapUsed / 1e6))
}
await sequencer.stop()

const rate = median(alone)
console.log(`\nsequencing of ${stored} events, ${ROUNDS} rounds, medians in events per second`)
line('stored, no sequencer', rate)
line('numbered, nothing stored', median(drained))
line('stored while numbered', median(together))
line('stored and numbered', median(kept))
const sorted = lags.toSorted((a, b) => a - b)
const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0
console.log(`behind while storing at full speed: p99 ${p99} events`)
console.log(`heap after each round, MB: ${heaps.join(' ')}`)
await db.dropDatabase()
await client.close()

function start() {
  const made = createSequencer({ database, logger: { info: () => {}, warn: console.error } })
  made.start()
  return made
}

async function fill(count) {
  for (let done = 0; done < count; done += PER_CALL) {
    await store.append(Array.from({ length: PER_CALL }, event))
    stored += PER_CALL
  }
}

async function numbered(count) {
  while (((await sequence.upTo('default')) ?? 0) < count) await pause(20)
}

async function timed(count, run) {
  const startedAt = performance.now()
  await run()
  return (count / (performance.now() - startedAt)) * 1_000
}

function watchLag() {
  const seen = []
  const stopping = new AbortController()
  const running = (async () => {
    while (!stopping.signal.aborted) {
      seen.push(stored - ((await sequence.upTo('default')) ?? 0))
      await pause(100)
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await running
      return seen
    },
  }
}

function event() {
  const now = new Date()
  const e = {
    v: 1,
    tenant: 'default',
    at: now,
    type: 'tickets.updated',
    operation: 'update',
    place: 'tickets',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: { type: 'agent', id: 'u-1', name: 'Ana Example', email: 'ana@example.com' },
    target: { type: 'Ticket', id: `t-${stored % 1000}`, name: 'A ticket' },
    changes: [
      { path: ['status'], op: 'replace', before: 'open', after: 'closed' },
      { path: ['updatedAt'], op: 'replace', before: now, after: now },
    ],
    fidelity: 'exact',
    durability: 'majority',
    origin: { ip: '192.0.2.7', country: 'BR' },
    request: { id: 'r-1', method: 'PATCH', route: '/tickets/:id', status: 200 },
  }
  return sealEvent(e, { id: nextId(), now })
}

function line(name, perSecond) {
  const ratio = (perSecond / rate).toFixed(2)
  console.log(`${name.padEnd(28)}${String(Math.round(perSecond)).padStart(9)}${ratio.padStart(8)}`)
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
