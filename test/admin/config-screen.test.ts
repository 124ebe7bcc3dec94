import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { NOW, WRITE, createApp } from './admin-app.ts'
import type { AdminApp } from './admin-app.ts'

const CONFIG = '/admin/audit/api/config'

async function put(admin: AdminApp, body: object, headers: Record<string, string> = {}) {
  const tag = (await request(admin.app).get(CONFIG)).headers['etag'] ?? ''
  return request(admin.app)
    .put(CONFIG)
    .set({ ...WRITE, 'If-Match': tag, ...headers })
    .send(body)
}

function preview(admin: AdminApp, body: unknown, headers: Record<string, string> = {}) {
  return request(admin.app)
    .post(`${CONFIG}/preview`)
    .set({ ...WRITE, ...headers })
    .send(JSON.stringify(body))
}

describe('the configuration on the page', () => {
  it('says what nobody can switch, in the words of the reader', async () => {
    const { app } = createApp()
    const { body } = await request(app).get(`${CONFIG}?lang=pt-BR`)
    const of = (name: string) => body.places.find(({ place }: { place: string }) => place === name)
    expect(of('account')).toMatchObject({ locked: { reason: 'mandatory' }, option: null })
    expect(of('tickets')).toMatchObject({
      locked: null,
      option: null,
      label: 'Chamados',
      section: 'Support',
      personal: false,
    })
    expect(of('clients')).toMatchObject({ personal: true })
  })

  it('tells who was faster, and when', async () => {
    const admin = createApp()
    const old = (await request(admin.app).get(CONFIG)).headers['etag'] ?? ''
    await put(admin, { clientMode: 'summary' }, { 'x-test-user': 'Bruno Fulano' })
    const { status, body } = await put(admin, { clientMode: 'full' }, { 'If-Match': old })
    expect(status).toBe(412)
    expect(body.conflict).toEqual({
      version: 1,
      at: '2026-03-31T12:00:00.000Z',
      by: { type: 'agent', id: 'bruno fulano', name: 'Bruno Fulano' },
      event: expect.any(String),
    })
  })

  it('does not tell a confined administrator of somebody outside the scope', async () => {
    const admin = createApp({
      authorize: () => ({ can: ['read', 'configure'], scope: { actor: { id: 'nobody' } } }),
    })
    await admin.policy.change('acme', { clientMode: 'summary' }, 0)
    const { status, body } = await put(admin, {}, { 'If-Match': '"v0-00000000"' })
    expect({ status, conflict: body.conflict }).toEqual({ status: 412, conflict: null })
  })

  it('has a history', async () => {
    const admin = createApp()
    await put(admin, { places: { tickets: { on: true } }, reason: 'a visit by the auditor' })
    await put(admin, { clientMode: 'summary' })
    const { body } = await request(admin.app).get(`${CONFIG}/history?limit=1`)
    expect(body.events).toMatchObject([{ changes: [{ path: ['clientMode'] }] }])
    const older = await request(admin.app).get(`${CONFIG}/history?cursor=${body.next}`)
    expect(older.body).toMatchObject({
      events: [{ reason: 'a visit by the auditor', actor: { name: 'Ana Souza' } }],
      next: null,
    })
  })

  it('says when each place last had an event', async () => {
    const { app, add } = createApp()
    const [id] = await add({ at: new Date(NOW.getTime() - 49 * 3_600_000) })
    await add({ tenant: 'other', place: 'clients' })
    const { body } = await request(app).get(`${CONFIG}/activity`)
    expect(body.places).toContainEqual({
      place: 'tickets',
      last: { at: '2026-03-29T11:00:00.000Z', event: id },
      days: 2,
    })
    expect(body.places).toContainEqual({ place: 'clients', last: null, days: null })
  })

  it('is shown to nobody who sees a part of the log and may not change it', async () => {
    const { app } = createApp({ authorize: () => ({ scope: { actor: { id: 'x' } } }) })
    for (const path of ['', '/activity', '/history']) {
      expect((await request(app).get(CONFIG + path)).status).toBe(403)
    }
  })
})

