import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { NOW, TICKET, createApp } from './admin-app.ts'
import type { Sample } from './admin-app.ts'

const API = '/admin/audit/api'
const HOUR = 3_600_000
const BRUNO = { type: 'agent', id: 'u-2', name: 'Bruno Fulano', email: 'bruno@example.com' }
const STRANGER = { ip: '203.0.113.9', country: 'PT', city: 'Lisboa' }

function before(ms: number): Date {
  return new Date(NOW.getTime() - ms)
}

/** A sign-in that nobody is known to have tried. */
function failed(email: string, at: Date, origin: object = STRANGER): Sample {
  return {
    at,
    type: 'sessions.login-failed',
    operation: 'login-failed',
    place: 'sessions',
    outcome: 'failure',
    actor: { type: 'anonymous' },
    target: undefined,
    origin,
    details: { email },
  }
}

describe('GET api/people', () => {
  it('rolls up what one person did', async () => {
    const { app, add } = createApp()
    const browser = { browser: 'Firefox 150', os: 'Debian' }
    const ids = await add(
      { at: before(40 * 24 * HOUR), actor: BRUNO },
      { at: before(26 * HOUR), actor: BRUNO, origin: { ip: '192.0.2.7', ...browser } },
      { at: before(2 * HOUR), actor: BRUNO, origin: { ip: '192.0.2.8', ...browser } },
      {
        at: before(HOUR),
        actor: BRUNO,
        operation: 'export',
        type: 'tickets.exported',
        category: 'exports',
        target: undefined,
        details: { count: 1250, format: 'csv', filters: ['#vip'] },
      },
      { at: before(1), actor: BRUNO, outcome: 'denied', target: { ...TICKET, id: 'other' } },
      { at: before(1), actor: { type: 'agent', id: 'u-9', name: 'Ana' } },
    )
    const { status, body } = await request(app).get(`${API}/people?user=u-2&ut=agent`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      subject: { kind: 'person', ...BRUNO },
      covered: { n: 4, capped: false },
      outcomes: { success: 3, failure: 0, denied: 1 },
      // 01:00 and 11:00 and later in São Paulo, three hours behind.
      days: [
        { day: '2026-03-30', n: 1, failed: 0 },
        { day: '2026-03-31', n: 3, failed: 1 },
      ],
      operations: [
        { operation: 'update', n: 3, failed: 1 },
        { operation: 'export', n: 1, failed: 0 },
      ],
      exports: { n: 1, rows: 1250, latest: [{ event: ids[3], rows: 1250, format: 'csv' }] },
      addresses: [
        { ip: '192.0.2.8', n: 1 },
        { ip: '192.0.2.7', n: 1 },
      ],
      agents: [{ ...browser, n: 2 }],
      places: [{ place: 'tickets', n: 4 }],
      records: [
        { ...TICKET, n: 2 },
        { type: 'Ticket', id: 'other', n: 1 },
      ],
      first: { event: ids[0] },
      last: { event: ids[4] },
      status: { level: 'normal', reasons: [] },
    })
    const updates = body.actions.find((action: { n: number }) => action.n === 2)
    expect(updates).toMatchObject({ type: 'tickets.updated', outcome: 'success', event: ids[2] })
    expect(updates.sentence).toContain('2')
  })

  it('counts tries of the person’s account by whoever it was', async () => {
    const { app, add } = createApp()
    await add(
      { at: before(HOUR), actor: BRUNO },
      failed('BRUNO@example.com', before(2 * HOUR)),
      failed('ana@example.com', before(2 * HOUR)),
      failed('bruno@example.com', before(50 * 24 * HOUR)),
    )
    const { body } = await request(app).get(`${API}/people?user=u-2`)
    expect(body.signIns).toMatchObject({ failed: 1, lastFailed: before(2 * HOUR).toISOString() })
    expect(body.covered.n).toBe(1)
  })

  it('is a look at the log, once', async () => {
    const { app, add, views } = createApp()
    await add({ at: before(HOUR), actor: BRUNO })
    await request(app).get(`${API}/people?user=u-2`)
    await request(app).get(`${API}/people?user=u-2`)
    expect(await views()).toEqual([
      expect.objectContaining({
        type: 'audit.log.listed',
        details: { filter: { user: 'u-2' } },
      }),
    ])
  })

  const wrong: readonly (readonly [string, string])[] = [
    ['', 'user'],
    ['user=a,b', 'user'],
    ['user=', 'user'],
    ['user=a&p=8d', 'p'],
    ['user=a&from=2020-01-01&to=2026-03-01', 'from'],
    ['user=a&from=0001-01-01', 'from'],
    ['user=a&from=2027-01-01', 'from'],
    ['user[$ne]=a', 'user[$ne]'],
    ['user=a&ut=agnet', 'ut'],
    ['user=a&limit=5', 'limit'],
  ]
  for (const [query, field] of wrong) {
    it(`refuses '${query}'`, async () => {
      const { status, body } = await request(createApp().app).get(`${API}/people?${query}`)
      expect({ status, field: body.field }).toEqual({ status: 400, field })
    })
  }

  it('takes names that are no text of a pattern or a prototype', async () => {
    const { app, add } = createApp()
    await add({ actor: { type: 'agent', id: '__proto__', name: '.*' }, place: 'clients' })
    for (const user of ['__proto__', '.*']) {
      const { body } = await request(app).get(`${API}/people?user=${encodeURIComponent(user)}`)
      expect({ user, n: body.covered.n }).toEqual({ user, n: 1 })
    }
    const { body } = await request(app).get(`${API}/people?user=.`)
    expect(body).toMatchObject({ covered: { n: 0 }, first: null, last: null, actions: [] })
  })

  it('tells a confined reader of the scope and nothing else', async () => {
    const { app, add } = createApp({
      authorize: () => ({ scope: { target: { type: 'Ticket', id: TICKET.id } } }),
    })
    await add(
      { at: before(2), actor: BRUNO },
      { at: before(9 * HOUR), actor: BRUNO, target: { type: 'Client', id: 'c' } },
      failed('bruno@example.com', before(HOUR)),
      { tenant: 'other', at: before(9 * HOUR), actor: BRUNO },
    )
    const { body } = await request(app).get(`${API}/people?user=u-2`)
    expect(body).toMatchObject({
      covered: { n: 1 },
      signIns: { failed: 0 },
      first: { at: before(2).toISOString() },
      records: [{ id: TICKET.id }],
    })
  })
})

