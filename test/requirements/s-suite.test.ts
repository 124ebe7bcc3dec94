import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAudit } from 'rastro'
import { MongoClient } from 'mongodb'
import { nameTestDatabase } from '../support/database.ts'
import { openDesk } from '../support/audited-desk.ts'
import type { Desk } from '../support/audited-desk.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
  await desk.switchOn('clients', 'tickets')
})
afterAll(() => desk.close())

describe('S1: the request’s context', () => {
  it('takes the address from the proxy that the application trusts, and nobody else’s word', async () => {
    await desk
      .as('agent')
      .post('/clients')
      .set('x-forwarded-for', '198.51.100.7, 203.0.113.9')
      .send({ name: 'Proxy Example' })
    const [event] = (await desk.events({ place: 'clients' })).slice(-1)
    expect(event?.origin?.ip).toBe('203.0.113.9')
  })

  it('knows method, route pattern, request id and trace id', async () => {
    const { body } = await desk.as('agent').post('/clients').send({ name: 'Route Example' })
    await desk
      .as('agent')
      .patch(`/clients/${body._id}`)
      .set({
        'x-request-id': 'req-1',
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      })
      .send({ name: 'Routed Example' })
    const [event] = (await desk.events({ place: 'clients' })).slice(-1)
    expect(event?.request).toMatchObject({
      id: 'req-1',
      method: 'PATCH',
      route: '/clients/:id',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    })
  })

  it('never mixes two requests that run at the same time', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        desk
          .as(i % 2 === 0 ? 'agent' : 'manager')
          .post('/clients')
          .set('x-forwarded-for', `203.0.113.${i}`)
          .send({ name: `Parallel ${i}` }),
      ),
    )
    const events = (await desk.events({ place: 'clients' })).filter(({ target }) =>
      target?.name?.startsWith('Parallel'),
    )
    const wrong = events.filter(({ target, origin, actor }) => {
      const i = Number(target?.name?.split(' ')[1])
      return origin?.ip !== `203.0.113.${i}` || actor.id !== (i % 2 === 0 ? 'u2' : 'm1')
    })
    expect(events).toHaveLength(30)
    expect(wrong).toEqual([])
  })
})

describe('S2: the schema plugin', () => {
  it('gives every create, update and delete its difference, with no line in the route', async () => {
    const { Client } = desk.models
    const client = await Client.create({ name: 'Diff Example', email: 'old@example.com' })
    client.email = 'new@example.com'
    await client.save()
    await Client.deleteOne({ _id: client._id })
    const events = await desk.events({ tt: 'Client', tid: String(client._id) })
    expect(events.map(({ operation }) => operation)).toEqual(['create', 'update', 'delete'])
    const emails = events.map(({ changes }) => changes?.find(({ path }) => path[0] === 'email'))
    expect(emails).toEqual([
      { path: ['email'], op: 'add', after: 'old@example.com' },
      { path: ['email'], op: 'replace', before: 'old@example.com', after: 'new@example.com' },
      { path: ['email'], op: 'remove', before: 'new@example.com' },
    ])
  })
})

describe('S3: the mounted router', () => {
  it('answers 401 to nobody, 403 to whoever may not, and events to an administrator', async () => {
    const { default: request } = await import('supertest')
    await request(desk.app).get('/admin/audit/api/events').expect(401)
    await desk.as('agent').get('/admin/audit/api/events').expect(403)
    const answer = await desk.as('admin').get('/admin/audit/api/events').expect(200)
    expect(answer.body.events.length).toBeGreaterThan(0)
  })

  it('describes itself in OpenAPI 3.1', async () => {
    const answer = await desk.as('admin').get('/admin/audit/api/openapi.json').expect(200)
    expect(answer.body.openapi).toMatch(/^3\.1\./)
    expect(Object.keys(answer.body.paths)).toEqual(
      expect.arrayContaining(['/events', '/events/{id}', '/history', '/meta', '/config']),
    )
  })

  it('refuses to be made without saying who may enter', () => {
    expect(() => desk.audit.router({} as never)).toThrow(
      expect.objectContaining({ code: 'AUDIT_AUTHORIZE_REQUIRED' }),
    )
  })
})

describe('S4: the plain driver', () => {
  it('is captured the same way through audit.collection', async () => {
    const { uri } = nameTestDatabase()
    const client = await new MongoClient(uri).connect()
    const log = { info: () => undefined, warn: () => undefined }
    const audit = createAudit({ client, db: client.db(), log })
    const orders = audit.collection(client.db().collection('orders'), { name: 'number' })
    const { insertedId } = await orders.insertOne({ number: 'A-1', status: 'new' })
    await orders.updateMany({}, { $set: { status: 'paid' } })
    await orders.findOneAndDelete({ number: 'A-1' })
    const { events } = await audit.history({ type: 'orders', id: insertedId }, { order: 'oldest' })
    expect(events.map(({ type, fidelity }) => `${type} ${fidelity}`)).toEqual([
      'orders.created exact',
      'orders.updated exact',
      'orders.deleted exact',
    ])
    expect(events[1]?.changes).toEqual([
      { path: ['status'], op: 'replace', before: 'new', after: 'paid' },
    ])
    await client.db().dropDatabase()
    await client.close()
  })
})

describe('S5: five languages', () => {
  for (const [language, word] of [
    ['en', 'created'],
    ['pt-BR', 'criou'],
    ['pt-PT', 'criou'],
    ['ca', 'ha creat'],
    ['es', 'creó'],
  ] as const) {
    it(`tells an event in one sentence in ${language}`, async () => {
      const answer = await desk
        .as('admin')
        .get('/admin/audit/api/events?place=clients&op=create&limit=1')
        .set('accept-language', language)
      expect(answer.body.events[0].sentence).toContain(word)
    })
  }
})

describe('S6: looking is audited', () => {
  it('records the opening of an event, once each, by whom', async () => {
    const [event] = await desk.events({ place: 'clients' })
    await desk.as('admin').get(`/admin/audit/api/events/${event?.id}`).expect(200)
    const views = await desk.events({ type: 'audit.log.event.viewed' })
    expect(views).toMatchObject([{ actor: { name: 'Ana Example' }, operation: 'view' }])
  })

  it('records a list once per person and filter', async () => {
    const lists = async (): Promise<number> =>
      (await desk.events({ type: 'audit.log.listed' })).length
    const before = await lists()
    await desk.as('admin').get('/admin/audit/api/events?op=delete')
    await desk.as('admin').get('/admin/audit/api/events?op=delete')
    expect((await lists()) - before).toBe(1)
  })
})
