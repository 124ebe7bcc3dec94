/**
 * What does `audit.context()` add to a request that records nothing?
 *
 * CPU time of the server's process, 100,000 requests each way, in turn: once over HTTP from a
 * second process on loopback, which is what an operator pays, and once handed to Express in this
 * process, where a middleware weighs most. Beside the bare application stand a second bare one
 * (how far apart they seem is how far the numbers can be trusted) and one with an empty
 * middleware (what Express itself takes for having one).
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import express from 'express'
import mongoose from 'mongoose'
import { createAudit } from 'rastro'
import { median } from '../src/measure.js'

const BATCH = 500
const ROUNDS = 200

const silent = { info: () => undefined, warn: () => undefined }
const audit = createAudit({ mongoose, log: silent })
const apps = {
  bare: application(),
  'bare again': application(),
  'empty middleware': application((_req, _res, next) => next()),
  'audit.context()': application(audit.context()),
}

await overHttp()
await inProcess()

async function overHttp() {
  const client = fork(fileURLToPath(new URL('./client/request-client.js', import.meta.url)))
  const servers = Object.fromEntries(
    Object.entries(apps).map(([name, app]) => [name, app.listen(0, '127.0.0.1')]),
  )
  await Promise.all(Object.values(servers).map((server) => once(server, 'listening')))
  await measure('over HTTP', async (name) => {
    client.send({ port: servers[name].address().port, requests: BATCH })
    await once(client, 'message')
  })
  client.disconnect()
  for (const server of Object.values(servers)) {
    server.close()
    server.closeAllConnections()
  }
}

async function inProcess() {
  await measure('handed to Express in the same process', async (name) => {
    for (let i = 0; i < BATCH; i += 1) await handle(apps[name])
  })
}

async function measure(title, run) {
  const names = Object.keys(apps)
  const cpu = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = -10; round < ROUNDS; round += 1) {
    // Who goes first changes every round: the second finds a warmer heap.
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + 10 + turn) % names.length]
      const start = process.cpuUsage()
      await run(name)
      const { user, system } = process.cpuUsage(start)
      if (round >= 0) cpu[name].push((user + system) / BATCH)
    }
  }
  const count = (BATCH * ROUNDS).toLocaleString('en')
  console.log(`\na request that records nothing, ${count} each way, ${title}`)
  const bare = median(cpu.bare)
  for (const name of names) {
    const own = median(cpu[name])
    const percent = (own / bare - 1) * 100
    console.log(
      `${name.padEnd(18)}${own.toFixed(2).padStart(8)} µs CPU ${percent.toFixed(1).padStart(6)} % against bare`,
    )
  }
}

function application(middleware) {
  const app = express()
  app.set('etag', false)
  if (middleware) app.use(middleware)
  app.get('/tickets/:id', (req, res) => {
    res.json({ id: req.params.id, status: 'open' })
  })
  return app
}

function handle(app) {
  return new Promise((resolve) => {
    const req = Object.assign(new Readable({ read() {} }), {
      method: 'GET',
      url: '/tickets/42',
      headers: { host: 'app.example.com', 'user-agent': 'bench' },
      httpVersionMajor: 1,
      httpVersionMinor: 1,
      socket: { remoteAddress: '192.0.2.1', encrypted: false },
      connection: { remoteAddress: '192.0.2.1' },
    })
    const res = new ServerResponse(req)
    res.end = (...args) => {
      void args
      resolve()
      return res
    }
    app(req, res)
  })
}
