/** The past of records over HTTP: who may, what is said, what is recorded, and hostile requests. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RouterOptions } from 'rastro'
import express from 'express'
import request from 'supertest'
import { freshId, openPastDesk } from './desk.ts'
import type { PastDesk } from './desk.ts'
import { WRITE } from '../admin/admin-app.ts'
import { schemaErrors } from '../admin/json-schema.ts'

const API = '/audit/api'
type Grant = Awaited<ReturnType<RouterOptions['authorize']>>

let desk: PastDesk
beforeAll(async () => {
  desk = await openPastDesk('mongoose', { plugin: { subject: 'owner' } })
})
afterAll(() => desk.close())

function mounted(grant: Grant) {
  const app = express()
  app.use(desk.audit.context({ actor: () => ({ type: 'agent', id: 'u1', name: 'Ana Example' }) }))
  app.use('/audit', desk.audit.router({ authorize: () => grant }))
  return app
}
const all = { can: ['read', 'revert'] } as const
const get = (path: string, grant: Grant = true) => request(mounted(grant)).get(`${API}/${path}`)
const post = (body: unknown, grant: Grant = all, headers: Record<string, string> = WRITE) =>
  request(mounted(grant)).post(`${API}/revert`).set(headers).send(JSON.stringify(body))

async function story(fields: Record<string, unknown> = { a: 'one' }) {
  const id = freshId()
  await desk.Thing.collection.insertOne({ _id: id as never, ...fields })
  await desk.Thing.updateOne({ _id: id }, { $set: { a: 'two' } })
  const [first, second] = await desk.writes(id)
  return { id, first: first?.id ?? '', second: second?.id ?? '' }
}

async function documented(
  method: 'get' | 'post',
  path: string,
  answer: { status: number; body: unknown },
) {
  const { body: document } = await get('openapi.json')
  const response = document.paths[path][method].responses[String(answer.status)]
  return schemaErrors(answer.body, response?.content['application/json'].schema, document)
}

async function newestView() {
  const { events } = await desk.audit.find({ place: 'audit.log' }, { limit: 1 })
  return events[0]
}

describe('GET state', () => {
  it('answers with the record, and how sure it is', async () => {
    const { id, first } = await story({ a: 'one', at: new Date(0) })
    const answer = await get(`state?tt=Thing&tid=${id}&at=${first}`).expect(200)
    expect(answer.body).toEqual({
      target: { type: 'Thing', id },
      exists: true,
      record: { _id: id, a: 'one', at: { $date: '1970-01-01T00:00:00Z' } },
      properties: [
        expect.objectContaining({ path: ['_id'], op: 'add', after: id, label: 'Id' }),
        expect.objectContaining({ path: ['a'], after: 'one', label: 'A', afterText: 'one' }),
        expect.objectContaining({ path: ['at'], after: { $date: '1970-01-01T00:00:00Z' } }),
      ],
      event: first,
      status: 'exact',
      missing: [],
      checkedAgainst: 'live',
      breaks: [],
    })
    expect(await documented('get', '/state', answer)).toEqual([])
  })

  it('is a look, and recorded as one', async () => {
    const { id, first } = await story()
    await get(`state?tt=Thing&tid=${id}&at=${first}`).expect(200)
    expect(await newestView()).toMatchObject({
      type: 'audit.log.state.viewed',
      actor: { name: 'Ana Example' },
      details: { type: 'Thing', id, at: [first] },
    })
  })

  it('is 404 for a record of which nothing was recorded, and for another tenant', async () => {
    const { id, first } = await story()
    await get(`state?tt=Thing&tid=${freshId()}&at=${first}`).expect(404)
    await get(`state?tt=Thing&tid=${id}&at=${first}`, { tenant: 'another' }).expect(404)
  })

  it('is 404 for a confined reader unless the whole history is in the scope', async () => {
    const mine = await story({ a: 'one', owner: 'c-1' })
    const path = `state?tt=Thing&tid=${mine.id}&at=${mine.first}`
    await get(path, { scope: { target: { type: 'Thing', id: mine.id } } }).expect(200)
    await get(path, { scope: { subject: { id: 'c-1' } } }).expect(200)
    await get(path, { scope: { subject: { id: 'c-2' } } }).expect(404)
    await get(path, { scope: { target: { type: 'Thing', id: 'other' } } }).expect(404)
    await desk.Thing.updateOne({ _id: mine.id }, { owner: 'c-2' })
    await get(path, { scope: { subject: { id: 'c-1' } } }).expect(404)
    await get(path, { scope: { subject: { id: 'c-2' } } }).expect(404)
    await get(path, { scope: { actor: { id: 'u1' } } }).expect(404)
  })
})

describe('GET compare', () => {
  it('answers with the changes between two instants', async () => {
    const { id, first, second } = await story()
    const answer = await get(`compare?tt=Thing&tid=${id}&from=${first}&to=${second}`).expect(200)
    expect(answer.body).toMatchObject({
      changes: [{ path: ['a'], op: 'replace', before: 'one', after: 'two' }],
      from: { exists: true, event: first, status: 'exact' },
      to: { exists: true, event: second, status: 'exact' },
      status: 'exact',
    })
    expect(await documented('get', '/compare', answer)).toEqual([])
    expect(await newestView()).toMatchObject({ details: { at: [first, second] } })
  })
})

describe('POST revert', () => {
  it('reverts an event, and its event says by whom and why', async () => {
    const { id, second } = await story()
    const answer = await post({ event: second, reason: 'by mistake' }).expect(200)
    const event = await desk.newest(id)
    expect(answer.body).toMatchObject({ operation: 'update', dryRun: false, event: event.id })
    expect(event).toMatchObject({
      actor: { name: 'Ana Example' },
      reason: 'by mistake',
      details: { reverts: second },
      request: { method: 'POST' },
    })
    expect(await desk.now(id)).toMatchObject({ a: 'one' })
    expect(await documented('post', '/revert', answer)).toEqual([])
  })

  it('reverts to an instant', async () => {
    const { id, first } = await story()
    const body = { target: { type: 'Thing', id }, to: first, reason: 'why' }
    expect((await post(body).expect(200)).body.operation).toBe('update')
    expect(await desk.now(id)).toMatchObject({ a: 'one' })
  })

  it('tells what it would do, which is a look', async () => {
    const { id, second } = await story()
    const answer = await post({ event: second, dryRun: true }).expect(200)
    expect(answer.body).toMatchObject({ dryRun: true, event: null, operation: 'update' })
    expect(await desk.now(id)).toMatchObject({ a: 'two' })
    expect(await newestView()).toMatchObject({ type: 'audit.log.state.viewed' })
  })

  it('answers 409 with paths and events, and no value, where later changes conflict', async () => {
    const { id, second } = await story()
    await desk.Thing.updateOne({ _id: id }, { a: 'hidden value' })
    const answer = await post({ event: second, reason: 'why' }).expect(409)
    const later = await desk.newest(id)
    expect(answer.body).toMatchObject({
      code: 'AUDIT_REVERT_CONFLICT',
      paths: [['a']],
      events: [later.id],
    })
    expect(answer.text).not.toMatch(/hidden value|one|two/)
    expect(await documented('post', '/revert', answer)).toEqual([])
  })

  for (const [who, grant, status] of [
    ['nobody', null, 401],
    ['whoever may not read', false, 403],
    ['whoever may everything that is not named', true, 403],
    ['a tenant’s administrator without a list', { tenant: 'default' }, 403],
    ['a reader', { can: ['read'] }, 403],
    ['an administrator of the configuration', { can: ['read', 'configure', 'export'] }, 403],
    ['a confined reader', { scope: { target: { type: 'Thing' } } }, 403],
    ['whoever may revert and not read', { can: ['revert'] }, 403],
  ] as const) {
    it(`is ${status} for ${who}`, async () => {
      const { id, second } = await story()
      await post({ event: second, reason: 'why' }, grant as Grant).expect(status)
      expect(await desk.now(id)).toMatchObject({ a: 'two' })
    })
  }

  it('is 404 outside the scope and in another tenant, permission or not', async () => {
    const { id, first, second } = await story()
    const can = ['read', 'revert'] as const
    for (const body of [{ event: second }, { target: { type: 'Thing', id }, to: first }]) {
      const asked = { ...body, reason: 'why' }
      await post(asked, { tenant: 'another', can }).expect(404)
      await post(asked, { can, scope: { target: { type: 'Thing', id: 'other' } } }).expect(404)
    }
    expect(await desk.now(id)).toMatchObject({ a: 'two' })
    await post(
      { event: second, reason: 'why' },
      { can, scope: { target: { type: 'Thing', id } } },
    ).expect(200)
  })

  it('takes nothing from another site, and nothing but JSON', async () => {
    const { id, second } = await story()
    const body = { event: second, reason: 'why' }
    const tries: readonly (readonly [Record<string, string>, number])[] = [
      [{ 'Content-Type': 'application/json' }, 403],
      [{ ...WRITE, 'Sec-Fetch-Site': 'cross-site' }, 403],
      [{ ...WRITE, Origin: 'https://evil.example.com' }, 403],
      [{ ...WRITE, 'Content-Type': 'text/plain' }, 415],
      [{ ...WRITE, 'Content-Type': 'application/x-www-form-urlencoded' }, 415],
    ]
    for (const [headers, status] of tries) await post(body, all, headers).expect(status)
    await get('revert', all).expect(405)
    expect(await desk.now(id)).toMatchObject({ a: 'two' })
  })
})

describe('a hostile question about the past', () => {
  const id = 'x'
  for (const [what, path, field] of [
    ['no record', 'state?at=2026-01-01T00:00:00Z', 'tt'],
    ['no id', 'state?tt=Thing&at=2026-01-01T00:00:00Z', 'tid'],
    ['no instant', `state?tt=Thing&tid=${id}`, 'at'],
    ['an empty instant', `state?tt=Thing&tid=${id}&at=`, 'at'],
    ['an operator', `state?tt=Thing&tid[$ne]=x&at=x`, 'tid[$ne]'],
    ['a NUL byte', `state?tt=Thing&tid=a%00b&at=2026-01-01T00:00:00Z`, 'tid'],
    ['9 KB of id', `state?tt=Thing&tid=${'x'.repeat(9000)}&at=2026-01-01T00:00:00Z`, 'tid'],
    ['9 KB of instant', `state?tt=Thing&tid=${id}&at=${'x'.repeat(9000)}`, 'at'],
    ['an instant twice', `state?tt=Thing&tid=${id}&at=a&at=b`, 'at'],
    ['the prototype', `state?tt=Thing&tid=${id}&at=x&__proto__=x`, '__proto__'],
    ['another route’s key', `state?tt=Thing&tid=${id}&at=x&limit=5`, 'limit'],
    ['a position beyond numbers', `state?tt=Thing&tid=${id}&at=99999999999999:1`, 'at'],
    ['one end only', `compare?tt=Thing&tid=${id}&from=2026-01-01T00:00:00Z`, 'to'],
    ['an end that is none', `compare?tt=Thing&tid=${id}&from=2026-01-01T00:00:00Z&to=zz`, 'to'],
  ] as const) {
    it(`is refused with the field: ${what}`, async () => {
      const { status, body, text } = await get(path)
      expect({ status, field: body.field, code: body.code }).toEqual({
        status: 400,
        field,
        code: 'AUDIT_QUERY_INVALID',
      })
      expect(text.length).toBeLessThan(700)
    })
  }

  for (const [what, body] of [
    ['nothing', null],
    ['a list', []],
    ['a text', 'revert everything'],
    ['no event', { reason: 'why' }],
    ['an operator in place of an event', { event: { $ne: null }, reason: 'why' }],
    [
      'an operator in place of an id',
      { target: { type: 'Thing', id: { $ne: 1 } }, to: 'x', reason: 'w' },
    ],
    [
      'an operator in place of a type',
      { target: { type: { $ne: 1 }, id: 'x' }, to: 'x', reason: 'w' },
    ],
    [
      'an instant that is an object',
      { target: { type: 'Thing', id: 'x' }, to: { t: 1 }, reason: 'w' },
    ],
    [
      'a target with more in it',
      { target: { type: 'Thing', id: 'x', tenant: 'other' }, to: 'x', reason: 'w' },
    ],
    ['both ways at once', { event: 'x', target: { type: 'Thing', id: 'x' }, to: 'x', reason: 'w' }],
    ['no reason', { event: 'x' }],
    ['an empty reason', { event: 'x', reason: ' ' }],
    ['a reason that is a list', { event: 'x', reason: ['why'] }],
    ['a reason without end', { event: 'x', reason: 'x'.repeat(2000) }],
    ['a dry run that is a word', { event: 'x', reason: 'why', dryRun: 'no' }],
    ['a key of its own', { event: 'x', reason: 'why', force: true }],
    ['the prototype', JSON.parse('{"event":"x","reason":"why","__proto__":{"dryRun":true}}')],
  ] as const) {
    it(`is refused as a revert: ${what}`, async () => {
      const { status, body: answer } = await post(body)
      expect(status).toBe(400)
      expect(answer.code).toMatch(/^AUDIT_(?:QUERY|REQUEST)_INVALID$/)
    })
  }
})
