import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { WRITE, createApp } from './admin-app.ts'
import type { AdminApp, AppOptions } from './admin-app.ts'

const API = '/admin/audit/api'
const JSON_TYPE = 'application/json'

function put(admin: AdminApp, path: string, body: unknown, headers: Record<string, string> = {}) {
  return request(admin.app)
    .put(API + path)
    .set({ ...WRITE, ...headers })
    .type(JSON_TYPE)
    .send(JSON.stringify(body))
}

function save(admin: AdminApp, body: unknown, headers: Record<string, string> = {}) {
  return put(admin, '/views', body, headers)
}

async function namesOf(admin: AdminApp, headers: Record<string, string> = {}) {
  const { body } = await request(admin.app).get(`${API}/views`).set(headers)
  return body.views.map(({ name }: { name: string }) => name)
}

describe('saved views', () => {
  it('are kept per person, in the order in which they came', async () => {
    const admin = createApp()
    await save(admin, { name: 'Deleted tickets', query: 'place=tickets&op=delete&p=7d' })
    const { status, body } = await save(admin, { name: 'Exports', query: '?cat=exports' })
    expect(status).toBe(200)
    expect(body.views).toEqual([
      {
        name: 'Deleted tickets',
        query: 'place=tickets&op=delete&p=7d',
        screen: 'events',
        at: '2026-03-31T12:00:00.000Z',
      },
      { name: 'Exports', query: 'cat=exports', screen: 'events', at: '2026-03-31T12:00:00.000Z' },
    ])
    expect(await namesOf(admin)).toEqual(['Deleted tickets', 'Exports'])
    expect(await namesOf(admin, { 'x-test-user': 'Rui Fulano' })).toEqual([])
  })

  it('are replaced by name, and renamed in their place', async () => {
    const admin = createApp()
    for (const name of ['a', 'b', 'c']) await save(admin, { name, query: '' })
    await save(admin, { name: 'b', query: 'op=delete' })
    await save(admin, { name: 'z', query: '', replaces: 'a' })
    expect(await namesOf(admin)).toEqual(['z', 'b', 'c'])
    await save(admin, { name: 'b', query: 'op=create', replaces: 'z' })
    expect(await namesOf(admin)).toEqual(['b', 'c'])
  })

  it('are forgotten by name, without a body', async () => {
    const admin = createApp()
    await save(admin, { name: 'a & b', query: '' })
    const gone = await request(admin.app)
      .delete(`${API}/views?name=a%20%26%20b`)
      .set('X-Audit-Request', '1')
    expect({ status: gone.status, body: gone.body }).toEqual({ status: 200, body: { views: [] } })
    const again = await request(admin.app)
      .delete(`${API}/views?name=a%20%26%20b`)
      .set('X-Audit-Request', '1')
    expect(again.status).toBe(404)
  })

  it('keep keys that only the page knows', async () => {
    const admin = createApp()
    const query = 'place=tickets&cols=at,actor&sel=x&__proto__=1&tomorrow=1'
    const { body } = await save(admin, { name: 'mine', query })
    expect(body.views[0].query).toBe(query)
  })

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['an unknown place', { name: 'x', query: 'place=tickts' }, 'query.place'],
    ['a period that is none', { name: 'x', query: 'p=8d' }, 'query.p'],
    ['a key of one value twice', { name: 'x', query: 'q=a&q=b' }, 'query.q'],
    ['an operator for a value', { name: 'x', query: 'tid[$ne]=1&tid=1' }, 'query.tid'],
    ['broken percent-encoding', { name: 'x', query: 'q=%zz' }, 'query'],
    ['a whole address', { name: 'x', query: 'place=tickets#"><script>' }, 'query'],
    ['too long a query', { name: 'x', query: `z=${'y'.repeat(5000)}` }, 'query'],
    ['no name', { name: ' ', query: '' }, 'name'],
    ['a name that is an object', { name: { $ne: 1 }, query: '' }, 'name'],
    ['a name with line breaks', { name: 'a\nb', query: '' }, 'name'],
    ['a screen that does not exist', { name: 'x', query: '', screen: 'admin' }, 'screen'],
    ['an unknown key', { name: 'x', query: '', person: 'rui' }, 'person'],
  ]
  for (const [what, body, field] of wrong) {
    it(`refuse ${what}`, async () => {
      const admin = createApp()
      const answer = await save(admin, body)
      expect({ status: answer.status, field: answer.body.field }).toEqual({ status: 400, field })
      expect(await namesOf(admin)).toEqual([])
    })
  }

  it('are bounded in number', async () => {
    const admin = createApp()
    for (let n = 0; n < 50; n += 1) await save(admin, { name: `v${n}`, query: '' })
    expect((await save(admin, { name: 'one more', query: '' })).status).toBe(400)
    expect((await save(admin, { name: 'v7', query: 'op=delete' })).status).toBe(200)
  })

  it('are saved from another site by nobody', async () => {
    const admin = createApp()
    for (const headers of [
      { 'X-Audit-Request': '' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'http://elsewhere.example.com' },
    ]) {
      expect((await save(admin, { name: 'x', query: '' }, headers)).status).toBe(403)
    }
    const foreign = await request(admin.app)
      .delete(`${API}/views?name=x`)
      .set({ 'X-Audit-Request': '1', 'Sec-Fetch-Site': 'cross-site' })
    expect(foreign.status).toBe(403)
  })

  it('of two windows are both kept, and with a tag the later one is told', async () => {
    const admin = createApp()
    const tag = (await request(admin.app).get(`${API}/views`)).headers['etag'] ?? ''
    await Promise.all(['a', 'b', 'c'].map((name) => save(admin, { name, query: '' })))
    expect((await namesOf(admin)).toSorted()).toEqual(['a', 'b', 'c'])
    const late = await save(admin, { name: 'd', query: '' }, { 'If-Match': tag })
    expect({ status: late.status, code: late.body.code }).toEqual({
      status: 412,
      code: 'AUDIT_CONFIG_CONFLICT',
    })
    const fresh = (await request(admin.app).get(`${API}/views`)).headers['etag'] ?? ''
    expect((await save(admin, { name: 'd', query: '' }, { 'If-Match': fresh })).status).toBe(200)
  })

  it('of one tenant are not those of another', async () => {
    let tenant = 'acme'
    const admin = createApp({ authorize: () => ({ tenant }) })
    await save(admin, { name: 'ours', query: '' })
    const tag = (await request(admin.app).get(`${API}/views`)).headers['etag'] ?? ''
    tenant = 'other'
    expect(await namesOf(admin)).toEqual([])
    expect((await save(admin, { name: 'x', query: '' }, { 'If-Match': tag })).status).toBe(412)
  })

  it('belong to whom the grant names, whoever the application says acts', async () => {
    let person = 'p-1'
    const admin = createApp({ authorize: () => ({ person }) })
    await save(admin, { name: 'mine', query: '' })
    expect(await namesOf(admin, { 'x-test-user': 'Somebody Else' })).toEqual(['mine'])
    person = 'p-2'
    expect(await namesOf(admin)).toEqual([])
  })

  const unknown: readonly (readonly [string, AppOptions])[] = [
    ['where no middleware runs', { withoutContext: true }],
  ]
  for (const [where, options] of unknown) {
    it(`are nobody's ${where}`, async () => {
      const admin = createApp(options)
      expect(await namesOf(admin)).toEqual([])
      const { status, body } = await save(admin, { name: 'x', query: '' })
      expect({ status, code: body.code }).toEqual({ status: 409, code: 'AUDIT_PERSON_UNKNOWN' })
      const meta = await request(admin.app).get(`${API}/meta`)
      expect(meta.body).toMatchObject({ person: null, features: { savedViews: false } })
    })
  }

  it('show nothing of the log, and are no look at it', async () => {
    const admin = createApp()
    await save(admin, { name: 'x', query: 'place=tickets' })
    await request(admin.app).get(`${API}/views`)
    expect(await admin.views()).toEqual([])
  })
})

