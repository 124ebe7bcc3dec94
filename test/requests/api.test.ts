/** The API of requests: who may use it, over which version, and what it never tells. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openDesk, WRITE } from './requests-desk.ts'
import type { RequestsDesk } from './requests-desk.ts'

let desk: RequestsDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(async () => {
  await desk.close()
})

async function client(name = 'Ana Prado'): Promise<string> {
  return String((await desk.Client.create({ name, email: 'ana@example.com' }))._id)
}

const open = async (id: string, kind = 'access') =>
  desk.admin
    .post('/audit/api/requests')
    .set(WRITE)
    .send({ kind, subject: { type: 'Client', id }, proof: 'letter 7' })

describe('the routes of requests', () => {
  it('lead from opening to a link that goes to the person alone', async () => {
    const id = await client()
    await desk.sequenced()
    const opened = await open(id)
    expect(opened.status).toBe(200)
    expect(opened.body).toMatchObject({
      kind: 'access',
      state: 'received',
      subject: { type: 'Client', id, name: 'Ana Prado' },
      rule: '72 h',
      overdue: false,
      can: expect.arrayContaining(['verified', 'refused']),
    })
    const request = String(opened.body.id)
    await desk.step(request, 'verify', { method: 'passport' })
    const decided = await desk.step(request, 'decide', { approve: true })
    expect(decided.body).toMatchObject({ state: 'done', delivery: 'delivered' })
    const token = /token=([\w-]+)/.exec(desk.links.at(-1)?.path ?? '')?.[1] ?? ''
    expect(token).toHaveLength(43)
    const told = [decided.text, (await desk.admin.get(`/audit/api/requests/${request}`)).text]
    const db = desk.mongoose.connection.getClient().db(desk.mongoose.connection.name)
    const kept = JSON.stringify([
      await db.collection('audit_requests').find().toArray(),
      await db.collection('audit_events').find().toArray(),
    ])
    for (const text of [...told, kept, desk.said.join('\n')]) expect(text).not.toContain(token)
    expect(told.join('')).not.toContain('hash')
  })

  it('need the permission by name, which `true` does not give', async () => {
    const answer = await desk.admin.get('/audit/api/requests').set('x-can', 'read,export')
    expect(answer.status).toBe(403)
    expect(answer.body).toMatchObject({ permission: 'requests' })
    const write = await desk.admin.post('/audit/api/requests').set({ ...WRITE, 'x-can': 'read' })
    expect(write.status).toBe(403)
  })

  it('take no write of another site, none without its header and none without its version', async () => {
    const id = await client()
    const { body } = await open(id)
    const path = `/audit/api/requests/${String(body.id)}/verify`
    const how = { method: 'passport' }
    expect((await desk.admin.post(path).send(how)).status).toBe(403)
    const foreign = { ...WRITE, 'sec-fetch-site': 'cross-site', 'if-match': '"v1-00000000"' }
    expect((await desk.admin.post(path).set(foreign).send(how)).status).toBe(403)
    expect((await desk.admin.post(path).set(WRITE).send(how)).status).toBe(428)
    const wrong = { ...WRITE, 'if-match': '"v1-00000000"' }
    const stale = await desk.admin.post(path).set(wrong).send(how)
    expect(stale.status).toBe(412)
    expect(stale.body.code).toBe('AUDIT_SUBJECT_REQUEST_CONFLICT')
  })

  it('show a confined handler the requests of that person, and no others', async () => {
    const own = await client('Own')
    const other = await client('Other')
    const mine = await open(own, 'objection')
    const theirs = await open(other, 'objection')
    const list = await desk.admin.get('/audit/api/requests').set('x-scope', own)
    expect(list.body.requests.map((one: { id: string }) => one.id)).toEqual([mine.body.id])
    const path = `/audit/api/requests/${String(theirs.body.id)}`
    expect((await desk.admin.get(path).set('x-scope', own)).status).toBe(404)
    const headers = { ...WRITE, 'x-scope': own, 'if-match': String(theirs.headers['etag']) }
    const step = await desk.admin.post(`${path}/verify`).set(headers).send({ method: 'x' })
    expect(step.status).toBe(404)
    const opened = await desk.admin
      .post('/audit/api/requests')
      .set({ ...WRITE, 'x-scope': own })
      .send({ kind: 'access', subject: { type: 'Client', id: other }, proof: 'x' })
    expect(opened.status).toBe(404)
    const merge = await desk.admin
      .post(`/audit/api/requests/${String(mine.body.id)}/ids`)
      .set({ ...WRITE, 'x-scope': own, 'if-match': String(mine.headers['etag']) })
      .send({ subject: { type: 'Client', id: other }, note: 'x' })
    expect(merge.status).toBe(404)
  })

  it('open none that takes a stranger in among the ids', async () => {
    const own = await client('Own')
    const other = await client('Other')
    const subject = { type: 'Client', id: own }
    const opened = await desk.admin
      .post('/audit/api/requests')
      .set({ ...WRITE, 'x-scope': own })
      .send({ kind: 'erasure', subject, ids: [{ type: 'Client', id: other }], proof: 'x' })
    expect(opened.status).toBe(404)
  })

  it('erase in the log of the request, and not whoever has the same id in another', async () => {
    const id = await client('Inês Sobral')
    const tenant = { 'x-tenant': 'elsewhere' }
    const wish = { kind: 'erasure', subject: { type: 'Client', id }, proof: 'x' }
    const set = { ...WRITE, ...tenant }
    let last = await desk.admin.post('/audit/api/requests').set(set).send(wish)
    const steps: [string, object][] = [
      ['verify', { method: 'x' }],
      ['decide', { approve: true, method: 'deleted' }],
      ['complete', {}],
    ]
    for (const [name, body] of steps) {
      last = await desk.admin
        .post(`/audit/api/requests/${String(last.body.id)}/${name}`)
        .set({ ...set, 'if-match': String(last.headers['etag']) })
        .send(body)
    }
    expect(last.body).toMatchObject({ state: 'done' })
    await desk.sequenced()
    const { events } = await desk.audit.history({ type: 'Client', id })
    expect(events).toHaveLength(1)
    expect(JSON.stringify(events)).not.toContain('erased')
  })

  it('list what is due first, page by page, and refuse what they do not know', async () => {
    for (const kind of ['access', 'correction', 'objection']) await open(await client(), kind)
    const first = await desk.admin.get('/audit/api/requests?limit=2')
    const rest = await desk.admin.get(`/audit/api/requests?limit=500&cursor=${first.body.next}`)
    const all = await desk.admin.get('/audit/api/requests?limit=500')
    const ids = (answer: { body: { requests: { id: string }[] } }) =>
      answer.body.requests.map(({ id }) => id)
    expect([...ids(first), ...ids(rest)]).toEqual(ids(all))
    const due = all.body.requests.map(({ dueAt }: { dueAt: string }) => dueAt)
    expect(due).toEqual(due.toSorted())
    expect((await desk.admin.get('/audit/api/requests?state=lost')).status).toBe(400)
    expect((await desk.admin.get('/audit/api/requests?cursor=x')).status).toBe(400)
    const field = await desk.admin
      .post('/audit/api/requests')
      .set(WRITE)
      .send({ kind: 'access', subject: { id: 'x' }, proof: 'x', tenant: 'other' })
    expect(field.status).toBe(400)
    expect(field.body.field).toBe('tenant')
  })

  it('count what is recorded about the person, by place', async () => {
    const id = await client()
    await desk.Ticket.create({ title: 'Printer', client: id, replyTo: 'a@example.com' })
    await desk.audit.flush()
    const { body } = await open(id)
    const data = await desk.admin.get(`/audit/api/requests/${String(body.id)}/data`)
    expect(data.body.places).toEqual(
      expect.arrayContaining([
        { place: 'customers', n: 1 },
        { place: 'tickets', n: 1 },
      ]),
    )
  })
})