describe('GET api/addresses', () => {
  it('says what came from an address, in any spelling, and by whom', async () => {
    const { app, add } = createApp()
    await add(
      { at: before(HOUR), origin: { ip: '2001:db8::1', country: 'ES' } },
      { at: before(HOUR), actor: BRUNO, origin: { ip: '2001:db8::1' } },
      { at: before(HOUR), origin: { ip: '2001:db8::2' } },
    )
    const { body } = await request(app).get(`${API}/addresses?ip=2001:DB8:0::1`)
    expect(body).toMatchObject({
      subject: { kind: 'address', ip: '2001:db8::1' },
      covered: { n: 2 },
      addresses: [],
    })
    expect(body.people.map(({ id }: { id: string }) => id).toSorted()).toEqual(['u-1', 'u-2'])
  })

  const suspicious: readonly (readonly [string, readonly Sample[]])[] = [
    [
      'failed-sign-ins',
      [1, 2, 3, 4, 5].map((minute) => failed('ana@example.com', before(minute * 60_000))),
    ],
    [
      'many-accounts',
      ['a', 'b', 'b'].map((name, n) => failed(`${name}@example.com`, before(n * 60_000))),
    ],
    [
      'signed-in-after-failures',
      [
        ...[2, 3, 4].map((minute) => failed('ana@example.com', before(minute * 60_000))),
        { at: before(60_000), operation: 'login', place: 'sessions', origin: STRANGER },
      ],
    ],
    ['blocked', [{ operation: 'block', place: 'sessions', origin: STRANGER }]],
    [
      'denied',
      [1, 2, 3, 4, 5].map((n) => ({ at: before(n), outcome: 'denied', origin: STRANGER })),
    ],
  ]
  for (const [reason, samples] of suspicious) {
    it(`calls it suspicious for ${reason}`, async () => {
      const { app, add } = createApp()
      await add(...samples)
      const { body } = await request(app).get(`${API}/addresses?ip=203.0.113.9`)
      expect(body.status.level).toBe('suspicious')
      expect(body.status.reasons.map((one: { reason: string }) => one.reason)).toContain(reason)
    })
  }

  it('does not call suspicious what is spread over days', async () => {
    const { app, add } = createApp()
    await add(...[1, 2, 3, 4, 5].map((n) => failed('ana@example.com', before(n * HOUR))))
    const { body } = await request(app).get(`${API}/addresses?ip=203.0.113.9`)
    expect(body).toMatchObject({ signIns: { failed: 5 }, status: { level: 'normal' } })
  })

  it('refuses what is no address', async () => {
    for (const ip of ['203.0.113', '.*', '203.0.113.9,203.0.113.8']) {
      const { status, body } = await request(createApp().app).get(`${API}/addresses?ip=${ip}`)
      expect({ ip, status, field: body.field }).toEqual({ ip, status: 400, field: 'ip' })
    }
  })
})
