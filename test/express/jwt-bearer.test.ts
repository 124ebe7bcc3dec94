import { describe, expect, it } from '@jest/globals'
import { createHmac, generateKeyPairSync } from 'node:crypto'
import jwt from 'jsonwebtoken'
import request from 'supertest'
import { jwtBearer } from '@rastro/express'
import type { JwtBearerOptions } from '@rastro/express'
import { createAskedApp } from './asked-app.ts'

const SECRET = 'a shared secret of some length, for tests only'
const CLAIMS = { sub: 'u7', name: 'Maria Exemplo', email: 'maria@example.com' }
const MARIA = { type: 'agent', id: 'u7', name: 'Maria Exemplo', email: 'maria@example.com' }
const NOBODY = { type: 'anonymous' }

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const PUBLIC_PEM = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const PRIVATE_PEM = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

async function actorFor(
  options: JwtBearerOptions,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  const asked = createAskedApp({ actor: jwtBearer(options) })
  await request(asked.app).get('/').set(headers).expect(200)
  return asked.last().actor
}

function bearer(token: string): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${token}` }
}

function forged(header: object, payload: object, key: string | undefined): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const input = `${encode(header)}.${encode(payload)}`
  const signature =
    key === undefined ? '' : createHmac('sha256', key).update(input).digest('base64url')
  return `${input}.${signature}`
}

describe('S1: a token', () => {
  const hs256: JwtBearerOptions = { secret: SECRET, algorithms: ['HS256'] }
  const rs256: JwtBearerOptions = { publicKey: PUBLIC_PEM, algorithms: ['RS256'] }
  const good = jwt.sign(CLAIMS, SECRET)

  it('signed with the shared secret names its person', async () => {
    expect(await actorFor(hs256, bearer(good))).toEqual(MARIA)
  })

  it('signed with the private key names its person', async () => {
    const token = jwt.sign(CLAIMS, PRIVATE_PEM, { algorithm: 'RS256' })
    expect(await actorFor(rs256, bearer(token))).toEqual(MARIA)
  })

  it('signed on an elliptic curve names its person', async () => {
    const token = jwt.sign(CLAIMS, ec.privateKey, { algorithm: 'ES256' })
    const options: JwtBearerOptions = { publicKey: ec.publicKey, algorithms: ['ES256'] }
    expect(await actorFor(options, bearer(token))).toEqual(MARIA)
  })

  it('may come in a cookie', async () => {
    const headers = { Cookie: `theme=dark; session="${good}"; other=1` }
    expect(await actorFor({ ...hs256, cookie: 'session' }, headers)).toEqual(MARIA)
  })

  it('may come in a cookie that a middleware has parsed', async () => {
    const resolve = jwtBearer({ ...hs256, cookie: 'session' })
    expect(await resolve({ headers: {}, cookies: { session: good } })).toEqual(MARIA)
  })

  it('in a cookie is not looked at unless the application names the cookie', async () => {
    expect(await actorFor(hs256, { Cookie: `session=${good}` })).toEqual(NOBODY)
  })

  it('is mapped by the application where its claims have other names', async () => {
    const options: JwtBearerOptions = {
      ...hs256,
      map: (claims) => ({ type: 'org-manager', id: claims['sub'] }),
    }
    expect(await actorFor(options, bearer(good))).toEqual({ type: 'org-manager', id: 'u7' })
  })

  const expired = jwt.sign({ ...CLAIMS, exp: 1_000_000_000 }, SECRET)
  const refused: readonly (readonly [string, JwtBearerOptions, string])[] = [
    ['that has expired', hs256, expired],
    ['that is not valid yet', hs256, jwt.sign({ ...CLAIMS, nbf: 9_999_999_999 }, SECRET)],
    ['signed with another secret', hs256, jwt.sign(CLAIMS, 'another secret')],
    [
      'signed by HS512 where HS256 is pinned',
      hs256,
      jwt.sign(CLAIMS, SECRET, { algorithm: 'HS512' }),
    ],
    ['without a signature', hs256, forged({ alg: 'none', typ: 'JWT' }, CLAIMS, undefined)],
    ['without a signature in capitals', rs256, forged({ alg: 'NONE' }, CLAIMS, undefined)],
    [
      'signed by HMAC with the public key as its secret',
      rs256,
      forged({ alg: 'HS256', typ: 'JWT' }, CLAIMS, PUBLIC_PEM),
    ],
    ['that says RS256 and is signed by HMAC', rs256, forged({ alg: 'RS256' }, CLAIMS, PUBLIC_PEM)],
    [
      'for another audience',
      { ...hs256, audience: 'desk' },
      jwt.sign({ ...CLAIMS, aud: 'crm' }, SECRET),
    ],
    ['for no audience', { ...hs256, audience: 'desk' }, good],
    ['of another issuer', { ...hs256, issuer: 'https://login.example.com' }, good],
    ['that is a text and no claims', hs256, jwt.sign('u7', SECRET)],
    ['that is not one', hs256, 'not.a.token'],
    ['of three dots', hs256, '...'],
    ['of 12,000 characters', hs256, 'a'.repeat(12_000)],
  ]
  for (const [what, options, token] of refused) {
    it(`${what} names nobody`, async () => {
      expect(await actorFor(options, bearer(token))).toEqual(NOBODY)
    })
  }

  it('for this audience and of this issuer names its person', async () => {
    const token = jwt.sign({ ...CLAIMS, aud: 'desk', iss: 'https://login.example.com' }, SECRET)
    const options = { ...hs256, audience: ['crm', 'desk'], issuer: 'https://login.example.com' }
    expect(await actorFor(options, bearer(token))).toEqual(MARIA)
  })

  it('that names nobody does not disturb the request', async () => {
    const asked = createAskedApp({ actor: jwtBearer(hs256) })
    await request(asked.app).get('/').set(bearer(expired)).expect(200)
    expect(asked.warnings).toEqual([])
  })
})

describe('S1: the key of a token', () => {
  const token = jwt.sign(CLAIMS, PRIVATE_PEM, { algorithm: 'RS256', keyid: 'k1' })

  it('is looked up by its id', async () => {
    const options: JwtBearerOptions = {
      lookup: async ({ kid }) => (kid === 'k1' ? PUBLIC_PEM : undefined),
      algorithms: ['RS256'],
    }
    expect(await actorFor(options, bearer(token))).toEqual(MARIA)
  })

  it('that is not found names nobody', async () => {
    const options: JwtBearerOptions = { lookup: () => undefined, algorithms: ['RS256'] }
    expect(await actorFor(options, bearer(token))).toEqual(NOBODY)
  })

  it('is not looked up for a token that no key could make acceptable', async () => {
    let lookups = 0
    const options: JwtBearerOptions = {
      lookup: () => {
        lookups += 1
        return PUBLIC_PEM
      },
      algorithms: ['RS256'],
    }
    const confused = forged({ alg: 'HS256', kid: 'k1' }, CLAIMS, PUBLIC_PEM)
    expect(await actorFor(options, bearer(confused))).toEqual(NOBODY)
    expect(lookups).toBe(0)
  })

  it('is looked up once per request, also for a token that names nobody', async () => {
    let lookups = 0
    const resolve = jwtBearer({
      lookup: async () => {
        lookups += 1
        return ec.publicKey
      },
      algorithms: ['ES256'],
    })
    const bad = jwt.sign(CLAIMS, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, {
      algorithm: 'ES256',
    })
    const req = { headers: { authorization: `Bearer ${bad}` } }
    expect([await resolve(req), await resolve(req)]).toEqual([undefined, undefined])
    expect(lookups).toBe(1)
  })

  it('that cannot be fetched leaves the actor unresolved, and is fetched again', async () => {
    let isDown = true
    const resolve = jwtBearer({
      lookup: async () => {
        if (isDown) throw new Error('key service is down')
        return PUBLIC_PEM
      },
      algorithms: ['RS256'],
    })
    const req = { headers: { authorization: `Bearer ${token}` } }
    await expect(resolve(req)).rejects.toThrow('key service is down')
    isDown = false
    expect(await resolve(req)).toEqual(MARIA)
  })
})

describe('jwtBearer refuses', () => {
  const wrong: readonly (readonly [string, object])[] = [
    ['no algorithms', { secret: SECRET }],
    ['an empty list of algorithms', { secret: SECRET, algorithms: [] }],
    ['no signature', { secret: SECRET, algorithms: ['HS256', 'none'] }],
    ['no signature in capitals', { secret: SECRET, algorithms: ['None'] }],
    ['an unknown algorithm', { secret: SECRET, algorithms: ['HS257'] }],
    ['HMAC beside public keys', { lookup: () => SECRET, algorithms: ['HS256', 'RS256'] }],
    ['HMAC with a public key', { publicKey: PUBLIC_PEM, algorithms: ['HS256'] }],
    ['a public key as the shared secret', { secret: PUBLIC_PEM, algorithms: ['HS256'] }],
    ['RSA algorithms with a shared secret', { secret: SECRET, algorithms: ['RS256'] }],
    ['elliptic curves with an RSA key', { publicKey: PUBLIC_PEM, algorithms: ['ES256'] }],
    ['a private key object', { publicKey: rsa.privateKey, algorithms: ['RS256'] }],
    ['an empty secret', { secret: '', algorithms: ['HS256'] }],
    ['a secret from an unset variable', { secret: undefined, algorithms: ['HS256'] }],
    ['a public key that is none', { publicKey: 'MIIB', algorithms: ['RS256'] }],
    ['two keys', { secret: SECRET, publicKey: PUBLIC_PEM, algorithms: ['HS256'] }],
    ['an empty audience', { secret: SECRET, algorithms: ['HS256'], audience: '' }],
    ['an empty list of issuers', { secret: SECRET, algorithms: ['HS256'], issuer: [] }],
  ]
  for (const [what, options] of wrong) {
    it(`${what}, and does not quote the key`, () => {
      const make = () => jwtBearer(options as JwtBearerOptions)
      expect(make).toThrow(expect.objectContaining({ code: 'AUDIT_OPTION_INVALID' }))
      expect(make).not.toThrow(/shared secret of some|BEGIN|MIIB/)
    })
  }

  it('a misspelt option, and says what was meant', () => {
    const options = { secret: SECRET, algorithm: ['HS256'] } as unknown as JwtBearerOptions
    expect(() => jwtBearer(options)).toThrow(/did you mean 'algorithms'/)
  })
})
