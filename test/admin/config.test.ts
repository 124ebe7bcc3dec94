import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { WRITE, createApp } from './admin-app.ts'
import type { AdminApp } from './admin-app.ts'

const CONFIG = '/admin/audit/api/config'

async function tagOf({ app }: AdminApp): Promise<string> {
  return (await request(app).get(CONFIG)).headers['etag'] ?? ''
}

async function put(admin: AdminApp, body: string | object, headers: Record<string, string> = {}) {
  const all = { ...WRITE, 'If-Match': await tagOf(admin), ...headers }
  return request(admin.app).put(CONFIG).set(all).send(body)
}

describe('the configuration', () => {
  it('is changed from the version that was read, and has a new tag then', async () => {
    const admin = createApp()
    const before = await tagOf(admin)
    const { status, body, headers } = await put(admin, {
      places: { tickets: { on: true, operations: { update: false } } },
      showLastValue: false,
      reason: 'a visit by the auditor',
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      version: 1,
      showLastValue: false,
      changedAt: '2026-03-31T12:00:00.000Z',
    })
    expect(body.places).toContainEqual(
      expect.objectContaining({ place: 'tickets', on: true, by: 'administrator' }),
    )
    expect(headers['etag']).not.toBe(before)
    expect(headers['etag']).toBe(await tagOf(admin))
  })

  it('leaves an event with who changed it', async () => {
    const admin = createApp()
    await put(admin, { clientMode: 'summary' })
    const { body } = await request(admin.app).get(
      '/admin/audit/api/events?place=audit.configuration',
    )
    expect(body.events).toEqual([
      expect.objectContaining({
        actor: { type: 'agent', id: 'ana souza', name: 'Ana Souza' },
        origin: { ip: '192.0.2.7' },
        changes: [
          expect.objectContaining({
            path: ['clientMode'],
            op: 'replace',
            before: 'full',
            after: 'summary',
          }),
        ],
      }),
    ])
  })

  it('is not changed without the version that was read', async () => {
    for (const tag of [undefined, '', '*']) {
      const asked = request(createApp().app).put(CONFIG).set(WRITE)
      if (tag !== undefined) asked.set('If-Match', tag)
      const { status, body } = await asked.send({ clientMode: 'summary' })
      expect({ status, code: body.code }).toEqual({
        status: 428,
        code: 'AUDIT_PRECONDITION_REQUIRED',
      })
    }
  })

  it('is not changed from an older version', async () => {
    const admin = createApp()
    const old = await tagOf(admin)
    await put(admin, { clientMode: 'summary' })
    for (const tag of [old, '"else"', '"v7-00000000"']) {
      const { status, body } = await put(admin, { clientMode: 'full' }, { 'If-Match': tag })
      expect({ status, code: body.code }).toEqual({ status: 412, code: 'AUDIT_CONFIG_CONFLICT' })
    }
  })

  it('takes a tag that a compressing proxy has made weak', async () => {
    const admin = createApp()
    const { status } = await put(
      admin,
      { clientMode: 'summary' },
      { 'If-Match': `W/${await tagOf(admin)}` },
    )
    expect(status).toBe(200)
  })

  it('does not let two changes from one version both win', async () => {
    const admin = createApp()
    const tag = { 'If-Match': await tagOf(admin) }
    const both = await Promise.all([
      put(admin, { clientMode: 'summary' }, tag),
      put(admin, { showLastValue: false }, tag),
    ])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412])
  })

  const refused: readonly (readonly [string, string | object, string, string])[] = [
    [
      'a mandatory place',
      { places: { account: { on: false } } },
      'AUDIT_PLACE_MANDATORY',
      'places.account',
    ],
    [
      'an unknown place',
      { places: { ticket: { on: true } } },
      'AUDIT_PLACE_UNKNOWN',
      'places.ticket',
    ],
    ['an unknown key', { place: {} }, 'AUDIT_POLICY_INVALID', 'place'],
    ['an unknown mode', { clientMode: 'none' }, 'AUDIT_POLICY_INVALID', 'clientMode'],
    [
      'a prototype',
      '{"places":{"__proto__":{"on":true}}}',
      'AUDIT_PLACE_UNKNOWN',
      'places.__proto__',
    ],
    [
      'a prototype of the change',
      '{"__proto__":{"clientMode":"full"}}',
      'AUDIT_POLICY_INVALID',
      '__proto__',
    ],
  ]
  for (const [name, body, code, field] of refused) {
    it(`refuses ${name} with its path`, async () => {
      const admin = createApp()
      const answer = await put(admin, body)
      expect({ status: answer.status, ...answer.body }).toMatchObject({ status: 400, code, field })
      expect((await admin.policy.view('acme')).version).toBe(0)
    })
  }

  for (const body of ['null', '[]', '7', '"x"', '{', '', '['.repeat(100_000), '\u0000']) {
    it(`refuses a body that is no change: ${JSON.stringify(body.slice(0, 10))}`, async () => {
      const { status, body: answer } = await put(createApp(), body)
      expect(status).toBe(400)
      expect(answer.code).toMatch(/^AUDIT_(POLICY|REQUEST)_INVALID$/)
    })
  }
})

