/**
 * What does `audit.context()` add to a request that records nothing?
 *
 * 100,000 requests handed to Express in this process, bare and with the middleware in turn, by
 * CPU time: no network, so that the middleware is not lost in it.
 */
import { Readable } from 'node:stream'
import { ServerResponse } from 'node:http'
import express from 'express'
import mongoose from 'mongoose'
import { createAudit } from 'rastro'
import { median } from '../src/measure.js'

const REQUESTS_PER_ROUND = 2_500
const ROUNDS = 40

const silent = { info: () => undefined, warn: () => undefined }
const audit = createAudit({ mongoose, log: silent })
const bare = application()
const audited = application(audit.context())

const cpu = { bare: [], audited: [] }
for (let round = -4; round < ROUNDS; round += 1) {
  // Who goes first changes every round: the second finds a warmer heap.
  const order = round % 2 === 0 ? ['bare', 'audited'] : ['audited', 'bare']
  for (const name of order) {
    const app = name === 'bare' ? bare : audited
    globalThis.gc?.()
    const start = process.cpuUsage()
    for (let i = 0; i < REQUESTS_PER_ROUND; i += 1) await handle(app)
    const { user, system } = process.cpuUsage(start)
    if (round >= 0) cpu[name].push((user + system) / REQUESTS_PER_ROUND)
  }
}
const ratios = cpu.audited.map((value, index) => value / cpu.bare[index])
const added = (median(ratios) - 1) * 100
console.log(
  `\na request that records nothing, ${REQUESTS_PER_ROUND * ROUNDS} in-process requests each way`,
)
console.log(
  `bare ${median(cpu.bare).toFixed(2)} µs CPU, with audit.context() ${median(cpu.audited).toFixed(2)} µs: ${added.toFixed(1)} % more (median of ${ROUNDS} pairs)`,
)

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
