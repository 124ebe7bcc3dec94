import { afterEach, describe, expect, it, jest } from '@jest/globals'
import type { Request } from 'express'
import { ObjectId } from 'mongodb'
import request from 'supertest'
import type { Actor } from '@rastro/core'
import { anonymous, checkActor, sessionUser } from '@rastro/express'
import type { ActorResolver } from '@rastro/express'
import { ask, askOutsideHttp, createAskedApp } from './asked-app.ts'
import { EXPRESS_VERSIONS } from './express-versions.ts'

const NOBODY = { type: 'anonymous' }
const UNRESOLVED = { type: 'anonymous', via: 'unresolved' }
const MARIA = { type: 'agent', id: 7, name: 'Maria Exemplo' }

async function actorOf(
  actor: ActorResolver | readonly ActorResolver[] | undefined,
  req: object = {},
): Promise<{ readonly actor: Actor | undefined; readonly warnings: readonly string[] }> {
  const { answers, warnings } = askOutsideHttp(actor === undefined ? {} : { actor }, {
    headers: {},
    ...req,
  })
  return { actor: (await answers).actor, warnings }
}

/** What TypeScript would not let a JavaScript application write. */
function careless(answer: unknown): ActorResolver {
  return (() => answer) as ActorResolver
}

afterEach(() => {
  jest.useRealTimers()
})

describe('S1: the signed-in user', () => {
  const id = new ObjectId()
  const logins: readonly (readonly [string, object, object])[] = [
    ['req.user', { user: { id: 7, name: 'Maria Exemplo' } }, MARIA],
    [
      'a Mongoose user',
      { user: { _id: id, id: String(id), name: 'Rui' } },
      { type: 'agent', id, name: 'Rui' },
    ],
    [
      'a Passport profile',
      {
        user: {
          id: 'p1',
          displayName: 'Rui Exemplo',
          name: { familyName: 'Exemplo', givenName: 'Rui' },
          emails: [{ value: 'rui@example.com' }],
        },
      },
      { type: 'agent', id: 'p1', name: 'Rui Exemplo', email: 'rui@example.com' },
    ],
    [
      'first and last names',
      { user: { id: 1, firstName: 'Ana', lastName: 'Exemplo' } },
      { type: 'agent', id: 1, name: 'Ana Exemplo' },
    ],
    [
      'claims in req.auth',
      { auth: { sub: 's1', name: 'Ana', email: 'ana@example.com' } },
      { type: 'agent', id: 's1', name: 'Ana', email: 'ana@example.com' },
    ],
    [
      'claims in req.auth.payload',
      { auth: { payload: { sub: 's1' } } },
      { type: 'agent', id: 's1' },
    ],
    [
      'req.session.user',
      { session: { user: { email: 'ana@example.com' } } },
      { type: 'agent', email: 'ana@example.com' },
    ],
    ['an id alone', { user: 'u7' }, { type: 'agent', id: 'u7' }],
    ['a database id alone', { user: id }, { type: 'agent', id }],
    ['a client by role', { user: { id: 1, role: 'customer' } }, { type: 'client', id: 1 }],
    ['a client by type', { user: { id: 1, type: 'client' } }, { type: 'client', id: 1 }],
    [
      'an organization manager by roles',
      { user: { id: 1, roles: ['ORG_MANAGER'] } },
      { type: 'org-manager', id: 1 },
    ],
    [
      'an agent by any other role',
      { user: { id: 1, role: 'constructor' } },
      { type: 'agent', id: 1 },
    ],
  ]
  for (const [what, req, actor] of logins) {
    it(`is known by ${what}`, async () => {
      expect(await actorOf(undefined, req)).toEqual({ actor, warnings: [] })
    })
  }

  it('keeps the id with its database type', async () => {
    const { actor } = await actorOf(undefined, { user: { _id: id } })
    expect(actor?.id).toBe(id)
  })

  it('brings nothing else of its record, least of all its password', async () => {
    const user = { id: 7, name: 'Maria Exemplo', passwordHash: 'x', impersonator: { id: 1 } }
    const mapped = sessionUser({ map: (found: typeof user) => ({ type: 'agent', ...found }) })
    const actor = { ...MARIA, impersonator: { id: 1 } }
    expect((await actorOf(mapped, { user })).actor).toEqual(actor)
  })

  it('is nobody, and says so once, where nothing identifies the record', async () => {
    const { actor, warnings } = await actorOf(undefined, { user: { role: 'admin' } })
    expect(actor).toEqual(NOBODY)
    expect(warnings).toEqual([expect.stringMatching(/signed-in user is recorded as anonymous/)])
  })
})

