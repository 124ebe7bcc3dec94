/** The person's own door: everything is theirs, and nothing is anybody else's. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Response } from 'supertest'
import { asBytes, ownDoor } from './own-door.ts'
import type { OwnDoor } from './own-door.ts'
import { openDesk, WRITE } from './requests-desk.ts'
import type { RequestsDesk } from './requests-desk.ts'
import { unzip } from './unzip.ts'

let desk: RequestsDesk
let door: OwnDoor
beforeAll(async () => {
  desk = await openDesk({ requests: { url: 'https://desk.example/me/data/' } })
  door = ownDoor(desk)
})
afterAll(async () => {
  await desk.close()
})

async function client(name = 'Ana Prado', email = 'ana@old.example.com'): Promise<string> {
  return String((await desk.Client.create({ name, email }))._id)
}

const ask = (me: string, kind = 'access', message?: string) =>
  door
    .post('/me/data/api/requests')
    .set({ ...WRITE, 'x-me': me })
    .send({ kind, message })

async function approved(me: string): Promise<{ id: string; path: string }> {
  const id = String((await ask(me)).body.id)
  await desk.step(id, 'decide', { approve: true })
  return { id, path: `/me/data/${desk.links.at(-1)?.path ?? ''}` }
}

const fetchZip = async (path: string, me: string): Promise<Response> =>
  asBytes(door.get(path).set('x-me', me))

describe('a person', () => {
  it('asks, follows and withdraws', async () => {
    const me = await client()
    const opened = await ask(me, 'correction', 'It is Prado')
    expect(opened.body).toMatchObject({ kind: 'correction', state: 'verified', can: ['withdraw'] })
    const path = `/me/data/api/requests/${String(opened.body.id)}`
    const list = await door.get('/me/data/api/requests').set('x-me', me)
    expect(list.body.requests).toHaveLength(1)
    const gone = await door
      .post(`${path}/withdraw`)
      .set({ ...WRITE, 'x-me': me })
      .send({})
    expect(gone.body).toMatchObject({ state: 'withdrawn', can: [] })
    expect(gone.body.steps).toMatchObject([
      { step: 'opened', by: 'you' },
      { step: 'withdrawn', by: 'you' },
    ])
  })

  it('is not told which of the staff answered, nor what they noted for each other', async () => {
    const me = await client()
    const opened = await desk.audit.requests.open({
      kind: 'objection',
      subject: { type: 'Client', id: me },
      proof: 'letter 7',
    })
    await desk.step(opened.id, 'verify', { method: 'passport', note: 'looked nervous' })
    await desk.step(opened.id, 'decide', { approve: false, reason: 'no such use' })
    const own = await door.get(`/me/data/api/requests/${opened.id}`).set('x-me', me)
    expect(own.body).toMatchObject({ state: 'refused', decision: { reason: 'no such use' } })
    expect(own.text).not.toMatch(/nervous|passport|letter 7|Ana"|"ana"/)
  })

  it('finds nothing of anybody else, whatever is asked for', async () => {
    const [me, other] = [await client(), await client('Bruno')]
    const theirs = String((await ask(other, 'access')).body.id)
    const path = `/me/data/api/requests/${theirs}`
    expect((await door.get(path).set('x-me', me)).status).toBe(404)
    for (const step of ['withdraw', 'link']) {
      const answer = await door
        .post(`${path}/${step}`)
        .set({ ...WRITE, 'x-me': me })
        .send({})
      expect(answer.status).toBe(404)
    }
    const named = await door
      .post('/me/data/api/requests')
      .set({ ...WRITE, 'x-me': me })
      .send({ kind: 'access', subject: { type: 'Client', id: other } })
    expect(named.status).toBe(400)
    expect(named.body.field).toBe('subject')
    const page = await door
      .get(`/me/data/requests/${theirs}`)
      .set({ 'x-me': me, accept: 'text/html' })
    expect(page.status).toBe(404)
  })

  it('is nobody where nobody is signed in, or the application names no person', async () => {
    expect((await door.get('/me/data/api/requests')).status).toBe(401)
    const page = await door.get('/me/data/').set('accept', 'text/html')
    expect(page.status).toBe(401)
    expect(page.text).toContain('Sign in to see your data.')
    for (const given of [true, 'ana', { id: '' }, { id: 'x', admin: true }, { ids: [] }, []]) {
      const strange = ownDoor(desk, { identify: () => given as never })
      expect((await strange.get('/me/data/api/requests')).status).toBe(403)
    }
    const ids = [Number.NaN, Infinity, 'undefined', 'null', '[object Object]', ' ', {}, [], () => 1]
    for (const id of [...ids, { $ne: null }, new Date(Number.NaN), Symbol('me')]) {
      for (const given of [{ id }, { id: 'x', ids: [{ id }] }]) {
        const nobody = ownDoor(desk, { identify: () => given })
        expect((await nobody.get('/me/data/api/requests')).status).toBe(403)
      }
    }
    for (const id of [
      7,
      7n,
      'x',
      new desk.mongoose.Types.ObjectId(),
      new desk.mongoose.Types.UUID(),
    ]) {
      const somebody = ownDoor(desk, { identify: () => ({ id }) })
      expect((await somebody.get('/me/data/api/requests')).status).toBe(200)
    }
    expect(() => desk.audit.subjectRouter({} as never)).toThrow(
      expect.objectContaining({ code: 'AUDIT_IDENTIFY_REQUIRED' }),
    )
  })
})

describe('a download', () => {
  it('holds every value that the person ever had, and masks what is about others', async () => {
    const [me, other] = [await client(), await client('Bruno Lima', 'bruno@example.com')]
    await desk.Client.updateOne({ _id: me }, { email: 'ana@new.example.com' })
    await desk.Ticket.create({ title: 'Printer', client: me, replyTo: 'ana@reply.example.com' })
    await desk.audit.as({ type: 'client', id: me }, async () => {
      await desk.Client.updateOne({ _id: other }, { email: 'bruno@secret.example.com' })
      await desk.audit.record('customers.exported', {
        details: { count: 3, filters: ['Carla Dias'], format: 'csv' },
        target: { type: 'Client', id: other },
      })
    })
    await desk.audit.flush()
    const { path } = await approved(me)
    const answer = await fetchZip(path, me)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/zip')
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="My data/)
    const files = unzip(answer.body as Buffer)
    expect(Object.keys(files)).toEqual(['my-data.json', 'my-data.csv', 'my-data.html'])
    for (const text of Object.values(files)) {
      expect(text).toContain('ana@old.example.com')
      expect(text).toContain('ana@new.example.com')
      expect(text).toContain('ana@reply.example.com')
      expect(text).not.toMatch(/Bruno|bruno@|Carla/)
      expect(text).not.toContain(other)
    }
    const { person, events } = JSON.parse(files['my-data.json'] ?? '') as {
      person: unknown
      events: { relation: string; event: { type: string } }[]
    }
    expect(person).toEqual([{ type: 'Client', id: me }])
    const types = events.map(({ relation, event }) => `${relation} ${event.type}`)
    expect(types).toEqual(
      expect.arrayContaining([
        'about customers.created',
        'about customers.updated',
        'about tickets.created',
        'by customers.updated',
      ]),
    )
    expect(files['my-data.html']).not.toMatch(/<script/i)
  })

  it('says where only the name of a field was kept', async () => {
    const own = await openDesk({ places: {} })
    try {
      const config = await own.admin.get('/audit/api/config')
      await own.admin
        .put('/audit/api/config')
        .set({ ...WRITE, 'if-match': String(config.headers['etag']) })
        .send({ clientMode: 'summary' })
      const me = String((await own.Client.create({ name: 'Ana', email: 'a@example.com' }))._id)
      const its = ownDoor(own)
      const opened = await its
        .post('/me/data/api/requests')
        .set({ ...WRITE, 'x-me': me })
        .send({ kind: 'access' })
      await own.step(String(opened.body.id), 'decide', { approve: true })
      const path = `/me/data/${own.links.at(-1)?.path ?? ''}`
      const answer = await asBytes(its.get(path).set('x-me', me))
      const files = unzip(answer.body as Buffer)
      expect(files['my-data.json']).toContain('"omitted":"summary"')
      expect(files['my-data.json']).toContain('only the name of the changed field was kept')
      expect(files['my-data.csv']).toContain('values not recorded')
    } finally {
      await own.close()
    }
  })

  it('counts once, also for two requests at the same moment', async () => {
    const me = await client()
    const { path } = await approved(me)
    const both = await Promise.all([fetchZip(path, me), fetchZip(path, me)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410])
    const again = await door.get(path).set('x-me', me)
    expect(again.status).toBe(410)
    expect(again.body.code).toBe('AUDIT_LINK_INVALID')
  })

  it('is the person’s alone: not a stranger’s, not an administrator’s, not nobody’s', async () => {
    const [me, other] = [await client(), await client('Bruno')]
    const { id, path } = await approved(me)
    expect((await door.get(path)).status).toBe(401)
    expect((await door.get(path).set('x-me', other)).status).toBe(410)
    expect((await desk.admin.get(`/audit/${path.replace('/me/data/', '')}`)).status).toBe(404)
    const renewed = await desk.step(id, 'link')
    expect(renewed.body).toMatchObject({ delivery: 'delivered' })
    expect(renewed.text).not.toContain('token')
    // The new link took the place of the old one.
    expect((await door.get(path).set('x-me', me)).status).toBe(410)
    const next = `/me/data/${desk.links.at(-1)?.path ?? ''}`
    expect((await door.head(next).set('x-me', me)).status).toBe(405)
    const ahead = await door.get(next).set({ 'x-me': me, 'sec-purpose': 'prefetch' })
    expect(ahead.status).toBe(405)
    expect((await fetchZip(next, me)).status).toBe(200)
  })

  it('is over when its link has expired', async () => {
    const me = await client()
    const { id, path } = await approved(me)
    const db = desk.mongoose.connection.getClient().db(desk.mongoose.connection.name)
    await db
      .collection<{ _id: string }>('audit_requests')
      .updateOne({ _id: id }, { $set: { 'link.expiresAt': new Date(Date.now() - 1) } })
    expect((await door.get(path).set('x-me', me)).status).toBe(410)
    const link = await door
      .post(`/me/data/api/requests/${id}/link`)
      .set({ ...WRITE, 'x-me': me })
      .send({})
    expect((await fetchZip(`/me/data/${String(link.body.path)}`, me)).status).toBe(200)
  })

  it('guesses at a token find nothing, and no token is guessed for', async () => {
    const me = await client()
    const { id } = await approved(me)
    const tokens = ['', 'x', 'A'.repeat(43), `${'A'.repeat(43)}&token=B`]
    for (const token of tokens) {
      const path = `/me/data/download?request=${id}&token=${token}`
      expect((await door.get(path).set('x-me', me)).status).toBe(410)
    }
    expect((await door.get('/me/data/download').set('x-me', me)).status).toBe(410)
  })

  it('is handed to the application with its whole address, and is an event', async () => {
    const me = await client()
    const { id, path } = await approved(me)
    expect(desk.links.at(-1)?.url).toBe(`https://desk.example${path}`)
    await fetchZip(path, me)
    await desk.audit.flush()
    const { events } = await desk.audit.find({
      type: 'audit.request.downloaded',
      tid: id,
      tt: 'AuditRequest',
    })
    expect(events[0]).toMatchObject({
      actor: { type: 'client', id: me },
      details: { kind: 'access', result: 'complete', bytes: expect.any(Number) },
      origin: { ip: expect.any(String) },
    })
  })

  it('includes the person’s other ids, as the application or staff say', async () => {
    const [me, old] = [
      await client('Ana', 'ana@two.example.com'),
      await client('Ana', 'ana@one.example.com'),
    ]
    const opened = await door
      .post('/me/data/api/requests')
      .set({ ...WRITE, 'x-me': me, 'x-ids': old })
      .send({ kind: 'portability' })
    await desk.step(String(opened.body.id), 'decide', { approve: true })
    const answer = await fetchZip(`/me/data/${desk.links.at(-1)?.path ?? ''}`, me)
    const json = unzip(answer.body as Buffer)['my-data.json']
    expect(json).toContain('ana@one.example.com')
    expect(json).toContain('ana@two.example.com')
  })
})

describe('the page', () => {
  const html = (me: string) => ({ 'x-me': me, accept: 'text/html' })
  const tokenOf = (answer: Response) => ({
    token: /name="form" value="([\w-]+)"/.exec(answer.text)?.[1] ?? '',
    cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '',
  })

  it('takes a form of its own, and none that another site made', async () => {
    const me = await client()
    const home = await door.get('/me/data/').set(html(me))
    const { token, cookie } = tokenOf(home)
    expect(String(home.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/)
    const send = (headers: object, form: string) =>
      door
        .post('/me/data/requests')
        .set({ ...html(me), ...headers })
        .type('form')
        .send({ kind: 'access', message: 'please', form })
    expect((await send({}, token)).status).toBe(403)
    expect((await send({ cookie }, 'x'.repeat(22))).status).toBe(403)
    expect((await send({ cookie }, '')).status).toBe(403)
    expect((await send({ cookie, 'sec-fetch-site': 'cross-site' }, token)).status).toBe(403)
    expect((await send({ cookie, origin: 'https://evil.example' }, token)).status).toBe(403)
    const json = await door
      .post('/me/data/requests')
      .set({ ...html(me), cookie })
      .send({ kind: 'access', form: token })
    expect(json.status).toBe(415)
    expect((await door.get('/me/data/api/requests').set('x-me', me)).body.requests).toEqual([])
    const sent = await send({ cookie }, token)
    expect(sent.status).toBe(303)
    expect(sent.headers['location']).toMatch(/^requests\/[0-9A-Z]{26}$/)
    // A second open one of the kind is refused in words.
    const twice = await send({ cookie }, token)
    expect(twice.status).toBe(409)
    expect(twice.text).toContain('you may have an open request of this kind already')
  })

  it('leads from a request to the download, by forms alone', async () => {
    const me = await client()
    const { id } = await approved(me)
    const shown = await door.get(`/me/data/requests/${id}`).set(html(me))
    const { token, cookie } = tokenOf(shown)
    expect(shown.text).toContain('Download my data')
    const led = await door
      .post(`/me/data/requests/${id}/link`)
      .set({ ...html(me), cookie })
      .type('form')
      .send({ form: token })
    expect(led.status).toBe(303)
    const path = String(led.headers['location']).replace('../../', '/me/data/')
    expect((await fetchZip(path, me)).status).toBe(200)
  })

  it('has no script, runs under a policy without any, and escapes what was written', async () => {
    const me = await client()
    const opened = await ask(me, 'objection', '<img src=x onerror=alert(1)>"\'')
    const page = await door.get(`/me/data/requests/${String(opened.body.id)}`).set(html(me))
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
    expect(page.headers['cache-control']).toBe('no-store')
    expect(page.text).not.toMatch(/<img|<script|style="/)
    expect(page.text).toContain('&#60;img src=x')
    const styles = [...page.text.matchAll(/href="\.\.\/(assets\/[^"]+\.css)"/g)]
    expect(styles.length).toBeGreaterThan(1)
    for (const [, path] of styles) {
      expect((await door.get(`/me/data/${path ?? ''}`)).status).toBe(200)
    }
  })

  it('speaks five languages', async () => {
    const me = await client()
    const titles = {
      en: 'My data',
      'pt-BR': 'Meus dados',
      'pt-PT': 'Os meus dados',
      ca: 'Les meves dades',
      es: 'Mis datos',
    }
    for (const [language, title] of Object.entries(titles)) {
      const page = await door.get('/me/data/').set({ ...html(me), 'accept-language': language })
      expect(page.text).toContain(`<h1>${title}</h1>`)
      expect(page.text).toContain(`<html lang="${language}"`)
    }
    const chosen = await door.get('/me/data/?lang=ca').set(html(me))
    expect(chosen.text).toContain('<h1>Les meves dades</h1>')
    expect(String(chosen.headers['set-cookie'])).toContain('audit_lang=ca')
  })

  it('leads to its trailing slash', async () => {
    const answer = await door.get('/me/data').set(html('x'))
    expect(answer.status).toBe(302)
    expect(answer.headers['location']).toBe('data/')
  })
})
