/**
 * One application in a process of its own, which measures its CPU time when it is told to.
 *
 * Of its own, because `AsyncLocalStorage` once used slows down a whole process, and because
 * whoever makes garbage must be the one who pays for its collection.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import express from 'express'
import mongoose from 'mongoose'
import { createAudit } from 'rastro'
import { createLoad } from './load.js'

const silent = { info: () => undefined, warn: () => undefined }
// Made in every process: what is loaded is the same.
const audit = createAudit({ mongoose, log: silent })
const storage = new AsyncLocalStorage()
const middlewares = {
  'empty middleware': (_req, _res, next) => next(),
  // What no suite that knows its caller can do without.
  AsyncLocalStorage: (_req, _res, next) => storage.run({}, next),
  'audit.context()': audit.context(),
}

const app = express()
const middleware = middlewares[process.argv[2]]
if (middleware) app.use(middleware)
app.use(express.json())
app.get('/tickets/:id', (req, res) => {
  res.json({ id: req.params.id, status: 'open' })
})
app.post('/tickets', (req, res) => {
  res.status(201).json({ id: '42', title: req.body.title })
})

let load
let start
const orders = {
  start: () => {
    start = process.cpuUsage()
  },
  stop: () => {
    const { user, system } = process.cpuUsage(start)
    return user + system
  },
  load: async ({ count }) => {
    load ??= await createLoad(server.address().port)
    await load.send('GET', count)
  },
  handle: async ({ count }) => {
    for (let i = 0; i < count; i += 1) await handle()
  },
}

const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
// The others' turns are longer than the five seconds that Node would wait.
server.keepAliveTimeout = 0
process.on('message', (order) => {
  void answer(order)
})
process.on('disconnect', () => process.exit(0))

async function answer(order) {
  process.send({ result: (await orders[order.do](order)) ?? 0 })
}

/** Hands a request and a response made here to Express, with no server and no connection. */
function handle() {
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