describe('a write', () => {
  const foreign: readonly (readonly [string, Record<string, string>])[] = [
    ['without the header', { 'X-Audit-Request': '' }],
    ['from another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['from another host of the same site', { 'Sec-Fetch-Site': 'same-site' }],
    ['from another origin', { Origin: 'https://evil.example' }],
    ['from another port', { Host: 'desk.example:3000', Origin: 'http://desk.example:4000' }],
    ['from nowhere', { Origin: 'null' }],
    [
      'with a forwarded host that nobody trusts',
      { Origin: 'https://a.example', 'X-Forwarded-Host': 'a.example' },
    ],
  ]
  for (const [name, headers] of foreign) {
    it(`is refused ${name}`, async () => {
      const admin = createApp()
      const { status, body } = await put(admin, { clientMode: 'summary' }, headers)
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'AUDIT_REQUEST_FOREIGN' })
      expect((await admin.policy.view('acme')).version).toBe(0)
    })
  }

  it('says in its refusal which header it needs', async () => {
    const { body } = await put(createApp(), {}, { 'X-Audit-Request': '0' })
    expect(body.message).toContain("'X-Audit-Request: 1'")
  })

  const own: readonly (readonly [string, Record<string, string>])[] = [
    ['from our own page', { 'Sec-Fetch-Site': 'same-origin' }],
    ['typed by a person', { 'Sec-Fetch-Site': 'none' }],
    ['from our own origin', { Host: 'desk.example:3000', Origin: 'http://desk.example:3000' }],
    ['from a program', { Authorization: 'Bearer x' }],
  ]
  for (const [name, headers] of own) {
    it(`is taken ${name}`, async () => {
      expect((await put(createApp(), { clientMode: 'summary' }, headers)).status).toBe(200)
    })
  }

  it('is taken through a proxy that the application trusts', async () => {
    const admin = createApp({ before: (app) => app.set('trust proxy', 'loopback') })
    const headers = { Origin: 'https://desk.example', 'X-Forwarded-Host': 'desk.example' }
    expect((await put(admin, { clientMode: 'summary' }, headers)).status).toBe(200)
  })

  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'multipart/form-data',
  ]
  for (const type of types) {
    it(`is refused as ${type}, which forms of other sites can send`, async () => {
      const { status, body } = await put(createApp(), '{}', { 'Content-Type': type })
      expect({ status, code: body.code }).toEqual({ status: 415, code: 'AUDIT_REQUEST_INVALID' })
    })
  }

  it('is refused compressed or in another encoding', async () => {
    const headers = [
      { 'Content-Encoding': 'gzip' },
      { 'Content-Type': 'application/json; charset=utf-16' },
    ]
    for (const one of headers) expect((await put(createApp(), '{}', one)).status).toBe(415)
  })
})
