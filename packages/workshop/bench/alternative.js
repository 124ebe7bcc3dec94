/**
 * `npm run bench -- alternative`: what if the call left only who, which records and when, and both images
 * came from the application's change stream with pre- and post-images, a second later?
 *
 * The same calls without an audit, with this suite (`ack: 'store'`) and that way, in turn. Three
 * things are measured: how long the call takes; what all of it costs, the later part included
 * (commands of the driver, and time on the processor of the server and of the clients); and how
 * long it takes until the event is complete. Read the ratios, never the times.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mongoose from 'mongoose'
import { interleaved, median } from '../src/measure.js'
import { CALLS, createWays, fill } from './alternative/ways.js'

const ROUNDS = Number(process.env.AUDIT_BENCH_ROUNDS ?? 60)
/** Calls of which the whole cost is counted. */
const COUNTED = Number(process.env.AUDIT_BENCH_COUNTED ?? 60)
/** Of `/proc/<pid>/stat`, ticks of a hundredth of a second after the name and the state. */
const [USER_TICKS, SYSTEM_TICKS] = [11, 12]
const TICK_MS = 10
const MAX_WAIT_MS = 120_000
const SETTLE_MS = 1_500
const WAYS = ['bare', 'suite', 'alternative']

const uri = process.env.AUDIT_TEST_MONGODB_URI.replace(
  /^(mongodb:\/\/[^/?]+)\/?[^?]*/,
  `$1/audit_bench_alternative_${process.pid}`,
)
const spool = mkdtempSync(join(tmpdir(), 'audit-bench-'))
let commands = 0
await mongoose.connect(uri, { monitorCommands: true })
mongoose.connection.getClient().on('commandStarted', () => {
  commands += 1
})
const { pid } = await mongoose.connection.db.admin().command({ serverStatus: 1 })
const ways = await createWays({ spool })
const assembler = fork(fileURLToPath(new URL('./alternative/assembler.js', import.meta.url)), [uri])
const done = new Map()
const returned = new Map()
assembler.on('message', (message) => {
  if (message.done !== undefined) done.set(message.done, message.at)
})
await once(assembler, 'message')
for (const name of WAYS) await fill(ways[name].Model)

const rows = []
for (const call of CALLS) {
  const times = await timed(call)
  const costs = {}
  for (const name of WAYS) costs[name] = await costOf(call, name)
  rows.push({ call, times, costs, delays: takeDelays() })
}
print(rows)

await ways.audit.close()
assembler.disconnect()
await mongoose.connection.dropDatabase()
await mongoose.disconnect()
rmSync(spool, { recursive: true, force: true })

async function timed(call) {
  const prepared = {}
  const times = await interleaved(
    ROUNDS,
    Object.fromEntries(
      WAYS.map((name) => [
        name,
        {
          before: async (round) => {
            prepared[name] = await call.before?.({ Model: ways[name].Model, round })
          },
          run: (round) => runOnce(call, { name, round, given: prepared[name] }),
        },
      ]),
    ),
  )
  await complete()
  takeDelays()
  return times
}

/** The whole cost of one call, what comes after it included. */
async function costOf(call, name) {
  const given = []
  for (let n = 0; n < COUNTED; n += 1) {
    given.push(await call.before?.({ Model: ways[name].Model, round: ROUNDS + n }))
  }
  await complete()
  const before = await workSoFar()
  for (let n = 0; n < COUNTED; n += 1) {
    await runOnce(call, { name, round: ROUNDS + n, given: given[n] })
  }
  await complete()
  const after = await workSoFar()
  const each = (what) => (after[what] - before[what]) / COUNTED
  // Of the assembler, only what the alternative's calls gave it to do.
  return { commands: each('commands'), serverMs: each('serverMs'), clientMs: each('clientMs') }
}

async function runOnce(call, { name, round, given }) {
  const number = await ways[name].run(call, round, given)
  if (name === 'alternative') returned.set(number, Date.now())
}

async function complete() {
  await ways.audit.flush()
  const endsAt = performance.now() + MAX_WAIT_MS
  while ([...returned.keys()].some((number) => !done.has(number))) {
    if (performance.now() > endsAt) throw new Error('an event of the alternative was not completed')
    await pause(20)
  }
  // What was made ready for the calls has come by, too.
  await pause(SETTLE_MS)
}

function takeDelays() {
  const delays = [...returned].map(([number, at]) => done.get(number) - at)
  returned.clear()
  done.clear()
  return delays
}

async function workSoFar() {
  assembler.send({})
  let other
  while (other === undefined) [{ work: other }] = await once(assembler, 'message')
  const { user, system } = process.cpuUsage()
  return {
    commands: commands + other.commands,
    serverMs: serverCpuMs(),
    clientMs: (user + system) / 1_000 + other.cpuMs,
  }
}

/** Not a number where the system does not tell. */
function serverCpuMs() {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name in brackets may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) * TICK_MS
  } catch {
    return Number.NaN
  }
}

function print(all) {
  console.log(
    `\n${ROUNDS} rounds, and ${COUNTED} calls of each counted; ratios are to the bare call`,
  )
  console.log(
    '| Call | time: suite | alternative | commands: bare | suite | alternative | server’s time: suite | alternative | clients’ time: suite | alternative | complete after, ms: median | 99 of 100 |',
  )
  console.log(`|${' --- |'.repeat(12)}`)
  for (const { call, times, costs, delays } of all) {
    const { bare, suite, alternative } = costs
    const sorted = delays.toSorted((a, b) => a - b)
    const cells = [
      call.name,
      ratio(times.suite, times.bare),
      ratio(times.alternative, times.bare),
      bare.commands.toFixed(1),
      suite.commands.toFixed(1),
      alternative.commands.toFixed(1),
      ratio(suite.serverMs, bare.serverMs),
      ratio(alternative.serverMs, bare.serverMs),
      ratio(suite.clientMs, bare.clientMs),
      ratio(alternative.clientMs, bare.clientMs),
      Math.round(median(sorted)),
      sorted[Math.floor(sorted.length * 0.99)],
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
}

function ratio(value, bare) {
  const found = value / bare
  return Number.isFinite(found) ? found.toFixed(2) : '–'
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
