/** How complete the log is, over HTTP: who may know, what is said, and hostile requests. */
import { describe, expect, it } from '@jest/globals'
import type { Authorization } from '@rastro/admin'
import { AuditError } from '@rastro/core'
import type { CompletenessPeriod, CompletenessReport } from '@rastro/core'
import request from 'supertest'
import { createApp, NOW } from './admin-app.ts'
import { schemaErrors } from './json-schema.ts'

const PATH = '/admin/audit/api/completeness'
const DAY = '2026-03-30T12:00:00.000Z'
const REPORT: CompletenessReport = {
  from: new Date(DAY),
  to: NOW,
  seen: 41,
  audited: 30,
  outOfBand: 7,
  exempt: 4,
  gaps: 1,
  reconciled: 2,
  watchedSince: new Date('2026-01-01T00:00:00.000Z'),
  settledUpTo: null,
}

function createWatched(grant: Authorization = true, report = REPORT) {
  const asked: CompletenessPeriod[] = []
  const { app, ...rest } = createApp({
    authorize: () => grant,
    options: {
      completeness: async (period = {}) => {
        asked.push(period)
        return report
      },
    },
  })
  return { ...rest, app, asked, get: (query = '') => request(app).get(PATH + query) }
}

describe('GET completeness', () => {
  it('answers with the numbers, as it is documented', async () => {
    const { app, get } = createWatched()
    const answer = await get()
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: {
        from: DAY,
        to: '2026-03-31T12:00:00.000Z',
        seen: 41,
        audited: 30,
        outOfBand: 7,
        exempt: 4,
        gaps: 1,
        reconciled: 2,
        watchedSince: '2026-01-01T00:00:00.000Z',
        settledUpTo: null,
      },
    })
    const { body: document } = await request(app).get('/admin/audit/api/openapi.json')
    const operation = document.paths['/completeness'].get
    const { schema } = operation.responses['200'].content['application/json']
    expect(schemaErrors(answer.body, schema, document)).toEqual([])
    expect(operation.parameters.map(({ name }: { name: string }) => name)).toEqual(['from', 'to'])
  })

  it('takes days of the audit’s zone and instants, both inclusive', async () => {
    const { asked, get } = createWatched()
    await get('?from=2026-03-30&to=2026-03-30').expect(200)
    await get('?to=2026-03-30T10:00:00Z').expect(200)
    await get('?from=2026-03-30T10:00:00Z').expect(200)
    await get().expect(200)
    expect(asked).toEqual([
      { from: new Date('2026-03-30T03:00:00Z'), to: new Date('2026-03-31T03:00:00Z') },
      { to: new Date('2026-03-30T10:00:00.001Z') },
      { from: new Date('2026-03-30T10:00:00Z') },
      {},
    ])
  })

  it('is no look at the log', async () => {
    const { get, views } = createWatched()
    await get().expect(200)
    expect(await views()).toEqual([])
  })
})

describe('those who do not see the whole log', () => {
  const grants: readonly (readonly [string, Authorization])[] = [
    ['a visitor of another tenant', { tenant: 'other' }],
    ['a visitor confined to a record', { scope: { target: { type: 'Ticket', id: 'mine' } } }],
    ['one confined to a subject', { can: ['read', 'configure'], scope: { subject: { id: 'c' } } }],
    ['one of another tenant who is confined', { tenant: 'other', scope: { actor: { id: 'u' } } }],
  ]
  for (const [name, grant] of grants) {
    it(`are told nothing, and nothing is asked: ${name}`, async () => {
      const { asked, get } = createWatched(grant)
      const never = createApp({ authorize: () => true })
      const nobody = await request(never.app).get(PATH)
      for (const query of ['', '?from=2026-03-30']) {
        const { status, body } = await get(query)
        // As if nobody had ever watched.
        expect({ status, body }).toEqual({ status: 404, body: nobody.body })
      }
      expect(asked).toEqual([])
    })
  }

  it('has its own numbers where the tenant is named', async () => {
    await createWatched({ tenant: 'acme' }).get().expect(200)
  })

  it('needs the permission to read, and somebody who is signed in', async () => {
    const { body } = await createWatched({ can: ['configure', 'export'] })
      .get()
      .expect(403)
    expect(body).toMatchObject({ code: 'AUDIT_PERMISSION_DENIED', permission: 'read' })
    await createWatched(null).get().expect(401)
    await createWatched(false).get().expect(403)
  })
})

describe('a hostile request', () => {
  const queries: readonly (readonly [string, string])[] = [
    ['?from=yesterday', 'from'],
    ['?from=', 'from'],
    ['?from=2026-02-30', 'from'],
    ['?from=2026-01-01%00', 'from'],
    ['?from=2026-01-02&to=2026-01-01', 'to'],
    ['?from=2026-04-01', 'from'],
    ['?from=NaN', 'from'],
    ['?to=99999-01-01', 'to'],
    [`?to=${'9'.repeat(9000)}`, 'to'],
    ['?from=2026-01-01&from=2026-01-02', 'from'],
    ['?from[$gt]=2026-01-01', 'from[$gt]'],
    ['?__proto__=x', '__proto__'],
    ['?p=24h', 'p'],
    ['?tenant=other', 'tenant'],
    ['?place=tickets', 'place'],
    ['?at=2026-01-01', 'at'],
  ]
  for (const [query, field] of queries) {
    it(`is refused before anything is asked: ${query.slice(0, 40)}`, async () => {
      const { asked, get } = createWatched()
      const { status, body, text } = await get(query)
      expect({ status, code: body.code, field: body.field }).toEqual({
        status: 400,
        code: 'AUDIT_QUERY_INVALID',
        field,
      })
      expect(text.length).toBeLessThan(600)
      expect(asked).toEqual([])
    })
  }

  it('takes the longest stretch that days can name', async () => {
    const { asked, get } = createWatched()
    await get('?from=0001-01-01&to=9999-12-31').expect(200)
    expect(asked.length).toBe(1)
  })

  it('cannot write', async () => {
    const { app } = createWatched()
    for (const method of ['post', 'put'] as const) {
      const { status, headers } = await request(app)[method](PATH).send({})
      expect({ status, allow: headers['allow'] }).toEqual({
        status: 405,
        allow: 'GET, HEAD, OPTIONS',
      })
    }
  })

  it('learns nothing of a database that does not answer', async () => {
    const { app } = createApp({
      options: {
        completeness: async () => {
          throw new AuditError('AUDIT_STORE_UNAVAILABLE', 'secret-host.example.com is away')
        },
      },
    })
    const { status, text } = await request(app).get(PATH)
    expect(status).toBe(503)
    expect(text).not.toContain('secret-host')
  })
})