describe('preferences', () => {
  it('are what was chosen and no more', async () => {
    const admin = createApp()
    expect((await request(admin.app).get(`${API}/preferences`)).body).toEqual({})
    await put(admin, '/preferences', { density: 'compact', columns: ['at', 'actor'] })
    const { body } = await put(admin, '/preferences', {
      density: null,
      theme: 'dark',
      zone: 'Europe/Lisbon',
      language: 'pt-PT',
      shortcuts: false,
    })
    const chosen = {
      columns: ['at', 'actor'],
      theme: 'dark',
      zone: 'Europe/Lisbon',
      language: 'pt-PT',
      shortcuts: false,
    }
    expect(body).toEqual(chosen)
    expect((await request(admin.app).get(`${API}/preferences`)).body).toEqual(chosen)
  })

  const wrong: readonly (readonly [string, string])[] = [
    ['{"theme":"pink"}', 'theme'],
    ['{"zone":"Mars/Olympus"}', 'zone'],
    ['{"language":"tlh"}', 'language'],
    ['{"columns":["at","at"]}', 'columns'],
    ['{"columns":["<b>"]}', 'columns'],
    [`{"columns":${JSON.stringify(Array.from({ length: 33 }, (_, n) => `c${n}`))}}`, 'columns'],
    ['{"__proto__":{"theme":"dark"}}', '__proto__'],
    ['{"constructor":1}', 'constructor'],
    ['{"shortcuts":"yes"}', 'shortcuts'],
  ]
  for (const [body, field] of wrong) {
    it(`refuse ${body.slice(0, 40)}`, async () => {
      const admin = createApp()
      const answer = await request(admin.app).put(`${API}/preferences`).set(WRITE).send(body)
      expect({ status: answer.status, field: answer.body.field }).toEqual({ status: 400, field })
      expect((await request(admin.app).get(`${API}/preferences`)).body).toEqual({})
    })
  }
})