for (const { name, express } of EXPRESS_VERSIONS) {
  describe(`S1: a login under ${name}`, () => {
    it('that runs behind the middleware is known to what is recorded after it', async () => {
      const asked = createAskedApp(
        {},
        {
          express,
          prepare: (app, { keeper, asked: answers }) => {
            app.use((_req, _res, next) => {
              ask(keeper).then((before) => {
                answers.push(before)
                next()
              }, next)
            })
            app.use((req, _res, next) => {
              Object.assign(req, { user: { id: 7, name: 'Maria Exemplo' } })
              next()
            })
          },
        },
      )
      await request(asked.app).get('/').expect(200)
      expect(asked.asked.map(({ actor }) => actor)).toEqual([NOBODY, MARIA])
    })
  })
}

describe('actor resolvers', () => {
  it('answer in order: the first that knows wins', async () => {
    const resolvers = [
      () => undefined,
      async () => undefined,
      careless(null),
      careless(false),
      async () => MARIA,
      () => ({ type: 'api' }),
    ]
    expect((await actorOf(resolvers)).actor).toEqual(MARIA)
  })

  it('end where anonymous() stands', async () => {
    expect((await actorOf([anonymous(), () => MARIA])).actor).toEqual(NOBODY)
  })

  it('that wait for something are asked once per request', async () => {
    let calls = 0
    const asked = createAskedApp(
      {
        actor: async () => {
          calls += 1
          return MARIA
        },
      },
      {
        prepare: (app, { keeper }) =>
          app.use((_req, _res, next) => {
            Promise.all([ask(keeper), ask(keeper)]).then(() => next(), next)
          }),
      },
    )
    await request(asked.app).get('/').expect(200)
    expect(calls).toBe(1)
    expect(asked.last().actor).toEqual(MARIA)
  })

  it('that wait for something are asked again while nobody is known', async () => {
    const answers = [undefined, MARIA]
    const asked = createAskedApp(
      { actor: async () => answers.shift() },
      {
        prepare: (app, { keeper }) =>
          app.use((_req, _res, next) => {
            ask(keeper).then(() => next(), next)
          }),
      },
    )
    await request(asked.app).get('/').expect(200)
    expect(asked.last().actor).toEqual(MARIA)
  })

  const failures: readonly (readonly [string, ActorResolver])[] = [
    [
      'throws',
      () => {
        throw new TypeError('cannot read ana@example.com')
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('cannot read ana@example.com'))],
  ]
  for (const [what, resolver] of failures) {
    it(`may fail: one that ${what} leaves the event with an unresolved actor`, async () => {
      const { actor, warnings } = await actorOf([resolver, () => MARIA])
      expect(actor).toEqual(UNRESOLVED)
      expect(warnings).toEqual([
        "actor resolver 1 of 2 failed (TypeError): its events have the actor 'anonymous', via 'unresolved'",
      ])
    })
  }

  it('fail in silence after the first time', async () => {
    const asked = createAskedApp({
      actor: () => {
        throw new Error('down')
      },
    })
    await request(asked.app).get('/').expect(200)
    await request(asked.app).get('/').expect(200)
    expect(asked.asked.map(({ actor }) => actor)).toEqual([UNRESOLVED, UNRESOLVED])
    expect(asked.warnings).toHaveLength(1)
  })

  it('are not waited for longer than five seconds', async () => {
    jest.useFakeTimers()
    const answer = actorOf(() => new Promise<never>(() => {}))
    await jest.advanceTimersByTimeAsync(5_000)
    expect((await answer).actor).toEqual(UNRESOLVED)
  })

  it('take the types of Express, and an application’s own', async () => {
    interface OwnRequest extends Request {
      readonly tenantUser: { readonly key: string }
    }
    const resolvers: readonly ActorResolver[] = [
      (req: Request) => (req.path === '/none' ? MARIA : undefined),
      (req: OwnRequest) => ({ type: 'agent', id: req.tenantUser.key }),
    ]
    const { actor } = await actorOf(resolvers, { tenantUser: { key: 'k1' } })
    expect(actor).toEqual({ type: 'agent', id: 'k1' })
  })
})

