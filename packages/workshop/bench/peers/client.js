/**
 * One process with one plugin: answers each message `{ call, round }` with what that call took.
 *
 * Commands are the driver's own reports. A durable wait is a reply that had to wait for a majority
 * and its journal: a write outside a transaction, or a commit.
 */
import mongoose from 'mongoose'
import { CALLS, fill } from './calls.js'
import { PLUGINS } from './plugins.js'

const [, , name, uri] = process.argv
// Before a plugin sees the database: what it prepares there must not be dropped again.
const cleaner = await mongoose.createConnection(uri).asPromise()
await cleaner.dropDatabase()
await cleaner.close()

const plugin = await PLUGINS[name](mongoose)

const schema = new mongoose.Schema({ title: String, status: String, n: Number, tags: [String] })
plugin.mount(schema)
const Ticket = mongoose.model('Ticket', schema)
await mongoose.connect(uri, { monitorCommands: true })
await Ticket.init()
await fill(Ticket)

const DURABLE = new Set(['insert', 'update', 'delete', 'findAndModify', 'bulkWrite'])
const counted = { commands: 0, waits: 0 }
mongoose.connection.getClient().on('commandStarted', ({ commandName, command }) => {
  // A change stream that waits for news belongs to no call.
  if (commandName === 'getMore' || command.aggregate === 'audit_events') return
  counted.commands += 1
  const inTransaction = command.autocommit === false
  if ((DURABLE.has(commandName) && !inTransaction) || commandName === 'commitTransaction') {
    counted.waits += 1
  }
})

process.on('message', (message) => void answer(message))
process.on('disconnect', () => void end())
process.send('ready')

async function answer({ call, round, count }) {
  const { before, run } = CALLS[call]
  const given = await before?.(Ticket, round)
  if (count) await settled()
  const rowsBefore = count ? await plugin.rows(mongoose.connection.db) : 0
  Object.assign(counted, { commands: 0, waits: 0 })
  const start = process.hrtime.bigint()
  await run(Ticket, round, given)
  const ms = Number(process.hrtime.bigint() - start) / 1e6
  const atReturn = { ...counted }
  if (count) await settled()
  const rows = count ? (await plugin.rows(mongoose.connection.db)) - rowsBefore : 0
  process.send({ ms, ...atReturn, rows })
}

async function end() {
  await mongoose.connection.dropDatabase()
  process.exit(0)
}

// What a plugin does behind the call's back is done within this time, or it is not counted.
async function settled() {
  await plugin.settle?.()
  await new Promise((resolve) => setTimeout(resolve, 150))
}
