/**
 * How fast does the log leave as a file, and does it need more memory the longer it is?
 *
 * In one process, in turn: the driver's own cursor over the same events, and each kind of file,
 * which another process takes as fast as it comes. Read the ratios, never the rates: they are this
 * machine's at this moment.
 *
 * COUNT=1000000 npm run bench -- export, or npm run bench -- export --million
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createIdSource, sealEvent } from '@rastro/core'
import { createMongoStore } from '@rastro/mongodb'
import express from 'express'
import mongoose from 'mongoose'
import { createAudit } from 'rastro'
import { median, watchMemory } from '../src/measure.js'

const COUNT = Number(
  process.env.COUNT ?? (process.argv.includes('--million') ? 1_000_000 : 200_000),
)
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const PER_CALL = 1_000
const KINDS = ['csv', 'csv&preset=full', 'ndjson', 'json', 'json&preset=classic']

const name = `audit_bench_export_${process.pid}`
const uri = process.env.AUDIT_TEST_MONGODB_URI.replace(
  /^(mongodb:\/\/[^/?]+)\/?(\?.*)?$/,
  `$1/${name}$2`,
)
const silent = { info: () => {}, warn: console.error }
const audit = createAudit({ mongoose, spool: false, sequencer: false, log: silent })
await mongoose.connect(uri)
const { db } = mongoose.connection
await fill()

const app = express()
app.use(audit.context(), audit.router({ authorize: () => true }))
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
// What is recorded while measuring is newer than this, and so in none of the files.
const to = new Date(Date.UTC(2026, 0, 1) + COUNT * 1_000).toISOString()
const address = `http://127.0.0.1:${server.address().port}/api/export?to=${to}&format=`

const bare = []
const rates = new Map(KINDS.map((kind) => [kind, []]))
const slopes = new Map(KINDS.map((kind) => [kind, []]))
await readCursor()
for (let round = 0; round < ROUNDS; round += 1) {
  bare.push(await timed(readCursor))
  for (const kind of KINDS) {
    // A file has no parts that could be counted here: what is written so far goes by time.
    const startedAt = performance.now()
    const memory = watchMemory(() => performance.now() - startedAt)
    rates.get(kind).push(await timed(() => readFile(kind)))
    slopes.get(kind).push(perEvents(memory.stop(), performance.now() - startedAt))
  }
}

const rate = median(bare)
console.log(`\nexport of ${COUNT} events, ${ROUNDS} rounds, medians`)
console.log(
  `${'file'.padEnd(24)}${'events/s'.padStart(10)}${'ratio'.padStart(8)}${'RSS slope'.padStart(24)}`,
)
line('the driver’s cursor', rate, '')
for (const kind of KINDS) {
  const slope = median(slopes.get(kind))
  line(kind, median(rates.get(kind)), `${slope.toFixed(1)} MB per 100,000`)
}
server.close()
await audit.close()
await db.dropDatabase()
await mongoose.disconnect()

async function readCursor() {
  const find = { 'e.tenant': 'default', 'e.at': { $lt: new Date(to) } }
  const cursor = db.collection('audit_events').find(find, { sort: { 'e.at': -1, _id: -1 } })
  let seen = 0
  for await (const event of cursor) if (event.e.v === 1) seen += 1
  if (seen !== COUNT) throw new Error(`the cursor found ${seen} events`)
}

async function readFile(kind) {
  const reader = spawn(process.execPath, [
    fileURLToPath(new URL('./export/reader.js', import.meta.url)),
    address + kind,
  ])
  reader.stderr.pipe(process.stderr)
  const [code] = await once(reader, 'close')
  if (code !== 0) throw new Error(`${kind} could not be read`)
}

async function timed(run) {
  const startedAt = performance.now()
  await run()
  return (COUNT / (performance.now() - startedAt)) * 1_000
}

/** Of megabytes per 100,000 milliseconds, those per 100,000 events. */
function perEvents(slope, elapsedMs) {
  return (slope * elapsedMs) / COUNT
}

async function fill() {
  const store = createMongoStore({ database: () => db, bson: mongoose.mongo })
  await store.prepare()
  const nextId = createIdSource()
  for (let first = 0; first < COUNT; first += PER_CALL) {
    const count = Math.min(PER_CALL, COUNT - first)
    await store.append(Array.from({ length: count }, (_, at) => event(first + at, nextId)))
  }
}

function event(n, nextId) {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 1_000)
  const { ObjectId } = mongoose.mongo
  const e = {
    v: 1,
    tenant: 'default',
    at,
    ct: { t: { _bsontype: 'Timestamp', t: 1_767_225_600 + n, i: 1 }, n: 0 },
    type: 'tickets.updated',
    operation: 'update',
    place: 'tickets',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: { type: 'agent', id: new ObjectId(), name: 'Ana Example', email: 'ana@example.com' },
    target: { type: 'Ticket', id: new ObjectId(), name: `Ticket ${n}` },
    changes: [
      { path: ['status'], op: 'replace', before: 'open', after: 'closed' },
      { path: ['updatedAt'], op: 'replace', before: at, after: at },
      { path: ['count'], op: 'replace', before: n, after: n + 1 },
    ],
    fidelity: 'exact',
    durability: 'majority',
    origin: { ip: '192.0.2.7', country: 'BR', browser: 'Firefox 150', os: 'Debian' },
    request: { id: `r-${n}`, method: 'PATCH', route: '/tickets/:id', status: 200 },
  }
  return sealEvent(e, { id: nextId(), now: at })
}

function line(kind, perSecond, slope) {
  const ratio = (perSecond / rate).toFixed(2)
  const cells = [String(Math.round(perSecond)).padStart(10), ratio.padStart(8), slope.padStart(24)]
  console.log(kind.padEnd(24) + cells.join(''))
}
