import { describe, expect, it } from '@jest/globals'
import type { Authorization } from '@rastro/admin'
import request from 'supertest'
import { TICKET, WRITE, createApp } from './admin-app.ts'

const API = '/admin/audit/api'
const MINE = { type: 'Ticket', id: 'mine', name: 'My ticket' }

/** A log with one event of a ticket, one of another, and one of another tenant. */
async function createLog(authorize: () => Authorization) {
  const admin = createApp({ authorize })
  const [theirs = '', mine = '', foreign = ''] = await admin.add(
    { target: TICKET, reason: 'theirs', actor: { type: 'app', name: 'SecretApp' } },
    { target: MINE, reason: 'mine' },
    { tenant: 'other', target: TICKET, reason: 'foreign', place: 'secretplace' },
  )
  await admin.policy.change('other', { clientMode: 'summary' }, 0)
  return { ...admin, theirs, mine, foreign }
}

function reasons(body: { events: readonly { reason?: string }[] }): unknown[] {
  return body.events.map(({ reason }) => reason)
}

describe('a visitor of another tenant', () => {
  const authorize = (): Authorization => ({ tenant: 'other' })

  it('lists only that tenant’s events', async () => {
    const { app } = await createLog(authorize)
    for (const query of ['', '&groups=1', `&tt=Ticket&tid=${TICKET.id}`, '&tt=Ticket']) {
      const { body } = await request(app).get(
        `${API}/events?place=secretplace,tickets&count=1${query}`,
      )
      expect(reasons(body)).toEqual(['foreign'])
      expect(body.count).toMatchObject({ n: 1, exact: true })
      expect(body.count.lines ?? 1).toBe(1)
    }
  })

  it('finds no event of this one', async () => {
    const { app, mine, foreign } = await createLog(authorize)
    expect((await request(app).get(`${API}/events/${mine}`)).status).toBe(404)
    expect((await request(app).get(`${API}/events/${foreign}`)).status).toBe(200)
  })

  it('finds nothing in the history of a record of this one', async () => {
    const { app } = await createLog(authorize)
    expect((await request(app).get(`${API}/history?tt=Ticket&tid=mine`)).body.events).toEqual([])
    const shared = await request(app).get(`${API}/history?tt=Ticket&tid=${TICKET.id}`)
    expect(reasons(shared.body)).toEqual(['foreign'])
  })

  it('reads and changes that tenant’s configuration', async () => {
    const { app, policy } = await createLog(authorize)
    const config = await request(app).get(`${API}/config`)
    expect(config.body).toMatchObject({ version: 1, clientMode: 'summary' })
    const put = await request(app)
      .put(`${API}/config`)
      .set({ ...WRITE, 'If-Match': config.headers['etag'] ?? '' })
      .send({ clientMode: 'full' })
    expect(put.body).toMatchObject({ version: 2, clientMode: 'full' })
    expect((await policy.view('acme')).version).toBe(0)
  })

  it('cannot save with what was read of another tenant', async () => {
    let tenant = 'acme'
    const { app, policy } = await createLog(() => ({ tenant }))
    await policy.change('acme', { clientMode: 'summary' }, 0)
    const { headers } = await request(app).get(`${API}/config`)
    tenant = 'other'
    const { status } = await request(app)
      .put(`${API}/config`)
      .set({ ...WRITE, 'If-Match': headers['etag'] ?? '' })
      .send({ clientMode: 'full' })
    expect(status).toBe(412)
    expect((await policy.view('other')).version).toBe(1)
  })

  it('sees the values of that tenant’s log in meta', async () => {
    const { app } = await createLog(authorize)
    const { text, body } = await request(app).get(`${API}/meta`)
    expect(body.tenant).toBe('other')
    expect(text).toContain('secretplace')
    expect(text).not.toContain('SecretApp')
  })

  it('gets no page with a cursor of this one', async () => {
    let tenant = 'acme'
    const { app } = await createLog(() => ({ tenant }))
    const { body } = await request(app).get(`${API}/events?limit=1`)
    tenant = 'other'
    const { status } = await request(app).get(`${API}/events?limit=1&cursor=${body.next}`)
    expect(status).toBe(400)
  })

  it('leaves the traces of looking in that tenant’s log', async () => {
    const { app, views } = await createLog(authorize)
    await request(app).get(`${API}/events`)
    expect(await views('acme')).toEqual([])
    expect(await views('other')).toHaveLength(1)
  })
})

const scopes: readonly (readonly [string, Authorization])[] = [
  ['to a record', { scope: { target: { type: 'Ticket', id: 'mine' } } }],
  ['to what somebody did', { scope: { actor: { email: 'ana@example.com' } } }],
]

