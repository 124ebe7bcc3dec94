import { describe, expect, it } from '@jest/globals'
import { createRecordLinks } from '@rastro/core'
import { ObjectId } from 'mongodb'
import request from 'supertest'
import { NOW, TICKET, createApp } from './admin-app.ts'

const API = '/admin/audit/api'

function after(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000)
}

describe('an opened event', () => {
  it('has the ids beside it in the list that the query gives', async () => {
    const { app, add } = createApp()
    const ids = await add(
      { at: after(-4) },
      { at: after(-3), place: 'clients' },
      { at: after(-2) },
      { at: after(-1) },
    )
    const ofTickets = await request(app).get(`${API}/events/${ids[2]}?place=tickets`)
    expect(ofTickets.body.around).toEqual({ newer: ids[3], older: ids[0] })
    const ofAll = await request(app).get(`${API}/events/${ids[2]}?to=2026-03-31T11:59:59Z`)
    expect(ofAll.body.around).toEqual({ newer: ids[3], older: ids[1] })
    const first = await request(app).get(`${API}/events/${ids[0]}?place=tickets`)
    expect(first.body.around).toEqual({ newer: ids[2], older: null })
  })

  it('does not lead a confined reader out of the scope', async () => {
    const { app, add } = createApp({
      authorize: () => ({ scope: { target: { type: 'Ticket', id: TICKET.id } } }),
    })
    const ids = await add(
      { at: after(-3), target: { type: 'Client', id: 'c' } },
      { at: after(-2) },
      { at: after(-1), tenant: 'other' },
    )
    const { body } = await request(app).get(`${API}/events/${ids[1]}`)
    expect(body.around).toEqual({ newer: null, older: null })
    const related = await request(app).get(`${API}/events/${ids[1]}/related`)
    expect(related.body).toMatchObject({ record: [], person: [], request: [] })
    for (const id of [ids[0], ids[2]]) {
      expect((await request(app).get(`${API}/events/${id}/related`)).status).toBe(404)
    }
  })

  it('says how many of its values are not there', async () => {
    const { app, add } = createApp()
    const [some = '', none = ''] = await add(
      {
        changes: [
          { path: ['a'], op: 'replace', before: 1, after: 2 },
          { path: ['password'], op: 'replace', omitted: 'secret' },
          { path: ['b'], op: 'replace', omitted: 'size' },
          { path: ['c'], op: 'replace', omitted: 'size' },
        ],
      },
      {},
    )
    const { body } = await request(app).get(`${API}/events/${some}`)
    expect(body.partial).toEqual({
      hidden: 3,
      of: 4,
      because: [
        { reason: 'secret', n: 1 },
        { reason: 'size', n: 2 },
      ],
    })
    expect((await request(app).get(`${API}/events/${none}`)).body.partial).toBeNull()
  })

  it('refuses a wrong query rather than lead somewhere else', async () => {
    const { app, add } = createApp()
    const [id] = await add({})
    const { status, body } = await request(app).get(`${API}/events/${id}?place=tickts`)
    expect({ status, field: body.field }).toEqual({ status: 400, field: 'place' })
  })
})

describe('GET api/events/:id/related', () => {
  it('gives rows of its request, its record and its person', async () => {
    const { app, add } = createApp()
    const ip = '192.0.2.7'
    const ids = await add(
      { at: after(0), request: { id: 'r-1' }, origin: { ip } },
      {
        at: after(1),
        request: { id: 'r-1' },
        origin: { ip },
        actor: { type: 'anonymous' },
        target: undefined,
      },
      { at: after(-86_400), actor: { type: 'agent', id: 'u-9' } },
      { at: after(-600), target: { type: 'Client', id: 'c' } },
      { at: after(-2000), target: { type: 'Client', id: 'c' } },
      { at: after(1), tenant: 'other', request: { id: 'r-1' }, origin: { ip } },
    )
    const { body } = await request(app).get(`${API}/events/${ids[0]}/related`)
    const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)
    expect(idsOf(body.request)).toEqual([ids[1]])
    expect(idsOf(body.record)).toEqual([ids[2]])
    expect(idsOf(body.person)).toEqual([ids[3]])
    const list = await request(app).get(`${API}/events?${body.queries.person}`)
    expect(idsOf(list.body.events)).toEqual([ids[0], ids[3]])
  })

  it('has none of what is not known, and asks nothing that no query takes', async () => {
    const { app, add } = createApp()
    const [id] = await add({
      actor: { type: 'agent', name: 'x'.repeat(600) },
      target: undefined,
      request: { id: 'r' },
    })
    const { status, body } = await request(app).get(`${API}/events/${id}/related`)
    expect({ status, record: body.queries.record, person: body.person }).toEqual({
      status: 200,
      record: null,
      person: [],
    })
  })
})