describe('an actor', () => {
  const invalid: readonly (readonly [string, unknown])[] = [
    ['actor', 'Maria'],
    ['actor', []],
    ['actor.type', {}],
    ['actor.type', { type: '' }],
    ['actor.type', { type: 'x'.repeat(65) }],
    ['actor.id', { type: 'agent', id: { name: 'a whole user record' } }],
    ['actor.id', { type: 'agent', id: true }],
    ['actor.id', { type: 'agent', id: NaN }],
    ['actor.name', { type: 'agent', name: { first: 'Maria' } }],
    ['actor.email', { type: 'agent', email: 5 }],
    ['actor.via', { type: 'agent', via: 1 }],
    ['actor.impersonator', { type: 'agent', impersonator: 'Maria' }],
    ['actor.impersonator.name', { type: 'agent', impersonator: { name: 1 } }],
  ]
  for (const [field, value] of invalid) {
    it(`with a wrong ${field} is refused by that name and without its value`, () => {
      const check = () => checkActor(value)
      expect(check).toThrow(expect.objectContaining({ code: 'AUDIT_ACTOR_INVALID', field }))
      expect(check).not.toThrow(/Maria|record|xxx/)
    })
  }

  it('keeps its id where its name is absurdly long', () => {
    const actor = { type: 'agent', id: 7, name: 'x'.repeat(5_000) }
    expect(checkActor(actor)).toEqual({ type: 'agent', id: 7, name: 'x'.repeat(512) })
  })

  it('that cannot be recorded does not keep the event from being recorded', async () => {
    const { actor, warnings } = await actorOf(careless({ type: 'agent', id: { secret: 's3cr3t' } }))
    expect(actor).toEqual(UNRESOLVED)
    expect(warnings).toEqual([expect.stringMatching(/actor\.id must be .*, got an object/)])
  })
})

describe('D3: the account', () => {
  it('is named by the application, and only by id and name', async () => {
    const account = () => ({ id: 9, name: 'Exemplo Lda', plan: 'gold' })
    const { answers } = askOutsideHttp({ account }, { headers: {} })
    expect((await answers).account).toEqual({ id: 9, name: 'Exemplo Lda' })
  })

  it('is left out, and said once, where it cannot be named', async () => {
    const account = () => {
      throw new RangeError('Exemplo Lda')
    }
    const { answers, warnings } = askOutsideHttp({ account }, { headers: {} })
    expect((await answers).account).toBeUndefined()
    expect(warnings).toEqual(['events are recorded without account: RangeError'])
  })
})

describe('audit.context', () => {
  const wrong: readonly (readonly [string, object, string])[] = [
    [
      'AUDIT_OPTION_UNKNOWN',
      { actr: sessionUser() },
      "audit.context has no option 'actr': did you mean 'actor'?",
    ],
    ['AUDIT_OPTION_INVALID', { actor: 'user' }, "audit.context option 'actor' must be a resolver"],
    ['AUDIT_OPTION_INVALID', { actor: [{}] }, "audit.context option 'actor' must be a resolver"],
    ['AUDIT_OPTION_INVALID', { account: 'x' }, "audit.context option 'account' must be a function"],
    ['AUDIT_OPTION_INVALID', { geo: {} }, "audit.context option 'geo' must be a source"],
    ['AUDIT_OPTION_INVALID', { trustWarnings: 1 }, "audit.context option 'trustWarnings' must be"],
  ]
  for (const [code, options, message] of wrong) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => createAskedApp(options)).toThrow(
        expect.objectContaining({ code, message: expect.stringContaining(message) }),
      )
    })
  }
})
