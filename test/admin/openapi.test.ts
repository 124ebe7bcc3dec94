import { describe, expect, it } from '@jest/globals'
import { ERROR_CODES, PAGE_KEYS, QUERY_KEYS } from '@rastro/core'
import { Long, ObjectId } from 'mongodb'
import request from 'supertest'
import { NOW, TICKET, WRITE, createApp } from './admin-app.ts'
import { schemaErrors } from './json-schema.ts'

const API = '/admin/audit/api'

interface Operation {
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
  }[]
  readonly responses: Readonly<
    Record<string, { description: string; content: Record<string, { schema: object }> }>
  >
}

interface Document {
  readonly openapi: string
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly [key: string]: unknown
}

async function readDocument(): Promise<Document> {
  return (await request(createApp().app).get(`${API}/openapi.json`)).body as Document
}

function operationOf(document: Document, method: string, path: string): Operation {
  const operation = document.paths[path]?.[method]
  if (operation === undefined) throw new Error(`${method} ${path} is not in the document`)
  return operation
}

/** What is wrong with a real answer, by the document's own schema for its route and status. */
function wrongIn(
  document: Document,
  [method, path]: readonly [string, string],
  answer: { readonly status: number; readonly body: unknown },
): string[] {
  const response = operationOf(document, method, path).responses[String(answer.status)]
  if (response === undefined) return [`${answer.status} is not in the document`]
  const { code } = answer.body as { code?: string }
  if (answer.status >= 400 && !response.description.split(', ').includes(String(code))) {
    return [`${String(code)} is not in the document for ${answer.status}`]
  }
  return schemaErrors(answer.body, response.content['application/json']?.schema, document)
}

