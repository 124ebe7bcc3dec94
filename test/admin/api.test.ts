import { describe, expect, it } from '@jest/globals'
import { Decimal128, Long, ObjectId, Timestamp } from 'mongodb'
import request from 'supertest'
import { NOW, TICKET, createApp } from './admin-app.ts'
import type { ExpressVersion } from './admin-app.ts'

const API = '/admin/audit/api'

function after(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000)
}

for (const express of [4, 5] as readonly ExpressVersion[]) {
  describe(`GET api/events on Express ${express}`, () => {
    it('gives whole events, newest first, page after page', async () => {
      const { app, add } = createApp({ express })
      const ids = await add({ at: after(-3) }, { at: after(-2) }, { at: after(-1) })
      const first = await request(app).get(`${API}/events?limit=2`)
      expect(first.status).toBe(200)
      expect(first.body).toMatchObject({
        count: null,
        sequencedUpTo: null,
        next: expect.any(String),
      })
      expect(first.body.events.map(({ id }: { id: string }) => id)).toEqual([ids[2], ids[1]])
      const second = await request(app).get(`${API}/events?limit=2&cursor=${first.body.next}`)
      expect(second.body.events.map(({ id }: { id: string }) => id)).toEqual([ids[0]])
      expect(second.body.next).toBeNull()
    })

    it('counts only when asked', async () => {
      const { app, add } = createApp({ express })
      await add({}, {}, { place: 'clients' })
      const { body } = await request(app).get(`${API}/events?place=tickets&count=1&limit=1`)
      expect(body.count).toEqual({ n: 2, exact: true })
    })

    it('filters, whatever the query parser of the host does', async () => {
      const { app, add } = createApp({
        express,
        before: (host) => host.set('query parser', () => ({ place: 'clients' })),
      })
      await add({ place: 'tickets' }, { place: 'clients' })
      const { body } = await request(app).get(`${API}/events?place=tickets`)
      expect(body.events.map(({ place }: { place: string }) => place)).toEqual(['tickets'])
    })

    it('takes a key of several values more than once', async () => {
      const { app, add } = createApp({ express })
      await add({ operation: 'update' }, { operation: 'delete' }, { operation: 'create' })
      const { body } = await request(app).get(`${API}/events?op=update&op=delete,restore`)
      expect(body.events).toHaveLength(2)
    })

    it('folds a group into its head', async () => {
      const { app, add } = createApp({ express })
      await add(
        { at: after(-2), group: { id: 'g', index: 0 }, operation: 'bulk-delete' },
        { at: after(-1), group: { id: 'g' }, place: 'clients', details: { count: 1 } },
      )
      for (const view of ['full', 'row']) {
        const { body } = await request(app).get(
          `${API}/events?place=tickets,clients&groups=1&view=${view}`,
        )
        expect(body.events).toEqual([
          expect.objectContaining({ place: 'clients', folded: { id: 'g', unfinished: false } }),
        ])
      }
    })

    it('gives rows of at most 300 bytes where names are of usual length', async () => {
      const { app, add } = createApp({ express })
      const before = 'x'.repeat(5000)
      await add({
        origin: { ip: '192.0.2.7' },
        subject: { type: 'Client', id: 'c', name: 'Eva Inventada' },
        changes: [{ path: ['status'], op: 'replace', before, after: 'closed' }],
      })
      const { body } = await request(app).get(`${API}/events?view=row`)
      const row = {
        id: expect.any(String),
        at: '2026-03-31T12:00:00.000Z',
        actor: { type: 'agent', name: 'Ana Souza' },
        operation: 'update',
        place: 'tickets',
        target: TICKET,
        outcome: 'success',
        severity: 'info',
        changes: 1,
      }
      expect(body.events[0]).toEqual(row)
      expect(Buffer.byteLength(JSON.stringify(body.events[0]))).toBeLessThanOrEqual(300)
    })

    it('gives what only some lists show to who asks for it', async () => {
      const { app, add } = createApp({ express })
      await add({
        origin: { ip: '192.0.2.7' },
        subject: { type: 'Client', id: 'c', name: 'Eva Inventada' },
      })
      const more = await request(app).get(`${API}/events?view=row&cols=at,email,client,ip,sentence`)
      expect(more.body.events[0]).toMatchObject({
        actor: { type: 'agent', name: 'Ana Souza', email: 'ana@example.com' },
        client: 'Eva Inventada',
        ip: '192.0.2.7',
        sentence: 'Ana Souza edited “Broken printer” in Tickets',
      })
      const wrong = await request(app).get(`${API}/events?view=row&cols=emial`)
      expect(wrong.body).toMatchObject({ code: 'AUDIT_QUERY_INVALID', field: 'cols' })
    })

    it('says in a sentence what a row without a record stands for', async () => {
      const { app, add } = createApp({ express })
      await add({ target: undefined, group: { id: 'g' }, details: { count: 312 } })
      const { body } = await request(app).get(`${API}/events?view=row`)
      expect(body.events[0].sentence).toContain('312')
      expect(Buffer.byteLength(JSON.stringify(body.events[0]))).toBeLessThanOrEqual(300)
    })

    it('cuts names that no row could show', async () => {
      const { app, add } = createApp({ express })
      await add({ actor: { type: 'agent', name: '😀'.repeat(500) } })
      const { text, body } = await request(app).get(`${API}/events?view=row`)
      expect(body.events[0].actor.name).toMatch(/^(😀)+…$/u)
      expect(text.length).toBeLessThan(700)
    })
  })
}

