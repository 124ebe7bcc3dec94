/**
 * What does `audit.context()` add to a request that records nothing?
 *
 * Each application is a server in a process of its own, and `process.cpuUsage` is that process's.
 * They take turns in short batches; several processes of each, one after the other, because no two
 * of them are compiled alike. A second bare application tells how far the numbers can be trusted.
 * Counted is everything, the collection of garbage too; the median leaves single batches out of
 * account, the mean does not.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { median } from '../src/measure.js'
import { createLoad } from './request/load.js'

const NAMES = ['bare', 'bare again', 'empty middleware', 'AsyncLocalStorage', 'audit.context()']
// `-- request --processes=8 --get`: more of them, and only the first form.
const given = process.argv.slice(2)
const PROCESSES = Number(given.find((one) => one.startsWith('--processes='))?.slice(12) ?? 4)
const BATCH = 250
const SERVER = fileURLToPath(new URL('./request/server.js', import.meta.url))

const ALL_FORMS = [
  {
    title: 'GET over HTTP, the server’s CPU time',
    batches: 100,
    run: ({ load }) => load.send('GET', BATCH),
  },
  {
    title: 'POST with a JSON body over HTTP, the server’s CPU time',
    batches: 20,
    run: ({ load }) => load.send('POST', BATCH),
  },
  {
    title: 'GET over HTTP, server and client in one process, CPU time of both',
    batches: 20,
    run: (server) => tell(server, { do: 'load', count: BATCH }),
  },
  {
    title: 'GET handed to Express in the process, without Node’s HTTP server',
    batches: 100,
    run: (server) => tell(server, { do: 'handle', count: BATCH }),
  },
]

const FORMS = given.includes('--get') ? ALL_FORMS.slice(0, 1) : ALL_FORMS
const results = FORMS.map(() => Object.fromEntries(NAMES.map((name) => [name, []])))
for (let i = 0; i < PROCESSES; i += 1) await withServers(measureAll)
FORMS.forEach((form, index) => print(form, results[index]))

async function withServers(use) {
  const servers = await Promise.all(NAMES.map(startServer))
  await use(servers)
  for (const { load, child } of servers) {
    load.close()
    child.disconnect()
  }
}

async function startServer(name) {
  const child = fork(SERVER, [name])
  const [{ port }] = await once(child, 'message')
  return { name, child, load: await createLoad(port) }
}

async function measureAll(servers) {
  for (const [index, form] of FORMS.entries()) {
    const cpu = await measure(form, servers)
    for (const name of NAMES) {
      const mean = cpu[name].reduce((sum, one) => sum + one, 0) / cpu[name].length
      results[index][name].push({ median: median(cpu[name]), mean })
    }
  }
}

async function measure({ batches, run }, servers) {
  const cpu = Object.fromEntries(NAMES.map((name) => [name, []]))
  const warmUp = batches / 5
  for (let round = 0; round < batches + warmUp; round += 1) {
    for (let turn = 0; turn < servers.length; turn += 1) {
      // Who goes first changes every round.
      const server = servers[(round + turn) % servers.length]
      await tell(server, { do: 'start' })
      await run(server)
      const used = await tell(server, { do: 'stop' })
      if (round >= warmUp) cpu[server.name].push(used / BATCH)
    }
  }
  return cpu
}

async function tell({ child }, order) {
  child.send(order)
  const [{ result }] = await once(child, 'message')
  return result
}

function print({ title, batches }, result) {
  const count = (BATCH * batches * PROCESSES).toLocaleString('en')
  console.log(`\n${title}: ${count} each, in ${PROCESSES} processes`)
  for (const name of NAMES) {
    const own = median(result[name].map((one) => one.median))
    const above = (kind) => result[name].map((one, i) => one[kind] / result.bare[i][kind] - 1)
    const medians = above('median')
    console.log(
      `${name.padEnd(17)}${own.toFixed(1).padStart(7)} µs` +
        `  medians ${percent(median(medians))} (${medians.map(percent).join(', ')})` +
        `  means ${percent(median(above('mean')))}`,
    )
  }
}

function percent(part) {
  return `${(part * 100).toFixed(1)} %`
}
