import { describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import request from 'supertest'
import { createContextKeeper } from '@rastro/core'
import type { ContextKeeper } from '@rastro/core'
import { ask, createContext } from './asked-app.ts'
import { EXPRESS_VERSIONS } from './express-versions.ts'
import type { App, Express } from './express-versions.ts'

/** An application whose caller is known by the request's id, which every test sends. */
function appWith(
  express: Express,
  prepare: (app: App, keeper: ContextKeeper) => void,
): { readonly app: App; readonly keeper: ContextKeeper } {
  const keeper = createContextKeeper()
  const app = express()
  app.use(createContext(keeper).context)
  prepare(app, keeper)
  return { app, keeper }
}

function currentId(keeper: ContextKeeper): string | undefined {
  return keeper.current()?.request?.()?.id
}

/** Sends a body in two parts, the second when the first has arrived. */
async function sendInParts(app: App, path: string): Promise<void> {
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    const call = httpRequest({
      port,
      path,
      method: 'POST',
      headers: { 'X-Request-Id': 'upload-1', 'Content-Type': 'application/json' },
    })
    server.once('first part', () => call.end('2}'))
    call.write('{"part":1')
    const [response] = (await once(call, 'response')) as [NodeJS.ReadableStream]
    response.resume()
    await once(response, 'end')
  } finally {
    server.close()
  }
}

