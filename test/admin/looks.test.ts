import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { TICKET, catalog, createApp } from './admin-app.ts'
import type { AdminApp, Sample } from './admin-app.ts'

const API = '/admin/audit/api'

const LISTED: Sample = {
  type: 'audit.log.listed',
  place: 'audit.log',
  operation: 'view',
  category: 'audit',
  target: undefined,
}
const OPENED: Sample = {
  ...LISTED,
  type: 'audit.log.event.viewed',
  target: { type: 'AuditEvent', id: '01JF0000000000000000000000' },
}
const PERSON: Sample = { ...LISTED, type: 'audit.person.viewed', place: 'audit.people' }
const EXPORTED: Sample = { ...LISTED, type: 'audit.log.exported', operation: 'export' }

async function createFull(options: Parameters<typeof createApp>[0] = {}): Promise<AdminApp> {
  const admin = createApp(options)
  await admin.add({}, {}, { operation: 'view' }, LISTED, OPENED, PERSON, EXPORTED)
  // This look is recorded, and others like it within ten minutes are not.
  await request(admin.app).get(`${API}/events?looks=0&count=1`)
  return admin
}

type Body = {
  readonly events: readonly { readonly place: string; readonly operation: string }[]
  readonly count: unknown
}

async function ask({ app }: AdminApp, query: string): Promise<Body> {
  const { body } = await request(app).get(`${API}/events?${query}`).expect(200)
  return body as Body
}

describe('looks at the log itself', () => {
  it('are left out where that is asked for, and counted', async () => {
    const admin = await createFull()
    const { events, count } = await ask(admin, 'looks=0&count=1')
    expect(events.map(({ place, operation }) => `${place} ${operation}`)).toEqual([
      'audit.log export',
      'tickets view',
      'tickets update',
      'tickets update',
    ])
    // Three of the log, and the one that this test has made.
    expect(count).toEqual({ n: 4, exact: true, looks: 4 })
  })

  it('are there where nobody says otherwise: the API leaves nothing out by itself', async () => {
    const admin = await createFull()
    const all = await ask(admin, 'count=1&groups=1')
    expect(all.events.some(({ place }) => place === 'audit.log')).toBe(true)
    expect(all.count).not.toHaveProperty('looks')
    // The look that this was is there as well.
    expect((await ask(admin, 'looks=1')).events.length).toBe(all.events.length + 1)
  })

  it('are counted of what a confined reader may see, and of nothing else', async () => {
    const scope = { target: { type: 'Ticket', id: TICKET.id } }
    const admin = await createFull({ authorize: () => ({ scope }) })
    expect((await ask(admin, 'looks=0&count=1')).count).toMatchObject({ looks: 0 })
  })

  it('are no list of their own beside a place or an operation', async () => {
    const admin = await createFull()
    const { count } = await ask(admin, 'looks=0&place=tickets&count=1')
    expect(count).toEqual({ n: 3, exact: true })
  })

  it('are asked for by 0 or 1 and nothing else', async () => {
    const { app } = createApp()
    const { status, body } = await request(app).get(`${API}/events?looks=none`)
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'AUDIT_QUERY_INVALID', field: 'looks' })
  })

  it('read as what was done, and not as the id of what was opened', async () => {
    const admin = await createFull()
    const { events } = await ask(admin, 'view=row&type=audit.log.event.viewed')
    expect(events[0]).toMatchObject({
      target: { type: 'AuditEvent' },
      sentence: 'Ana Souza opened an event of the audit trail',
    })
    // Of a record, its columns say it.
    expect((await ask(admin, 'view=row&op=update')).events[0]).not.toHaveProperty('sentence')
  })
})

describe('details that the suite itself records', () => {
  it('are called something in every language; an application’s own keep their names', async () => {
    const admin = createApp()
    const details = {
      counts: { tickets: 3 },
      filter: { place: 'tickets', 'x-own': '1' },
      shelf: 'A',
    }
    const [id] = await admin.add({ details })
    const labels = async (lang: string): Promise<unknown> => {
      const { body } = await request(admin.app).get(`${API}/events/${String(id)}?lang=${lang}`)
      return body.detailLabels
    }
    expect(await labels('en')).toEqual({
      counts: 'Number in each place',
      'counts.tickets': 'Tickets',
      filter: 'Filter',
      'filter.place': 'Place',
    })
    expect(await labels('es')).toEqual({
      counts: 'Cantidad por lugar',
      'counts.tickets': 'Tickets',
      filter: 'Filtro',
      'filter.place': 'Lugar',
    })
  })
})

describe('a kind of record', () => {
  it('is called what its place is, in the language of who asks', async () => {
    catalog.declarePlace('tickets', { operations: [], recordType: 'Ticket' })
    const { app } = createApp()
    const { body } = await request(app).get(`${API}/meta?lang=pt-BR`)
    expect(body.recordTypes).toContainEqual({ value: 'Ticket', label: 'Chamados' })
  })
})
