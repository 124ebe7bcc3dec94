/**
 * `npm run bench -- --peers`: what does a call cost with each audit plugin, and what does it get for it?
 *
 * Each plugin in a process of its own, with the same Mongoose and the same server; one call of
 * each in turn, many times. Printed are medians relative to no plugin in the same run, the
 * driver's commands and durable waits until the call returned, and the rows written for the
 * records changed. Without `--peers` it does nothing: the others are installed only when asked for.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createProgress } from '../src/progress.js'
import { median } from '../src/measure.js'
import { runQuiet } from '../src/run.js'

const FOLDER = fileURLToPath(new URL('./peers/', import.meta.url))
const WARM_UP = 8
const ROUNDS = Number(process.env.AUDIT_BENCH_ROUNDS ?? 40)

if (process.argv.includes('--peers')) await compare()

async function compare() {
  const say = createProgress(process.stderr)
  if (!existsSync(join(FOLDER, 'node_modules', '.package-lock.json'))) {
    const command = ['npm', 'install', '--no-package-lock', '--prefix', FOLDER, '--loglevel=error']
    await runQuiet(command, { what: 'installing the other plugins', say })
  }
  // Only now: what they name is installed.
  const { PLUGINS } = await import('./peers/plugins.js')
  const { CALLS } = await import('./peers/calls.js')
  const clients = await startClients(Object.keys(PLUGINS))
  for (const [call, { changes }] of Object.entries(CALLS)) {
    say(call)
    printCall(call, changes, await measure(clients, call))
  }
  for (const client of clients.values()) client.disconnect()
}

async function startClients(names) {
  const clients = new Map()
  for (const name of names) {
    const database = `audit_peers_${clients.size}`
    const client = fork(join(FOLDER, 'client.js'), [name, uriOf(database)])
    await answerOf(client, name)
    clients.set(name, client)
  }
  return clients
}

async function measure(clients, call) {
  const results = new Map([...clients.keys()].map((name) => [name, { times: [] }]))
  const order = [...clients]
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    // Who goes first changes every round.
    order.push(order.shift())
    for (const [name, client] of order) {
      const { ms } = await ask(client, { call, round: round + WARM_UP })
      if (round >= 0) results.get(name).times.push(ms)
    }
  }
  for (const [name, client] of clients) {
    const counts = await ask(client, { call, round: ROUNDS + WARM_UP, count: true })
    Object.assign(results.get(name), counts)
  }
  return results
}

async function ask(client, message) {
  client.send(message)
  return answerOf(client, message.call)
}

async function answerOf(client, what) {
  const answered = new AbortController()
  const { signal } = answered
  const ended = once(client, 'exit', { signal }).then(
    () => {
      throw new Error(`a process ended instead of answering: ${what}`)
    },
    () => undefined,
  )
  const [answer] = await Promise.race([once(client, 'message', { signal }), ended])
  answered.abort()
  return answer
}

function printCall(call, changes, results) {
  const bare = median(results.get('no plugin').times)
  console.log(`\n${call}: ${changes} record(s) changed, ${ROUNDS} rounds`)
  console.log(
    `${''.padEnd(26)}${['× none', 'p25–p75', 'commands', 'waits', 'rows'].map(cell).join('')}`,
  )
  for (const [name, { times, commands, waits, rows }] of results) {
    const sorted = [...times].sort((a, b) => a - b)
    const at = (part) => (sorted[Math.floor(sorted.length * part)] / bare).toFixed(1)
    const cells = [
      (median(times) / bare).toFixed(2),
      `${at(0.25)}–${at(0.75)}`,
      commands,
      waits,
      rows,
    ]
    console.log(name.padEnd(26) + cells.map(cell).join(''))
  }
}

function cell(value) {
  return String(value).padStart(10)
}

function uriOf(database) {
  return process.env.AUDIT_TEST_MONGODB_URI.replace(
    /^(mongodb:\/\/[^/?]+)\/?[^?]*/,
    `$1/${database}`,
  )
}
