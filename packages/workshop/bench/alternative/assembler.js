/**
 * Makes the events of the alternative, in a process of its own: reads the application's change stream
 * with both images, finds the note of each change, and stores events as the suite does.
 *
 * Changes and notes come by one stream. What arrives within a second is stored together. The parent
 * is told of each call whose events are stored, and gets what this cost when it asks.
 */
import { createIdSource, diffRecords, sealEvent } from '@rastro/core'
import { createMongoStore } from '@rastro/mongodb'
import { MongoClient } from 'mongodb'
import { ALTERNATIVE } from './ways.js'

const GATHER_MS = 1_000
const OPERATIONS = { insert: 'create', update: 'update', replace: 'update', delete: 'delete' }

const [, , uri] = process.argv
let commands = 0
const client = new MongoClient(uri, { monitorCommands: true })
client.on('commandStarted', () => {
  commands += 1
})
await client.connect()
const db = client.db()
const store = createMongoStore({ database: () => db })
await store.prepare()
const nextId = createIdSource()

/** By what a note says of them: `<time> <id>`, `insert <id>` or `<session> <number>`. */
const waiting = new Map()
let ready = []

const stream = db.watch(
  [{ $match: { 'ns.coll': { $in: Object.values(ALTERNATIVE) } } }],
  // Images keep the types of numbers apart, as the suite's do.
  {
    fullDocument: 'whenAvailable',
    fullDocumentBeforeChange: 'whenAvailable',
    promoteValues: false,
    batchSize: 10_000,
  },
)

process.on('message', () => {
  process.send({ work: { commands, cpuMs: cpuMs() } })
})
process.on('disconnect', () => process.exit(0))
void readStream()
await stream.tryNext()
process.send({ isReady: true })

let timer
async function readStream() {
  for await (const change of stream) {
    if (change.ns.coll === ALTERNATIVE.notes) takeNote(change.fullDocument)
    else takeChange(change)
    timer ??= setTimeout(() => void storeReady(), GATHER_MS)
  }
}

function takeChange(change) {
  // What is to be deleted was made by nobody's call.
  if (change.operationType === 'insert' && String(change.fullDocument?.title).startsWith('doomed'))
    return
  for (const key of keysOf(change)) {
    const known = waiting.get(key) ?? { changes: [] }
    waiting.set(key, known)
    known.changes.push(change)
    tryReady(key)
  }
}

function keysOf({ operationType, documentKey, clusterTime, lsid, txnNumber }) {
  if (lsid !== undefined) return [`${hex(lsid.id)} ${Number(txnNumber)}`]
  const id = String(documentKey._id)
  return [operationType === 'insert' ? `insert ${id}` : `${clusterTime.toString()} ${id}`]
}

function takeNote(note) {
  const count = Number(note.changes)
  const call = { number: Number(note.call), left: count, context: note.context }
  if (note.lsid !== undefined) {
    expect(`${hex(note.lsid)} ${Number(note.txnNumber)}`, { call, count })
    return
  }
  for (const id of note.ids) {
    expect(note.time === undefined ? `insert ${id}` : `${note.time.toString()} ${id}`, {
      call,
      count: 1,
    })
  }
}

function expect(key, { call, count }) {
  const known = waiting.get(key) ?? { changes: [] }
  waiting.set(key, known)
  known.call = call
  known.count = count
  tryReady(key)
}

function tryReady(key) {
  const { call, count, changes } = waiting.get(key)
  if (call === undefined || changes.length < count) return
  waiting.delete(key)
  ready.push(...changes.map((change) => ({ change, call })))
}

async function storeReady() {
  timer = undefined
  const some = ready
  ready = []
  if (some.length === 0) return
  const now = new Date()
  await store.append(some.map((one, n) => eventOf(one, { now, n })))
  for (const { call } of some) {
    call.left -= 1
    if (call.left === 0) process.send({ done: call.number, at: Date.now() })
  }
}

function eventOf({ change, call }, { now, n }) {
  const { operationType, documentKey, clusterTime } = change
  const before = change.fullDocumentBeforeChange ?? undefined
  const after = change.fullDocument ?? undefined
  const operation = OPERATIONS[operationType]
  const e = {
    v: 1,
    tenant: 'default',
    at: now,
    ct: { t: clusterTime, n },
    type: `alternatives.${operation}d`,
    operation,
    place: 'alternatives',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: plain(call.context.actor),
    target: { type: 'Alternative', id: documentKey._id },
    changes: diffRecords(before, after, { ignore: [['__v']] }),
    fidelity: 'exact',
    durability: 'majority',
    request: plain(call.context.request),
  }
  return sealEvent(e, { id: nextId(), now })
}

function plain(fields) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]))
}

function hex(binary) {
  return Buffer.from(binary.buffer ?? binary).toString('hex')
}

function cpuMs() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