describe('an event in JSON', () => {
  it('has ids as text and values with their types', async () => {
    const { app, add } = createApp()
    const [id = ''] = await add({
      ct: { t: new Timestamp({ t: 1_774_958_400, i: 2 }), n: 3 },
      clientTime: { at: after(-1), offsetMinutes: -180, zone: 'America/Sao_Paulo' },
      target: { ...TICKET, id: new ObjectId(TICKET.id), organization: 'Example Ltd' },
      subject: { type: 'Client', id: Long.fromString('9007199254740993') },
      related: [{ type: 'Client', id: 7, name: 'Rui' }],
      account: { id: 5, name: 'Example Ltd' },
      changes: [
        { path: ['price'], op: 'replace', before: Decimal128.fromString('1.10'), after: null },
        { path: ['a.b', '0'], op: 'add', after: new Date('2026-01-02T03:04:05Z') },
        { path: ['password'], op: 'replace', omitted: 'secret' },
      ],
      details: { count: 2, when: NOW },
      origin: { ip: '192.0.2.7', city: 'Lisboa' },
      request: { id: 'r', method: 'PATCH', route: '/tickets/:id' },
      fidelity: 'exact',
      durability: 'majority',
    })
    const { body } = await request(app).get(`${API}/events/${id}`)
    expect(body).toMatchObject({
      id,
      v: 1,
      tenant: 'acme',
      at: '2026-03-31T12:00:00.000Z',
      ct: { t: { $timestamp: { t: 1_774_958_400, i: 2 } }, n: 3 },
      clientTime: {
        at: '2026-03-31T11:59:59.000Z',
        offsetMinutes: -180,
        zone: 'America/Sao_Paulo',
      },
      target: { ...TICKET, organization: 'Example Ltd' },
      subject: { type: 'Client', id: '9007199254740993' },
      related: [{ type: 'Client', id: '7', name: 'Rui' }],
      account: { id: '5', name: 'Example Ltd' },
      changes: [
        { path: ['price'], op: 'replace', before: { $numberDecimal: '1.10' }, after: null },
        { path: ['a.b', '0'], op: 'add', after: { $date: '2026-01-02T03:04:05Z' } },
        { path: ['password'], op: 'replace', omitted: 'secret' },
      ],
      patch: [
        { op: 'replace', path: '/price', value: null },
        { op: 'add', path: '/a.b/0', value: { $date: '2026-01-02T03:04:05Z' } },
      ],
      details: { count: 2, when: { $date: '2026-03-31T12:00:00Z' } },
      origin: { ip: '192.0.2.7', city: 'Lisboa' },
      request: { id: 'r', method: 'PATCH', route: '/tickets/:id' },
    })
    expect(body.changes[2]).not.toHaveProperty('before')
  })

  it("says what happened in the request's language", async () => {
    const { app, add } = createApp()
    const [id = ''] = await add({})
    const english = await request(app).get(`${API}/events/${id}`)
    const asked = await request(app).get(`${API}/events/${id}?lang=pt-BR`)
    const preferred = await request(app).get(`${API}/events/${id}`).set('Accept-Language', 'pt-BR')
    expect(english.body.sentence).toContain('Ana Souza')
    expect(asked.body.sentence).toBe(preferred.body.sentence)
    expect(asked.body.sentence).not.toBe(english.body.sentence)
  })

  it('is a 404 with a code where there is none', async () => {
    const { app } = createApp()
    for (const id of ['01ARZ3NDEKTSV4RRFFQ69G5FAV', 'x', '%7B%7D', '__proto__']) {
      const { status, body } = await request(app).get(`${API}/events/${id}`)
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'AUDIT_NOT_FOUND' })
    }
  })
})