describe('GET api/values', () => {
  const history = `${API}/values?tt=Ticket&tid=${TICKET.id}`

  it('gives one property over time', async () => {
    const { app, add } = createApp()
    const ids = await add(
      {
        at: after(-5),
        operation: 'create',
        changes: [{ path: ['client'], op: 'add', after: { name: 'Eva', id: new ObjectId() } }],
      },
      { at: after(-4), changes: [{ path: ['status'], op: 'replace', before: 1, after: 2 }] },
      {
        at: after(-3),
        changes: [{ path: ['client', 'name'], op: 'replace', before: 'Eva', after: 'Lia' }],
      },
      { at: after(-2), changes: [{ path: ['client', 'name'], op: 'replace', omitted: 'summary' }] },
      { at: after(-1), changes: [{ path: ['client'], op: 'remove', before: { name: 'Lia' } }] },
    )
    const { body } = await request(app).get(`${history}&prop=client.name`)
    expect(body).toMatchObject({ target: TICKET, path: ['client', 'name'], next: null })
    expect(body.points).toMatchObject([
      { event: ids[0], kind: 'set', value: 'Eva' },
      { event: ids[2], kind: 'set', before: 'Eva', value: 'Lia' },
      { event: ids[3], kind: 'set', omitted: 'summary' },
      { event: ids[4], kind: 'removed', before: 'Lia' },
    ])
    const whole = await request(app).get(`${history}&prop=client`)
    expect(whole.body.points.map(({ kind }: { kind: string }) => kind)).toEqual([
      'set',
      'within',
      'within',
      'removed',
    ])
  })

  it('takes a pointer for keys that hold dots and slashes', async () => {
    const { app, add } = createApp()
    await add({ changes: [{ path: ['a.b', 'c/d', '__proto__'], op: 'add', after: 1 }] })
    const { body } = await request(app).get(`${history}&prop=/a.b/c~1d/__proto__`)
    expect(body.points).toMatchObject([{ kind: 'set', value: 1 }])
  })

  it('goes on where a record has changed more often than one answer tells', async () => {
    const { app, add } = createApp()
    const changes = (after_: number) => [{ path: ['n'], op: 'replace' as const, after: after_ }]
    await add(...Array.from({ length: 2100 }, (_, n) => ({ at: after(n), changes: changes(n) })))
    const first = await request(app).get(`${history}&prop=n`)
    const second = await request(app).get(`${history}&prop=n&cursor=${first.body.next}`)
    expect([first.body.points.length, second.body.points.length]).toEqual([2000, 100])
    expect(second.body.next).toBeNull()
  })

  it('refuses a property that is none, and hides records outside the scope', async () => {
    const { app } = createApp({ authorize: () => ({ scope: { target: { type: 'Client' } } }) })
    for (const prop of ['', 'a..b', '/', 'x'.repeat(600)]) {
      const { status, body } = await request(app).get(`${history}&prop=${prop}`)
      expect({ status, field: body.field }).toEqual({ status: 400, field: 'prop' })
    }
    expect((await request(app).get(`${history}&prop=status`)).status).toBe(404)
  })

  it('is a look at the history', async () => {
    const { app, add, views } = createApp()
    await add({})
    await request(app).get(`${history}&prop=status`)
    expect(await views()).toEqual([expect.objectContaining({ type: 'audit.log.history.viewed' })])
  })
})