for (const [name, grant] of scopes) {
  describe(`a visitor confined ${name}`, () => {
    it('lists only what is inside', async () => {
      const { app } = await createLog(() => grant)
      for (const query of ['?', '?groups=1', '?view=row', '?tt=Ticket']) {
        const { text, body } = await request(app).get(`${API}/events${query}&count=1`)
        expect(body.events).toHaveLength(1)
        expect(body.count.n).toBe(1)
        expect(text).not.toContain('SecretApp')
      }
    })

    it('finds nothing outside, and what is inside', async () => {
      const { app, theirs, mine, foreign } = await createLog(() => grant)
      expect((await request(app).get(`${API}/events/${theirs}`)).status).toBe(404)
      expect((await request(app).get(`${API}/events/${foreign}`)).status).toBe(404)
      expect((await request(app).get(`${API}/events/${mine}`)).status).toBe(200)
    })

    it('has no history of a record outside', async () => {
      const { app, views } = await createLog(() => grant)
      const outside = await request(app).get(`${API}/history?tt=Ticket&tid=${TICKET.id}`)
      const never = await request(app).get(`${API}/history?tt=Ticket&tid=never`)
      expect({ status: outside.status, body: outside.body }).toEqual({
        status: 404,
        body: never.body,
      })
      expect(await views()).toEqual([])
      const inside = await request(app).get(`${API}/history?tt=Ticket&tid=mine`)
      expect(reasons(inside.body)).toEqual(['mine'])
    })

    it('has an empty list where only the filters match nothing', async () => {
      const { app } = await createLog(() => grant)
      const { status, body } = await request(app).get(`${API}/history?tt=Ticket&tid=mine&op=delete`)
      expect({ status, events: body.events }).toEqual({ status: 200, events: [] })
    })

    it('neither reads nor changes the configuration', async () => {
      const { app } = await createLog(() => grant)
      for (const asked of [
        request(app).get(`${API}/config`),
        request(app)
          .put(`${API}/config`)
          .set({ ...WRITE, 'If-Match': '"v0-00000000"' })
          .send({}),
      ]) {
        const { status, body } = await asked
        expect({ status, permission: body.permission }).toEqual({
          status: 403,
          permission: 'configure',
        })
      }
    })

    it('learns nothing of the log’s other values from meta', async () => {
      const { app } = await createLog(() => grant)
      const { text, body } = await request(app).get(`${API}/meta`)
      expect(body).toMatchObject({ confined: true, apps: [] })
      expect(text).not.toMatch(/SecretApp|secretplace/)
    })

    it('may read the configuration where that was granted by name', async () => {
      const granted = { ...(grant as object), can: ['read', 'configure'] } as Authorization
      const { app } = await createLog(() => granted)
      expect((await request(app).get(`${API}/config`)).status).toBe(200)
    })
  })
}

describe('permissions', () => {
  const paths = ['/meta', '/events', '/events/x', '/history?tt=a&tid=b', '/config', '/openapi.json']
  for (const path of paths) {
    it(`without read nothing is answered: ${path}`, async () => {
      const { app } = await createLog(() => ({ can: ['configure', 'export'] }))
      const { status, body } = await request(app).get(API + path)
      expect({ status, body }).toMatchObject({
        status: 403,
        body: { code: 'AUDIT_PERMISSION_DENIED', permission: 'read' },
      })
    })
  }

  it('without read nothing is written either, and the page shows nothing but that', async () => {
    const { app } = await createLog(() => ({ can: ['configure'] }))
    const { status, body } = await request(app)
      .put(`${API}/config`)
      .set({ ...WRITE, 'If-Match': '"v0-00000000"' })
      .send({})
    expect({ status, permission: body.permission }).toEqual({ status: 403, permission: 'read' })
    const page = await request(app).get('/admin/audit/').set('Accept', 'text/html')
    expect(page.status).toBe(403)
    expect(page.text).toContain('"permission":"read"')
    // Nothing of the log is asked for along with it.
    expect(page.text).not.toContain('api/')
  })

  it('without configure the configuration is read only', async () => {
    const { app } = await createLog(() => ({ can: ['read'] }))
    const { status, headers } = await request(app).get(`${API}/config`)
    expect(status).toBe(200)
    const put = await request(app)
      .put(`${API}/config`)
      .set({ ...WRITE, 'If-Match': headers['etag'] ?? '' })
      .send({ clientMode: 'summary' })
    expect({ status: put.status, permission: put.body.permission }).toEqual({
      status: 403,
      permission: 'configure',
    })
  })
})