describe('GET api/history', () => {
  it("gives one record's events with the filters of the list", async () => {
    const { app, add } = createApp()
    await add(
      { operation: 'create', at: after(-2) },
      { at: after(-1) },
      { target: { type: 'Client', id: 'c' }, related: [TICKET] },
      { target: { type: 'Ticket', id: 'other' } },
    )
    const history = `${API}/history?tt=Ticket&tid=${TICKET.id}`
    const all = await request(app).get(`${history}&order=oldest`)
    expect(all.body.events.map(({ operation }: { operation: string }) => operation)).toEqual([
      'create',
      'update',
      'update',
    ])
    const some = await request(app).get(`${history}&op=create&view=row`)
    expect(some.body).toMatchObject({ events: [{ operation: 'create' }], count: null, next: null })
  })

  it('names the key that is missing', async () => {
    const { app } = createApp()
    const { status, body } = await request(app).get(`${API}/history?tt=Ticket`)
    expect({ status, ...body }).toMatchObject({
      status: 400,
      code: 'AUDIT_QUERY_INVALID',
      field: 'tid',
    })
  })

  it('is empty for a record that was never audited', async () => {
    const { app } = createApp()
    const { status, body } = await request(app).get(`${API}/history?tt=Ticket&tid=1`)
    expect({ status, body }).toEqual({
      status: 200,
      body: { events: [], next: null, count: null, sequencedUpTo: null, place: null },
    })
  })
})

describe('GET api/meta', () => {
  it('gives value lists with labels, and what the visitor may', async () => {
    const { app, add } = createApp({ options: { title: 'Example desk' } })
    await add({ actor: { type: 'app', name: 'Zap' } }, { place: 'invoices' })
    const { body } = await request(app).get(`${API}/meta`).set('Accept-Language', 'pt-BR,en;q=0.5')
    expect(body).toMatchObject({
      version: '0.1.0',
      title: 'Example desk',
      tenant: 'acme',
      language: 'pt-BR',
      languages: ['en', 'pt-BR', 'pt-PT', 'ca', 'es'],
      zone: 'America/Sao_Paulo',
      can: ['read', 'configure', 'export'],
      confined: false,
      features: { live: false },
      apps: [{ value: 'app:Zap', label: 'Zap' }],
    })
    expect(body.places).toContainEqual(
      expect.objectContaining({
        value: 'tickets',
        label: 'Chamados',
        section: 'Support',
        mandatory: false,
        personal: false,
        on: false,
        audited: [],
      }),
    )
    expect(body.places).toContainEqual(
      expect.objectContaining({ value: 'account', mandatory: true, on: true }),
    )
    expect(body.places).toContainEqual(
      expect.objectContaining({ value: 'invoices', label: 'invoices' }),
    )
    expect(body.severities.map(({ value }: { value: string }) => value)).toEqual(
      expect.arrayContaining(['info', 'notice', 'warning', 'critical']),
    )
    expect(body.types).toContainEqual(
      expect.objectContaining({ value: 'audit.log.listed', place: 'audit.log', operation: 'view' }),
    )
  })

  it('says since when a place is audited', async () => {
    const { app, policy } = createApp()
    await policy.change('acme', { places: { tickets: { on: true } } }, 0)
    const { body } = await request(app).get(`${API}/meta`)
    const place = body.places.find(({ value }: { value: string }) => value === 'tickets')
    expect(place).toMatchObject({ on: true, audited: [{ from: '2026-03-31T12:00:00.000Z' }] })
  })
})

describe('answers of the API', () => {
  it('are nobody else’s to keep, to embed or to sniff', async () => {
    const { app } = createApp({
      before: (host) => host.use((_q, s, next) => (s.vary('Origin'), next())),
    })
    const { headers } = await request(app).get(`${API}/meta`)
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      vary: 'Origin, Accept, Accept-Language, Authorization, Cookie',
    })
    expect(headers).not.toHaveProperty('etag')
  })

  it('have the length of their body, and none of it, for HEAD', async () => {
    const { app } = createApp()
    const got = await request(app).get(`${API}/openapi.json`)
    const head = await request(app).head(`${API}/openapi.json`)
    expect(head.status).toBe(200)
    expect(head.headers['content-length']).toBe(got.headers['content-length'])
    expect(head.text ?? '').toBe('')
  })

  it('say which methods there are', async () => {
    const { app } = createApp()
    const options = await request(app).options(`${API}/config`)
    expect(options.status).toBe(204)
    expect(options.headers['allow']).toBe('GET, HEAD, PUT, OPTIONS')
    const wrong = await request(app).delete(`${API}/config`)
    expect(wrong.status).toBe(405)
    expect(wrong.headers['allow']).toBe('GET, HEAD, PUT, OPTIONS')
    expect(wrong.body).toMatchObject({ code: 'AUDIT_REQUEST_INVALID', requestId: 'request-1' })
  })

  it('are JSON also where there is nothing', async () => {
    const { app } = createApp()
    for (const path of ['/api', '/api/', '/api/nothing', '/api/events/', '/api/events/a/b']) {
      const { status, body } = await request(app)
        .get(`/admin/audit${path}`)
        .set('Accept', 'text/html')
      expect({ path, status, code: body.code }).toEqual({
        path,
        status: 404,
        code: 'AUDIT_NOT_FOUND',
      })
    }
  })

  it('say that live reading needs a sequencer', async () => {
    const { app } = createApp()
    const { status, body } = await request(app).get(`${API}/events?after=7`)
    expect({ status, field: body.field }).toEqual({ status: 409, field: 'after' })
  })
})
