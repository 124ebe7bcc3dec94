import { inspect } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { ObjectId } from 'mongodb'
import request from 'supertest'
import { TICKET, createApp } from './admin-app.ts'

const API = '/admin/audit/api'

async function answerTo(given: unknown, path = `${API}/meta`) {
  const { app, warnings } = createApp({ authorize: () => given as never })
  const { status, body } = await request(app).get(path)
  return { status, body, warnings }
}

describe('authorize', () => {
  it('gives everything with true', async () => {
    const { body } = await answerTo(true)
    expect(body).toMatchObject({
      tenant: 'acme',
      can: ['read', 'configure', 'export'],
      confined: false,
    })
  })

  it('gives nothing with false', async () => {
    expect(await answerTo(false)).toMatchObject({
      status: 403,
      body: { code: 'AUDIT_PERMISSION_DENIED', permission: 'read' },
      warnings: [],
    })
  })

  for (const given of [null, undefined]) {
    it(`calls nobody signed in with ${given}`, async () => {
      expect(await answerTo(given)).toMatchObject({
        status: 401,
        body: { code: 'AUDIT_SIGNED_OUT' },
      })
    })
  }

  it('may take its time', async () => {
    expect(await answerTo(Promise.resolve(true))).toMatchObject({ status: 200 })
    expect(await answerTo(Promise.resolve(null))).toMatchObject({ status: 401 })
  })

  it('gives a tenant, permissions and a scope', async () => {
    const { body } = await answerTo({
      tenant: 'other',
      can: ['read'],
      scope: { actor: { id: 'u-1' } },
    })
    expect(body).toMatchObject({ tenant: 'other', can: ['read'], confined: true })
  })

  it('does not let a confined reader configure unless it says so', async () => {
    const scope = { target: { type: 'Ticket' } }
    expect((await answerTo({ scope })).body.can).toEqual(['read', 'export'])
    expect((await answerTo({ tenant: 'x' })).body.can).toEqual(['read', 'configure', 'export'])
  })

  it("takes the database's own ids in a scope", async () => {
    const scope = { target: { type: 'Ticket', id: new ObjectId(TICKET.id) } }
    const { app, add } = createApp({ authorize: () => ({ scope }) })
    await add({ target: TICKET }, { target: { type: 'Ticket', id: 'another' } })
    const { body } = await request(app).get(`${API}/events`)
    expect(body.events).toHaveLength(1)
  })

  const misused: readonly unknown[] = [
    'yes',
    'true',
    1,
    0,
    '',
    [],
    ['read'],
    () => true,
    new Map(),
    { tennant: 'x' },
    { tenant: undefined },
    { tenant: '' },
    { tenant: 7 },
    { tenant: { $ne: null } },
    { can: 'read' },
    { can: ['raed'] },
    { can: undefined },
    { scope: undefined },
    { scope: null },
    { scope: {} },
    { scope: [] },
    { scope: { target: {} } },
    { scope: { target: { type: 'Ticket', id: undefined } } },
    { scope: { target: { type: 'Ticket', id: '' } } },
    { scope: { target: { type: 'Ticket', id: { $ne: '' } } } },
    { scope: { target: { type: 'Ticket', id: { _bsontype: 'ObjectId' } } } },
    { scope: { subject: { type: 'Client' } } },
    { scope: { actor: {} } },
    { scope: { actor: { id: null } } },
    { scope: { actor: { e_mail: 'ana@example.com' } } },
    { scope: { targets: { type: 'Ticket' } } },
    Object.create({ tenant: 'acme', can: ['read'] }) as unknown,
    JSON.parse('{"__proto__":{"can":["read"]}}') as unknown,
    new Proxy({}, { ownKeys: () => ['tenant'], getOwnPropertyDescriptor: throwing }),
  ]
  for (const given of misused) {
    it(`is refused loudly and never taken for true: ${inspect(given)}`, async () => {
      const { status, body, warnings } = await answerTo(given)
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'AUDIT_PERMISSION_DENIED' })
      expect(warnings).toEqual([expect.stringContaining('authorize')])
      expect(JSON.stringify([body, warnings])).not.toContain('secret')
    })
  }

  it('tells the operator once, and not with every request', async () => {
    const { app, warnings } = createApp({ authorize: () => 'yes' as never })
    await request(app).get(`${API}/meta`)
    await request(app).get(`${API}/meta`)
    expect(warnings).toHaveLength(1)
  })

  for (const [name, authorize] of [
    [
      'throws',
      () => {
        throw new TypeError('password=hunter2')
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('password=hunter2'))],
  ] as const) {
    it(`is a failure without details where it ${name}`, async () => {
      const { app, warnings } = createApp({ authorize })
      const { status, body, text } = await request(app).get(`${API}/events`)
      expect({ status, body }).toEqual({
        status: 500,
        body: { code: 'AUDIT_INTERNAL', message: 'the request failed', requestId: 'request-1' },
      })
      expect(text + warnings.join('')).not.toContain('hunter2')
      expect(warnings).toEqual([expect.stringContaining('TypeError')])
    })
  }

  it('is asked before anything else is said', async () => {
    const { app } = createApp({ authorize: () => null })
    for (const path of ['/api/events?nonsense=1', '/api/nothing', '/api/events/%E0%A4%A', '/']) {
      expect((await request(app).get(`/admin/audit${path}`)).status).toBe(401)
    }
    expect((await request(app).put(`${API}/config`)).status).toBe(401)
  })
})

function throwing(): never {
  throw new Error('secret of the object')
}
