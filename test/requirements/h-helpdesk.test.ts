import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { helpdesk } from 'rastro/helpdesk'
import { openDesk } from '../support/audited-desk.ts'
import type { Desk } from '../support/audited-desk.ts'

const PLACES = [
  'tickets',
  'chats',
  'clients',
  'chatClients',
  'trash.tickets',
  'trash.chats',
  'backup',
  'search.default',
  'search.dynamic',
  'reports.basic',
  'reports.custom',
  'account',
  'agents',
]
const MANDATORY = ['account', 'agents', 'audit.configuration']

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

describe('H11: an untouched installation', () => {
  it('records nothing of the places a catalog names, save the mandatory ones', async () => {
    await desk.as('agent').post('/clients').send({ name: 'Nina Example' }).expect(200)
    await desk.as('agent').post('/agents').send({ name: 'Nuno Example' }).expect(200)
    const events = await desk.events()
    expect(events.map(({ type }) => type)).toEqual(['agents.created'])
  })

  it('logs one line that says which places are on, off and mandatory', () => {
    const lines = desk.said.filter((line) => line.includes('places on:'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/off: .*tickets.*mandatory: .*account/)
  })

  it('switches a catalog’s places on through the configuration API, which is an event itself', async () => {
    await desk.switchOn(...PLACES.filter((place) => !MANDATORY.includes(place)))
    const [change] = await desk.events({ place: 'audit.configuration' })
    expect(change).toMatchObject({ operation: 'update', actor: { name: 'Ana Example' } })
    expect(change?.changes).toContainEqual({
      path: ['places', 'tickets', 'on'],
      op: 'replace',
      before: false,
      after: true,
    })
  })
})

describe('H1: the catalog of places', () => {
  it('has every place of the document', () => {
    expect(Object.keys(helpdesk.places ?? {}).toSorted()).toEqual(PLACES.toSorted())
  })

  for (const place of MANDATORY) {
    it(`does not let ${place} be switched off`, async () => {
      const admin = desk.as('admin')
      const config = await admin.get('/admin/audit/api/config')
      const answer = await admin
        .put('/admin/audit/api/config')
        .set({ 'if-match': String(config.headers['etag']), 'x-audit-request': '1' })
        .send({ places: { [place]: { on: false } } })
      expect([answer.status, answer.body.code]).toEqual([400, 'AUDIT_PLACE_MANDATORY'])
    })
  }

  it('records a backup that was asked for', async () => {
    await desk.as('agent').post('/backups').expect(202)
    expect(await desk.events({ place: 'backup' })).toMatchObject([{ type: 'backup.requested' }])
  })

  it('records what happens to the trash in the place of the trash', async () => {
    const { body } = await desk.as('agent').post('/tickets').send({ title: 'Trash me' })
    await desk.as('agent').delete(`/tickets/${body._id}`)
    await desk.as('agent').post(`/tickets/${body._id}/restore`)
    await desk.as('agent').delete(`/tickets/${body._id}`)
    await desk.as('agent').delete(`/trash/tickets/${body._id}`)
    const events = await desk.events({ tt: 'Ticket', tid: body._id })
    expect(events.map(({ place, operation }) => `${place} ${operation}`)).toEqual([
      'tickets delete',
      'trash.tickets restore',
      'tickets delete',
      'trash.tickets delete',
    ])
  })
})

describe('H2: what every event holds', () => {
  it('says when, from which address, browser and system, who of which type, and what was and is', async () => {
    const { body } = await desk
      .as('manager')
      .post('/clients')
      .send({ name: 'Old Example', email: 'x@example.com' })
    await desk.as('manager').patch(`/clients/${body._id}`).send({ name: 'New Example' }).expect(200)
    const events = await desk.events({ tt: 'Client', tid: body._id, op: 'update' })
    expect(events).toMatchObject([
      {
        type: 'clients.updated',
        operation: 'update',
        at: expect.any(Date),
        actor: { type: 'org-manager', name: 'Mia Example', email: 'mia@example.com' },
        origin: {
          ip: '203.0.113.45',
          browser: 'Chrome 120',
          os: 'Windows 10',
          city: 'São Paulo',
          country: 'BR',
        },
        changes: [{ path: ['name'], op: 'replace', before: 'Old Example', after: 'New Example' }],
        subject: { type: 'Client', name: 'New Example' },
      },
    ])
  })
})

describe('H7: an administrator configures the audit', () => {
  it('saves the client mode and records that change with before and after', async () => {
    const admin = desk.as('admin')
    const config = await admin.get('/admin/audit/api/config')
    await admin
      .put('/admin/audit/api/config')
      .set({ 'if-match': String(config.headers['etag']), 'x-audit-request': '1' })
      .send({ clientMode: 'summary' })
      .expect(200)
    const change = (await desk.events({ place: 'audit.configuration' })).at(-1)
    expect(change?.changes).toEqual([
      { path: ['clientMode'], op: 'replace', before: 'full', after: 'summary' },
    ])
  })

  it('H5: keeps only the names of changed fields of a client in summary mode', async () => {
    const { body } = await desk.as('agent').post('/clients').send({ name: 'Summary Example' })
    const [created] = await desk.events({ tt: 'Client', tid: body._id })
    expect(created?.changes).toContainEqual({ path: ['name'], op: 'add', omitted: 'summary' })
    expect(JSON.stringify(created?.changes)).not.toContain('Summary Example')
  })

  it('refuses to overwrite what somebody else has saved meanwhile', async () => {
    const admin = desk.as('admin')
    const stale = await admin
      .put('/admin/audit/api/config')
      .set({ 'if-match': '"0"', 'x-audit-request': '1' })
      .send({ clientMode: 'full' })
    expect([stale.status, stale.body.code]).toEqual([412, 'AUDIT_CONFIG_CONFLICT'])
  })
})

describe('H9: exports, searches, reports and backups', () => {
  it('are recorded with the filter that was used, from one line in the application', async () => {
    await desk.as('agent').post('/clients/export').send({ tag: 'vip' }).expect(202)
    await desk.as('agent').post('/searches/export').send({ status: 'open' }).expect(202)
    await desk.as('agent').post('/reports').send({ month: '2026-01' }).expect(202)
    const events = await desk.events({ op: 'export,generate' })
    expect(events.map(({ type, details }) => [type, details?.['filter']])).toEqual([
      ['clients.exported', { tag: 'vip' }],
      ['search.default.exported', { status: 'open' }],
      ['reports.basic.generated', { month: '2026-01' }],
    ])
  })
})

describe('H10: deletions singly, in bulk, and through a client’s deletion', () => {
  it('are told apart by their types and can be filtered', async () => {
    const agent = desk.as('agent')
    const client = (await agent.post('/clients').send({ name: 'Gone Example' })).body
    const titles = ['one', 'bulk a', 'bulk b', 'with client a', 'with client b']
    const tickets: { _id: string }[] = []
    for (const [index, title] of titles.entries()) {
      const owner = index > 2 ? { client: client._id } : {}
      tickets.push((await agent.post('/tickets').send({ title, ...owner })).body)
    }
    const idOf = (index: number): string => String(tickets[index]?._id)
    await agent.delete(`/tickets/${idOf(0)}`).expect(204)
    await agent
      .post('/tickets/delete')
      .send({ ids: [idOf(1), idOf(2)] })
      .expect(204)
    await agent.delete(`/clients/${client._id}`).expect(204)

    const names = async (type: string): Promise<(string | undefined)[]> =>
      (await desk.events({ type })).filter(({ target }) => target).map(({ target }) => target?.name)
    expect(await names('tickets.deleted')).toContain('one')
    expect(await names('tickets.bulk-deleted')).toEqual(['bulk a', 'bulk b'])
    expect(await names('tickets.cascade-deleted')).toEqual(['with client a', 'with client b'])
    const operations = await desk.events({ type: 'tickets.bulk-deleted,tickets.cascade-deleted' })
    expect(new Set(operations.map(({ operation }) => operation))).toEqual(new Set(['bulk-delete']))
  })

  it('are one group with its cause, its count and each record', async () => {
    const [member] = await desk.events({ type: 'tickets.cascade-deleted' })
    const group = await desk.events({ group: String(member?.group?.id) })
    const head = group.find((event) => event.group?.index === undefined)
    expect(head).toMatchObject({
      type: 'clients.deleted',
      details: { count: 3, counts: { tickets: 2, clients: 1 }, cause: { name: 'Gone Example' } },
    })
    expect(head?.target).toBeUndefined()
    expect(group.filter((event) => event.group?.index !== undefined)).toHaveLength(3)
  })

  it('show in the history of the client who was deleted', async () => {
    const [gone] = await desk.events({ type: 'clients.deleted', tt: 'Client' })
    const { events } = await desk.audit.history({ type: 'Client', id: gone?.target?.id })
    expect(events.map(({ type }) => type)).toContain('tickets.cascade-deleted')
  })

  it('fold into one entry of the list', async () => {
    const answer = await desk
      .as('admin')
      .get('/admin/audit/api/events?groups=1&type=tickets.cascade-deleted')
    expect(answer.body.events).toHaveLength(1)
    expect(answer.body.events[0].type).toBe('clients.deleted')
  })
})

describe('H8: asking the log', () => {
  const ask = async (query: string): Promise<Record<string, never>[]> => {
    const answer = await desk.as('admin').get(`/admin/audit/api/events?limit=500&${query}`)
    expect(answer.status).toBe(200)
    return answer.body.events
  }
  const each = (events: readonly Record<string, never>[], path: string): unknown[] => [
    ...new Set(
      events.map((event) => path.split('.').reduce<never>((at, key) => at?.[key], event as never)),
    ),
  ]

  it('finds by operation, by place and by user type', async () => {
    expect(each(await ask('op=export'), 'operation')).toEqual(['export'])
    expect(each(await ask('place=backup'), 'place')).toEqual(['backup'])
    expect(each(await ask('ut=org-manager'), 'actor.name')).toEqual(['Mia Example'])
  })

  it('finds by agent: name, e-mail or id', async () => {
    for (const value of ['Bruno Example', 'bruno@example.com', 'u2']) {
      expect(each(await ask(`agent=${encodeURIComponent(value)}`), 'actor.id')).toEqual(['u2'])
    }
    expect(await ask('agent=mia@example.com')).toEqual([])
  })

  it('finds by client, whether the client did it or it was done to the client', async () => {
    await desk.as('client').post('/tickets').send({ title: 'By the client' })
    await desk.as('client').post('/backups')
    expect(each(await ask('client=Carla%20Example'), 'actor.type')).toEqual(['client'])
    const doneTo = await ask('client=Gone%20Example')
    expect(each(doneTo, 'actor.name')).toEqual(['Bruno Example'])
    expect(doneTo.length).toBeGreaterThan(1)
  })

  it('finds by period, by address, by record and by outcome', async () => {
    expect(await ask('from=2020-01-01&to=2020-12-31')).toEqual([])
    expect((await ask('p=24h')).length).toBeGreaterThan(10)
    expect(await ask('ip=192.0.2.99')).toEqual([])
    expect(each(await ask('ip=203.0.113.45'), 'origin.ip')).toEqual(['203.0.113.45'])
    expect(each(await ask('tt=Agent'), 'target.type')).toEqual(['Agent'])
    expect(await ask('res=denied')).toEqual([])
  })

  it('says since when a place is audited', async () => {
    const answer = await desk.as('admin').get('/admin/audit/api/meta')
    const tickets = answer.body.places.find(({ value }: { value: string }) => value === 'tickets')
    expect(Date.parse(tickets.audited[0].from)).not.toBeNaN()
  })
})
