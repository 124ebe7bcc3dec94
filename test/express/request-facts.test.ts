import { describe, expect, it } from '@jest/globals'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import request from 'supertest'
import type { RequestFacts } from '@rastro/core'
import { ask, createAskedApp } from './asked-app.ts'
import type { Asked } from './asked-app.ts'
import { EXPRESS_VERSIONS } from './express-versions.ts'
import type { App } from './express-versions.ts'

async function factsWith(headers: Readonly<Record<string, string>>): Promise<RequestFacts> {
  const asked = createAskedApp()
  await request(asked.app).get('/').set(headers).expect(200)
  return asked.last().request ?? {}
}

describe('S1: the id of a request', () => {
  for (const id of ['req-1', '4bf92f35/77b3:4da6', 'MTIzNA==', 'a'.repeat(128)]) {
    it(`is the caller's (${id.slice(0, 20)})`, async () => {
      expect((await factsWith({ 'X-Request-Id': id })).id).toBe(id)
    })
  }

  const insane = ['a'.repeat(129), '<script>', '=cmd()', 'a b', '"; drop', '-', 'é']
  for (const id of insane) {
    it(`is made here where the caller's (${id.slice(0, 20)}) is not one`, async () => {
      expect((await factsWith({ 'X-Request-Id': id })).id).toMatch(/^[0-9a-f-]{36}$/)
    })
  }

  it('is the same for all events of a request and another for the next', async () => {
    const asked = createAskedApp(
      {},
      {
        prepare: (app, { keeper, asked: answers }) =>
          app.use((_req, _res, next) => {
            ask(keeper).then((first) => {
              answers.push(first)
              next()
            }, next)
          }),
      },
    )
    await request(asked.app).get('/').expect(200)
    await request(asked.app).get('/').expect(200)
    const [first, second, third] = asked.asked.map((answers) => answers.request?.id)
    expect(first).toBe(second)
    expect(third).not.toBe(first)
  })

  it('is what the application’s own logs call it', async () => {
    const asked = createAskedApp(
      {},
      {
        prepare: (app) => app.use((req, _res, next) => next(void Object.assign(req, { id: 'L7' }))),
      },
    )
    await request(asked.app).get('/').expect(200)
    expect(asked.last().request?.id).toBe('L7')
  })
})

describe('S1: the trace id', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'

  it('comes from traceparent', async () => {
    expect((await factsWith({ traceparent: `00-${trace}-00f067aa0ba902b7-01` })).traceId).toBe(
      trace,
    )
  })

  it('comes from a later version of traceparent too', async () => {
    const facts = await factsWith({ traceparent: `01-${trace}-00f067aa0ba902b7-01-more` })
    expect(facts.traceId).toBe(trace)
  })

  const invalid = [
    `00-${trace}-00f067aa0ba902b7-01-more`,
    `ff-${trace}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${trace}`,
    '0'.repeat(12_000),
  ]
  for (const header of invalid) {
    it(`is left out where traceparent is not valid (${header.slice(0, 40)}…)`, async () => {
      expect(await factsWith({ traceparent: header })).not.toHaveProperty('traceId')
    })
  }
})

for (const { name, express } of EXPRESS_VERSIONS) {
  describe(`S1: the route under ${name}`, () => {
    // Every handler of the application answers with what an event would say of the request.
    async function factsOf(prepare: (app: App) => void, path: string): Promise<RequestFacts> {
      const asked = createAskedApp({}, { express, prepare })
      await request(asked.app).get(path)
      return asked.last().request ?? {}
    }

    async function factsInside(
      wire: (app: App, handler: RequestHandler) => void,
      path: string,
    ): Promise<RequestFacts> {
      const inside: Asked[] = []
      const asked = createAskedApp(
        {},
        {
          express,
          prepare: (app, { keeper }) =>
            wire(app, (_req, res, next) => {
              ask(keeper).then((answers) => {
                inside.push(answers)
                res.json({})
              }, next)
            }),
        },
      )
      await request(asked.app).get(path)
      return inside[0]?.request ?? {}
    }

    it('is the pattern, without the query', async () => {
      const facts = await factsInside(
        (app, handler) => app.get('/tickets/:id', handler),
        '/tickets/42?token=secret',
      )
      expect(facts).toMatchObject({ method: 'GET', route: '/tickets/:id' })
    })

    it('holds where its routers are mounted', async () => {
      const facts = await factsInside((app, handler) => {
        const tickets = express.Router()
        tickets.get('/:id/notes/:note', handler)
        const api = express.Router()
        api.use('/tickets', tickets)
        app.use('/api', api)
      }, '/api/tickets/42/notes/7')
      expect(facts.route).toBe('/api/tickets/:id/notes/:note')
    })

    it('is where the router is mounted for its first page', async () => {
      const facts = await factsInside((app, handler) => {
        app.use('/tickets', express.Router().get('/', handler))
      }, '/tickets/')
      expect(facts.route).toBe('/tickets')
    })

    it('is the one of several patterns that fits', async () => {
      const facts = await factsInside(
        (app, handler) => app.get(['/old/:id', '/new/:id'], handler),
        '/new/42',
      )
      expect(facts.route).toBe('/new/:id')
    })

    it('is the path where the route is a regular expression', async () => {
      const facts = await factsInside((app, handler) => app.get(/^\/t(\d+)$/, handler), '/t42?x=1')
      expect(facts.route).toBe('/t42')
    })

    it('is the path where no route answers', async () => {
      expect(await factsOf(() => {}, '/nowhere/42?x=1')).toMatchObject({ route: '/nowhere/42' })
    })

    it('is not what a route that passed on would make of it elsewhere', async () => {
      const facts = await factsOf((app) => {
        const tickets = express.Router()
        tickets.get('/:id', (_req, _res, next) => next())
        app.use('/tickets', tickets)
      }, '/tickets/42')
      expect(facts.route).toBe('/tickets/42')
    })

    it('is capped', async () => {
      expect((await factsOf(() => {}, `/${'x'.repeat(3_000)}`)).route).toHaveLength(512)
    })

    it('is known in an error handler', async () => {
      const inside: Asked[] = []
      const asked = createAskedApp(
        {},
        {
          express,
          prepare: (app, { keeper }) => {
            app.get('/tickets/:id', () => {
              throw new Error('broken')
            })
            const handler: ErrorRequestHandler = (_error, _req, res, next) => {
              ask(keeper).then((answers) => {
                inside.push(answers)
                res.sendStatus(500)
              }, next)
            }
            app.use(handler)
          },
        },
      )
      await request(asked.app).get('/tickets/42').expect(500)
      expect(inside[0]?.request?.route).toBe('/tickets/:id')
    })
  })
}

describe('S1: the status', () => {
  it('is left out while the answer is still being made', async () => {
    expect(await factsWith({})).not.toHaveProperty('status')
  })

  it('is known once the headers are sent', async () => {
    const inside: Asked[] = []
    const asked = createAskedApp(
      {},
      {
        prepare: (app, { keeper }) =>
          app.get('/', (_req, res, next) => {
            res.status(202).write('working')
            ask(keeper).then((answers) => {
              inside.push(answers)
              res.end()
            }, next)
          }),
      },
    )
    await request(asked.app).get('/').expect(202)
    expect(inside[0]?.request?.status).toBe(202)
  })
})