describe('the OpenAPI document', () => {
  it('has every route', async () => {
    const { openapi, paths } = await readDocument()
    expect(openapi).toBe('3.1.0')
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    expect(routes.toSorted()).toEqual([
      'delete /views',
      'get /addresses',
      'get /compare',
      'get /completeness',
      'get /config',
      'get /config/activity',
      'get /config/history',
      'get /events',
      'get /events/{id}',
      'get /events/{id}/related',
      'get /export',
      'get /groups/{id}',
      'get /history',
      'get /meta',
      'get /openapi.json',
      'get /people',
      'get /preferences',
      'get /requests',
      'get /requests/{id}',
      'get /requests/{id}/data',
      'get /state',
      'get /values',
      'get /views',
      'post /config/preview',
      'post /requests',
      'post /requests/{id}/complete',
      'post /requests/{id}/decide',
      'post /requests/{id}/extend',
      'post /requests/{id}/ids',
      'post /requests/{id}/link',
      'post /requests/{id}/verify',
      'post /requests/{id}/withdraw',
      'post /revert',
      'put /config',
      'put /preferences',
      'put /views',
    ])
  })

  it('has every key of a query, and no other is taken', async () => {
    const document = await readDocument()
    const named = (path: string): string[] =>
      operationOf(document, 'get', path)
        .parameters.filter((param) => param.in === 'query')
        .map(({ name }) => name)
    expect(named('/events').toSorted()).toEqual([...QUERY_KEYS, ...PAGE_KEYS, 'cols'].toSorted())
    expect(named('/history')).toEqual(expect.arrayContaining([...QUERY_KEYS]))
    const { app } = createApp()
    for (const key of named('/events')) {
      const { body } = await request(app).get(`${API}/events?${key}=%00`)
      // It was known, and its value was looked at.
      expect(body).toMatchObject({ field: key })
      expect(body.message).not.toContain('no such query key')
    }
  })

  it('names every code that a route can answer', async () => {
    const { paths } = await readDocument()
    const text = JSON.stringify(paths)
    const codes = [...new Set(text.match(/AUDIT_[A-Z_]+/g))]
    for (const code of codes) expect(Object.keys(ERROR_CODES)).toContain(code)
    for (const code of ['AUDIT_CURSOR_INVALID', 'AUDIT_CONFIG_CONFLICT', 'AUDIT_REQUEST_FOREIGN']) {
      expect(codes).toContain(code)
    }
  })

  it('finds its API relative to itself, wherever it is mounted', async () => {
    const { servers } = await readDocument()
    const base = new URL(servers[0]?.url ?? '', `http://host.example${API}/openapi.json`)
    expect(base.pathname).toBe(API)
  })

  it('resolves every reference it makes', async () => {
    const document = await readDocument()
    for (const [reference] of JSON.stringify(document).matchAll(/#\/components\/schemas\/\w+/g)) {
      const name = reference.slice('#/components/schemas/'.length)
      expect(document).toHaveProperty(['components', 'schemas', name])
    }
  })
})

describe('real answers', () => {
  async function createFull() {
    const admin = createApp({ options: { title: 'Example desk' } })
    await admin.policy.change('acme', { places: { tickets: { on: true } } }, 0)
    const ids = await admin.add(
      {
        ct: { t: { _bsontype: 'Timestamp', t: 5, i: 1 }, n: 0 },
        clientTime: { at: NOW, offsetMinutes: 60, zone: 'Europe/Lisbon' },
        reason: 'why',
        actor: {
          type: 'client',
          id: new ObjectId(),
          name: 'Rui',
          email: 'rui@example.com',
          via: 'secure-link',
          impersonator: { id: 7, name: 'Ana', email: 'ana@example.com' },
        },
        account: { id: 5, name: 'Example Ltd' },
        target: { ...TICKET, organization: 'Example Ltd' },
        subject: { type: 'Client', id: Long.fromNumber(7), name: 'Rui' },
        related: [{ type: 'Client', id: 'c' }],
        changes: [
          { path: ['a'], op: 'replace', before: null, after: [1, { $x: 1 }] },
          { path: ['b'], op: 'add', omitted: 'summary' },
        ],
        fidelity: 'derived',
        durability: 'local',
        details: { count: 7 },
        origin: {
          ip: '192.0.2.7',
          country: 'PT',
          region: '11',
          city: 'Lisboa',
          userAgent: 'Mozilla/5.0',
          browser: 'Firefox 150',
          os: 'Debian',
          device: 'desktop',
        },
        request: { id: 'r', method: 'GET', route: '/', status: 200, traceId: 'f'.repeat(32) },
        group: { id: 'g', index: 0 },
      },
      { group: { id: 'g' } },
      {},
    )
    return { ...admin, ids }
  }

  it('match the schema of their route and status', async () => {
    const { app, ids } = await createFull()
    const document = await readDocument()
    const asked: readonly (readonly [readonly [string, string], string, number])[] = [
      [['get', '/meta'], '/meta', 200],
      [['get', '/events'], '/events?count=1', 200],
      [['get', '/events'], '/events?view=row&limit=1', 200],
      [['get', '/events'], '/events?groups=1', 200],
      [['get', '/events'], '/events?groups=1&view=row', 200],
      [['get', '/events'], '/events?nonsense=1', 400],
      [['get', '/events'], '/events?cursor=x', 400],
      [['get', '/events/{id}'], `/events/${ids[0]}`, 200],
      [['get', '/events/{id}'], '/events/x', 404],
      [['get', '/history'], `/history?tt=Ticket&tid=${TICKET.id}`, 200],
      [['get', '/history'], '/history', 400],
      [['get', '/config'], '/config', 200],
      [['get', '/config/activity'], '/config/activity', 200],
      [['get', '/config/history'], '/config/history?limit=5', 200],
      [['get', '/events/{id}/related'], `/events/${ids[0]}/related`, 200],
      [['get', '/groups/{id}'], '/groups/g', 200],
      [['get', '/groups/{id}'], '/groups/none', 404],
      [['get', '/people'], '/people?user=rui%40example.com', 200],
      [['get', '/people'], '/people', 400],
      [['get', '/addresses'], '/addresses?ip=192.0.2.7', 200],
      [['get', '/values'], `/values?tt=Ticket&tid=${TICKET.id}&prop=a`, 200],
      [['get', '/views'], '/views', 200],
      [['get', '/preferences'], '/preferences', 200],
      [['get', '/openapi.json'], '/openapi.json', 200],
    ]
    for (const [route, path, status] of asked) {
      const answer = await request(app).get(API + path)
      expect({ path, status: answer.status, wrong: wrongIn(document, route, answer) }).toEqual({
        path,
        status,
        wrong: [],
      })
    }
  })

  it('match it for writes too', async () => {
    const { app } = await createFull()
    const document = await readDocument()
    const tag = (await request(app).get(`${API}/config`)).headers['etag'] ?? ''
    const tries: readonly (readonly [number, Record<string, string>, object])[] = [
      [200, { ...WRITE, 'If-Match': tag }, { clientMode: 'summary' }],
      [412, { ...WRITE, 'If-Match': tag }, { clientMode: 'summary' }],
      [428, WRITE, {}],
      [403, {}, {}],
      [415, { ...WRITE, 'Content-Type': 'text/plain' }, {}],
      [400, { ...WRITE, 'If-Match': tag.replace('v1', 'v2') }, { nonsense: 1 }],
    ]
    for (const [status, headers, body] of tries) {
      const answer = await request(app).put(`${API}/config`).set(headers).send(JSON.stringify(body))
      expect({
        status: answer.status,
        wrong: wrongIn(document, ['put', '/config'], answer),
      }).toEqual({
        status,
        wrong: [],
      })
    }
  })

  it('match it for refusals of authorize', async () => {
    const document = await readDocument()
    for (const given of [null, false]) {
      const answer = await request(createApp({ authorize: () => given }).app).get(`${API}/meta`)
      expect(wrongIn(document, ['get', '/meta'], answer)).toEqual([])
    }
  })
})