for (const { name, express } of EXPRESS_VERSIONS) {
  describe(`S1: contexts under ${name}`, () => {
    it('never mix, with 200 requests at a time that wait in turns', async () => {
      const { app } = appWith(express, (app, keeper) => {
        app.get('/users/:name', (req, res, next) => {
          const user = { id: req.params.name, name: `Person ${req.params.name}` }
          const wander = async (): Promise<void> => {
            for (let turn = 0; turn < 20; turn += 1) {
              await new Promise((resolve) => setImmediate(resolve))
              if (turn === 5) Object.assign(req, { user })
            }
            const [first, second] = await Promise.all([ask(keeper), ask(keeper)])
            res.json([first.actor, second.actor, first.request?.id])
          }
          wander().catch(next)
        })
      })
      const server = app.listen(0, '127.0.0.1')
      await once(server, 'listening')
      try {
        const names = Array.from({ length: 200 }, (_, index) => `u${index}`)
        const answers = await Promise.all(
          names.map(async (user) => {
            const call = request(server).get(`/users/${user}`).set('X-Request-Id', `r-${user}`)
            const answer: unknown = (await call).body
            return answer
          }),
        )
        const actor = (user: string) => ({ type: 'agent', id: user, name: `Person ${user}` })
        expect(answers).toEqual(names.map((user) => [actor(user), actor(user), `r-${user}`]))
      } finally {
        server.close()
      }
    })

    it('reach the listeners of a body that comes in parts, and of its answer', async () => {
      const seen = new Map<string, string | undefined>()
      const { app } = appWith(express, (app, keeper) => {
        app.post('/', (req, res) => {
          let parts = 0
          req.on('data', () => {
            parts += 1
            seen.set(`data ${parts}`, currentId(keeper))
            serverOf(req).emit('first part')
          })
          req.once('end', () => {
            seen.set('end', currentId(keeper))
            res.json({})
          })
          res.once('finish', () => seen.set('finish', currentId(keeper)))
        })
      })
      await sendInParts(app, '/')
      expect(Object.fromEntries(seen)).toEqual({
        'data 1': 'upload-1',
        'data 2': 'upload-1',
        end: 'upload-1',
        finish: 'upload-1',
      })
    })

    it('reach what comes after a stream', async () => {
      let seen: string | undefined
      const { app } = appWith(express, (app, keeper) => {
        app.post('/', (req, res, next) => {
          const sink = new Writable({
            write(_chunk, _encoding, done) {
              serverOf(req).emit('first part')
              done()
            },
          })
          pipeline(req, sink)
            .then(() => {
              seen = currentId(keeper)
              res.json({})
            })
            .catch(next)
        })
      })
      await sendInParts(app, '/')
      expect(seen).toBe('upload-1')
    })

    it('reach the handler behind a body parser', async () => {
      let seen: string | undefined
      const { app } = appWith(express, (app, keeper) => {
        app.use((req, _res, next) => {
          req.once('data', () => serverOf(req).emit('first part'))
          next()
        })
        app.use(express.json())
        app.post('/', (req, res) => {
          seen = currentId(keeper)
          res.json(req.body)
        })
      })
      await sendInParts(app, '/')
      expect(seen).toBe('upload-1')
    })

    it('reach the listener of a download that the client gave up', async () => {
      const { app, keeper } = appWith(express, () => {})
      const closed = new Promise<string | undefined>((resolve) => {
        app.get('/', (_req, res) => {
          res.once('close', () => resolve(currentId(keeper)))
          res.write('first part')
        })
      })
      const server = app.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const call = httpRequest({ port, headers: { 'X-Request-Id': 'download-1' } }).end()
      const [response] = (await once(call, 'response')) as [NodeJS.ReadableStream]
      await once(response, 'data')
      call.destroy()
      expect(await closed).toBe('download-1')
      server.close()
    })

    it('keep another actor where an event is emitted on that actor’s behalf', async () => {
      let seen: unknown
      const { app } = appWith(express, (app, keeper) => {
        app.get('/', (_req, res) => {
          res.once('note', () => {
            seen = keeper.current()?.actor?.()
          })
          keeper.with({ actor: () => ({ type: 'system', name: 'job' }) }, () => res.emit('note'))
          res.json({})
        })
      })
      await request(app).get('/').expect(200)
      expect(seen).toEqual({ type: 'system', name: 'job' })
    })

    it('are the inner middleware’s where a router has one of its own', async () => {
      const { app } = appWith(express, (app, keeper) => {
        const api = express.Router()
        api.use(createContext(keeper, { actor: () => ({ type: 'api', name: 'Importer' }) }).context)
        api.get('/', (req, res) => {
          req.once('note', () => {
            void ask(keeper).then(({ actor }) => res.json(actor))
          })
          setImmediate(() => req.emit('note'))
        })
        app.use('/api', api)
      })
      const { body } = await request(app).get('/api').expect(200)
      expect(body).toEqual({ type: 'api', name: 'Importer' })
    })

    it('reach listeners that are older than the context, and call those added with once only once', async () => {
      const seen: string[] = []
      const keeper = createContextKeeper()
      const app = express()
      app.use((req, _res, next) => {
        req.once('note', () => seen.push(`once ${currentId(keeper)}`))
        req.prependOnceListener('note', () => seen.push(`first ${currentId(keeper)}`))
        next()
      })
      app.use(createContext(keeper).context)
      app.get('/', (req, res) => {
        setImmediate(() => {
          req.emit('note')
          req.emit('note')
          res.json({})
        })
      })
      // The first request teaches the application, the second is asked.
      await request(app).get('/').expect(200)
      seen.length = 0
      await request(app).get('/').set('X-Request-Id', 'early-1').expect(200)
      expect(seen).toEqual(['first early-1', 'once early-1'])
    })

    it('leave `res.locals` as it was, and stand when an application puts another in its place', async () => {
      const seen = new Map<string, unknown>()
      const { app } = appWith(express, (app, keeper) => {
        app.post('/', (req, res) => {
          seen.set('locals', Reflect.ownKeys({ ...res.locals }))
          let parts = 0
          req.on('data', () => {
            parts += 1
            seen.set(`before ${parts}`, currentId(keeper))
            serverOf(req).emit('first part')
          })
          res.locals = { theme: 'dark' }
          req.on('data', () => seen.set(`after ${parts}`, currentId(keeper)))
          req.once('end', () => {
            seen.set('end', currentId(keeper))
            res.json({})
          })
        })
      })
      await sendInParts(app, '/')
      expect(Object.fromEntries(seen)).toEqual({
        locals: [],
        'before 1': 'upload-1',
        'after 1': 'upload-1',
        'before 2': 'upload-1',
        'after 2': 'upload-1',
        end: 'upload-1',
      })
    })

    it('never mix where all requests are given one `res.locals`', async () => {
      const keeper = createContextKeeper()
      const shared = Object.freeze({ theme: 'dark' })
      for (const locals of [{ theme: 'dark' }, shared]) {
        const app = express()
        app.use((_req, res, next) => {
          res.locals = locals
          next()
        })
        app.use(createContext(keeper).context)
        app.get('/', (req, res) => {
          const ids: unknown[] = []
          req.on('note', () => ids.push(currentId(keeper)))
          const turn = setInterval(() => {
            // Outside any request: only the listener knows whose it is.
            keeper.run({}, () => req.emit('note'))
            if (ids.length < 3) return
            clearInterval(turn)
            res.json(ids)
          }, 1)
        })
        const server = app.listen(0, '127.0.0.1')
        await once(server, 'listening')
        try {
          const names = ['r-1', 'r-2', 'r-3', 'r-4', 'r-5', 'r-6']
          const answers = await Promise.all(
            names.map(async (id) => {
              const answer: unknown = (await request(server).get('/').set('X-Request-Id', id)).body
              return answer
            }),
          )
          expect(answers).toEqual(names.map((id) => [id, id, id]))
        } finally {
          server.close()
        }
      }
    })

    it('leave listeners removable and listed as they were added', async () => {
      const called: string[] = []
      // Two audits on one request: both bind.
      const { app } = appWith(express, (app) => {
        app.use(createContext(createContextKeeper()).context)
        app.get('/', (req, res) => {
          const on = () => called.push('on')
          const once = () => called.push('once')
          const kept = () => called.push('kept')
          req.on('note', on).once('note', once).prependListener('note', kept)
          const listed = req.listeners('note')
          const count = req.listenerCount('note')
          req.removeListener('note', on).off('note', once)
          req.emit('note')
          res.json({ listed: listed.map((one) => [kept, on, once].indexOf(one as never)), count })
        })
      })
      await request(app)
        .get('/')
        .expect(200, { listed: [0, 1, 2], count: 3 })
      expect(called).toEqual(['kept'])
    })

    it('do not outlive their request on a connection that is kept', async () => {
      const before: unknown[] = []
      const keeper = createContextKeeper()
      const app = express()
      app.use((_req, _res, next) => {
        before.push(keeper.current())
        next()
      })
      app.use(createContext(keeper).context)
      app.get('/', (_req, res) => {
        res.json({})
      })
      const server = app.listen(0, '127.0.0.1')
      await once(server, 'listening')
      try {
        for (const _ of [1, 2, 3]) {
          await request(server).get('/').set('Connection', 'keep-alive').expect(200)
        }
        expect(before).toEqual([undefined, undefined, undefined])
      } finally {
        server.close()
      }
    })

    it('leave the requests of other applications in the process alone', async () => {
      const { keeper } = appWith(express, () => {})
      const other = express().get('/', (_req, res) => {
        res.json({ context: keeper.current() ?? 'none' })
      })
      await request(other).get('/').expect(200, { context: 'none' })
    })
  })
}

describe('a request that records nothing', () => {
  it('has nothing of it read', () => {
    const keeper = createContextKeeper()
    const read: string[] = []
    const req = new Proxy(
      { headers: {}, socket: {} },
      {
        get(target, key, receiver) {
          // The suite's own mark on it is no part of the request.
          if (typeof key === 'string') read.push(key)
          const value: unknown = Reflect.get(target, key, receiver)
          return value
        },
      },
    )
    let hasRun = false
    createContext(keeper).context(req, {}, () => {
      hasRun = true
    })
    expect(hasRun).toBe(true)
    // The peer's address is gone when the connection is: it alone is asked for in time.
    expect(read).toEqual(['socket'])
  })
})

function serverOf(req: unknown): NodeJS.EventEmitter {
  return (req as { socket: { server: NodeJS.EventEmitter } }).socket.server
}