describe('GET api/groups/:id', () => {
  it('gives the head, and counts the members', async () => {
    const { app, add } = createApp()
    const ids = await add(
      { group: { id: 'g', index: 0 } },
      { group: { id: 'g', index: 1 }, place: 'clients' },
      { group: { id: 'g' }, details: { count: 2, counts: { tickets: 1, clients: 1 } } },
      { group: { id: 'u', index: 0 } },
    )
    const { body } = await request(app).get(`${API}/groups/g`)
    expect(body).toMatchObject({
      id: 'g',
      head: { id: ids[2] },
      unfinished: false,
      members: { n: 2, exact: true },
      counts: { tickets: 1, clients: 1 },
    })
    const open = await request(app).get(`${API}/groups/u`)
    expect(open.body).toMatchObject({ head: null, unfinished: true, members: { n: 1 } })
    const members = await request(app).get(`${API}/events?group=g&limit=2`)
    expect(members.body.next).not.toBeNull()
  })

  it('does not tell a confined reader how many there are elsewhere', async () => {
    const { app, add } = createApp({
      authorize: () => ({ scope: { target: { type: 'Ticket', id: TICKET.id } } }),
    })
    await add(
      { group: { id: 'g', index: 0 } },
      { group: { id: 'g', index: 1 }, target: { type: 'Ticket', id: 'other' } },
      { group: { id: 'g' }, target: undefined, details: { count: 2, counts: { tickets: 2 } } },
      { group: { id: 'h', index: 0 }, target: { type: 'Ticket', id: 'other' } },
      { group: { id: 't', index: 0 }, tenant: 'other' },
    )
    const { body } = await request(app).get(`${API}/groups/g`)
    expect(body).toMatchObject({ head: null, unfinished: false, members: { n: 1 }, counts: null })
    for (const id of ['h', 't', '%00', '__proto__', 'x'.repeat(200)]) {
      expect((await request(app).get(`${API}/groups/${id}`)).status).toBe(404)
    }
  })
})

describe('links to the application', () => {
  const recordLinks = createRecordLinks()
  recordLinks.add('Ticket', '/tickets/{id}')
  recordLinks.add('Client', ({ id }) => `/clients/${id}?from=audit`)
  const options = {
    recordLinks,
    links: {
      people: { agent: 'https://desk.example.com/agents/{id}' },
      organizations: '/organizations?name={name}',
    },
  }

  it('are templates where they can be, and made where only a function knows', async () => {
    const { app, add } = createApp({ options })
    const client = { type: 'Client', id: 'c-1', organization: 'Example & Sons' }
    const [ticket, ofClient] = await add({ at: after(-1) }, { target: client })
    expect((await request(app).get(`${API}/meta`)).body.links).toEqual({
      records: { Ticket: '/tickets/{id}' },
      people: { agent: 'https://desk.example.com/agents/{id}' },
      organizations: '/organizations?name={name}',
    })
    expect((await request(app).get(`${API}/events/${ticket}`)).body.links).toEqual({
      record: `/tickets/${TICKET.id}`,
      person: 'https://desk.example.com/agents/u-1',
    })
    expect((await request(app).get(`${API}/events/${ofClient}`)).body.links).toEqual({
      record: '/clients/c-1?from=audit',
      person: 'https://desk.example.com/agents/u-1',
      organization: '/organizations?name=Example%20%26%20Sons',
    })
    const rows = await request(app).get(`${API}/events?view=row&place=tickets`)
    expect(rows.body.events.map(({ url }: { url?: string }) => url)).toEqual([
      '/clients/c-1?from=audit',
      undefined,
    ])
  })

  it('never lead where a recorded id wants to', async () => {
    const { app, add } = createApp({ options })
    for (const id of ['..', '.', '../../sign-out', '//evil.example.com', 'javascript:alert(1)']) {
      const [event] = await add({ target: { type: 'Ticket', id } })
      const { record = '/tickets/' } = (await request(app).get(`${API}/events/${event}`)).body.links
      expect(new URL(record, 'http://desk.example.com').pathname).toMatch(/^\/tickets\//)
    }
  })

  it('are refused at the mount where a browser would run them', () => {
    for (const template of ['javascript:alert({id})', '//evil/{id}', 'data:{id}', '/tickets', 7]) {
      const people = { agent: template as string }
      expect(() => createApp({ options: { links: { people } } })).toThrow(
        expect.objectContaining({ code: 'AUDIT_OPTION_INVALID' }),
      )
    }
  })
})
