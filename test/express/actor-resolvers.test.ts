import { describe, expect, it } from '@jest/globals'
import { ObjectId } from 'mongodb'
import request from 'supertest'
import { apiKey, emailIntake, namedApp, secureLink, sessionUser } from '@rastro/express'
import type { ActorResolver } from '@rastro/express'
import { createAskedApp } from './asked-app.ts'

const NOBODY = { type: 'anonymous' }

async function actorFor(
  actor: ActorResolver | readonly ActorResolver[],
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const asked = createAskedApp(
    { actor },
    {
      prepare: (app) =>
        app.use((req, _res, next) => {
          const user = req.get('X-Signed-In')
          if (user !== undefined) Object.assign(req, { user: { id: user } })
          next()
        }),
    },
  )
  await request(asked.app).get('/').set(headers).expect(200)
  return asked.last().actor
}

describe('H2: an API client', () => {
  const id = new ObjectId()
  const importer = apiKey({
    lookup: async (key) => (key === 'k-1' ? { id, name: 'Importer' } : undefined),
  })

  it('is named by its key, with the type of an API', async () => {
    expect(await actorFor(importer, { 'X-API-Key': 'k-1' })).toEqual({
      type: 'api',
      id,
      name: 'Importer',
    })
  })

  it('may be a database record: its _id is kept with its type, its key is not', async () => {
    // As Mongoose documents do it: the fields are getters of the prototype.
    class Client {
      get _id() {
        return id
      }
      get name() {
        return 'Importer'
      }
      get key() {
        return 'k-1'
      }
    }
    const resolver = apiKey({ lookup: () => new Client() })
    expect(await actorFor(resolver, { 'X-API-Key': 'k-1' })).toEqual({
      type: 'api',
      id,
      name: 'Importer',
    })
  })

  for (const key of ['k-2', 'x'.repeat(1_025)]) {
    it(`with a key that is nobody's (${key.slice(0, 5)}) is not named`, async () => {
      expect(await actorFor(importer, { 'X-API-Key': key })).toEqual(NOBODY)
    })
  }

  it('is not looked up without a key', async () => {
    let lookups = 0
    const resolver = apiKey({
      lookup: () => {
        lookups += 1
        return null
      },
    })
    await actorFor(resolver)
    expect(lookups).toBe(0)
  })

  it('may send its key in another header', async () => {
    const resolver = apiKey({ header: 'X-Desk-Key', lookup: () => ({ name: 'Importer' }) })
    expect(await actorFor(resolver, { 'x-desk-key': 'k-1' })).toEqual({
      type: 'api',
      name: 'Importer',
    })
  })
})

describe('H2: the sender of an e-mail', () => {
  const intake = emailIntake({
    match: (req) => req.headers['x-from-mail-provider'] === 'yes',
    actor: (req) => ({ email: String(req.headers['x-from']), name: 'Rui Exemplo' }),
  })

  it('is named with the type of e-mail', async () => {
    const headers = { 'X-From-Mail-Provider': 'yes', 'X-From': 'rui@example.com' }
    expect(await actorFor(intake, headers)).toEqual({
      type: 'email',
      email: 'rui@example.com',
      name: 'Rui Exemplo',
    })
  })

  it('is not named for a request that is no e-mail', async () => {
    expect(await actorFor(intake, { 'X-From': 'rui@example.com' })).toEqual(NOBODY)
  })
})

describe('H2, H8: a named app', () => {
  const apps = namedApp({ apps: ['Mobile', 'Importer'] })

  it('is a value of its own, and said to be claimed', async () => {
    expect(await actorFor(apps, { 'X-Audit-App': 'mobile' })).toEqual({
      type: 'app',
      id: 'Mobile',
      name: 'Mobile',
      via: 'claimed',
    })
  })

  for (const name of ['Unknown', '__proto__', 'x'.repeat(200), 'Mobile, Importer']) {
    it(`that is not on the list (${name.slice(0, 16)}) is not believed`, async () => {
      expect(await actorFor(apps, { 'X-Audit-App': name })).toEqual(NOBODY)
    })
  }

  it('does not hide the signed-in person who sends the header', async () => {
    const headers = { 'X-Signed-In': 'maria', 'X-Audit-App': 'Mobile' }
    expect(await actorFor([sessionUser(), apps], headers)).toEqual({ type: 'agent', id: 'maria' })
  })

  it('is itself where the application proves it', async () => {
    const proven = namedApp({
      apps: ['Mobile'],
      verify: async (req, app) => req.headers['x-proof'] === `of-${app}`,
    })
    expect(await actorFor(proven, { 'X-Audit-App': 'Mobile', 'X-Proof': 'of-Mobile' })).toEqual({
      type: 'app',
      id: 'Mobile',
      name: 'Mobile',
    })
    expect(await actorFor(proven, { 'X-Audit-App': 'Mobile', 'X-Proof': 'none' })).toEqual(NOBODY)
  })
})

describe('D4: someone outside, through a secure link', () => {
  const link = secureLink({
    actor: (req) => {
      const to = req.headers['x-link-to']
      if (to === undefined) return undefined
      return to === 'anybody' ? {} : { email: String(to), via: 'something else' }
    },
  })

  it('is named as whom the link was sent to, and the entry says how', async () => {
    expect(await actorFor(link, { 'X-Link-To': 'eva@example.com' })).toEqual({
      type: 'client',
      email: 'eva@example.com',
      via: 'secure-link',
    })
  })

  it('is anonymous where the link names nobody, and the entry still says how', async () => {
    expect(await actorFor(link, { 'X-Link-To': 'anybody' })).toEqual({
      type: 'anonymous',
      via: 'secure-link',
    })
  })

  it('is not meant by a request without a link', async () => {
    expect(await actorFor(link)).toEqual(NOBODY)
  })
})

describe('a resolver refuses at construction', () => {
  const wrong: readonly (readonly [string, () => unknown])[] = [
    ['an API key without a lookup', () => apiKey({} as never)],
    ['a header that cannot be one', () => apiKey({ header: 'X Key', lookup: () => null })],
    ['an e-mail intake without a match', () => emailIntake({ actor: () => ({}) } as never)],
    ['an empty list of apps', () => namedApp({ apps: [] })],
    ['an app without a name', () => namedApp({ apps: [''] })],
    ['a link without an actor', () => secureLink({} as never)],
    ['a map that is no function', () => sessionUser({ map: 'name' } as never)],
  ]
  for (const [what, make] of wrong) {
    it(what, () => {
      expect(make).toThrow(expect.objectContaining({ code: 'AUDIT_OPTION_INVALID' }))
    })
  }

  it('a misspelt option, and says what was meant', () => {
    expect(() => apiKey({ lookUp: () => null } as never)).toThrow(/did you mean 'lookup'/)
  })
})