describe('POST api/config/preview', () => {
  const SECRET = 'marta@example.com'
  const ofClient = {
    place: 'clients',
    type: 'clients.updated',
    target: { type: 'Client', id: 'c' },
    changes: [{ path: ['email'], op: 'replace' as const, before: SECRET, after: 'x@example.com' }],
  }

  it('says what would change, and saves nothing', async () => {
    const admin = createApp()
    const change = { places: { tickets: { on: true, operations: { delete: false } } } }
    const { status, body } = await preview(admin, { change })
    expect(status).toBe(200)
    expect(body.changes).toEqual([
      { path: ['places', 'tickets', 'on'], op: 'replace', before: false, after: true },
      { path: ['places', 'tickets', 'operations', 'delete'], op: 'add', after: false },
    ])
    expect(body.places).toContainEqual({
      place: 'tickets',
      on: true,
      mandatory: false,
      by: 'administrator',
      operations: { create: true, update: true, delete: false, 'bulk-delete': true },
    })
    expect(body.sample).toBeNull()
    expect((await admin.policy.view('acme')).version).toBe(0)
    expect(await admin.views()).toEqual([])
  })

  it('shows a real event as the draft would record it', async () => {
    const admin = createApp()
    const [id] = await admin.add(ofClient)
    const sample = { place: 'clients', operation: 'update' }
    const full = await preview(admin, { change: { places: { clients: { on: true } } }, sample })
    expect(full.body.sample).toMatchObject({
      recorded: true,
      because: 'on',
      source: 'event',
      values: 'full',
      event: { id, changes: [{ before: SECRET }] },
    })
    const summary = await preview(admin, { change: { clientMode: 'summary' }, sample })
    expect(summary.body.sample).toMatchObject({
      recorded: false,
      because: 'off',
      values: 'summary',
      event: { changes: [{ path: ['email'], op: 'replace', omitted: 'summary' }] },
    })
    expect(JSON.stringify(summary.body)).not.toContain(SECRET)
    expect((await admin.views()).map(({ type }) => type)).toContain('audit.log.event.viewed')
  })

  it('shows a confined administrator no event outside the scope, nor of another tenant', async () => {
    const admin = createApp({
      authorize: () => ({ can: ['read', 'configure'], scope: { target: { type: 'Ticket' } } }),
    })
    await admin.add(ofClient, { ...ofClient, tenant: 'other' })
    const { body } = await preview(admin, { sample: { place: 'clients' } })
    expect(body.sample).toMatchObject({ source: 'catalog', event: null })
    expect(JSON.stringify(body)).not.toContain(SECRET)
  })

  const wrong: readonly (readonly [string, unknown, number, string])[] = [
    ['an unknown place', { sample: { place: 'nowhere' } }, 400, 'AUDIT_PLACE_UNKNOWN'],
    ['a prototype', { sample: { place: '__proto__' } }, 400, 'AUDIT_PLACE_UNKNOWN'],
    ['an operator', { sample: { place: { $ne: 'x' } } }, 400, 'AUDIT_QUERY_INVALID'],
    [
      'an operation that nobody has',
      { sample: { place: 'clients', operation: 'explode' } },
      400,
      'AUDIT_QUERY_INVALID',
    ],
    ['an unknown key', { draft: {} }, 400, 'AUDIT_QUERY_INVALID'],
    [
      'a mandatory place',
      { change: { places: { account: { on: false } } } },
      400,
      'AUDIT_PLACE_MANDATORY',
    ],
    ['no object', [], 400, 'AUDIT_REQUEST_INVALID'],
  ]
  for (const [what, body, status, code] of wrong) {
    it(`refuses ${what}`, async () => {
      const answer = await preview(createApp(), body)
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code })
    })
  }

  it('is asked from no other site, and by nobody who may not configure', async () => {
    const foreign = await preview(createApp(), {}, { 'Sec-Fetch-Site': 'cross-site' })
    expect(foreign.status).toBe(403)
    const reader = createApp({ authorize: () => ({ can: ['read'] }) })
    expect((await preview(reader, {})).body).toMatchObject({ permission: 'configure' })
  })
})
