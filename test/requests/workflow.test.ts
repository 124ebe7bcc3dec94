/** Requests of persons: which step may follow which, by when, and what the log says of it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  createContextKeeper,
  createIdSource,
  createSubjectRequests,
  DEADLINES,
  deadlineRule,
} from '@rastro/core'
import type { SubjectRequest } from '@rastro/core'
import { openDesk, WRITE } from './requests-desk.ts'
import type { RequestsDesk } from './requests-desk.ts'

let desk: RequestsDesk
beforeAll(async () => {
  desk = await openDesk({ requests: { deadline: 'gdpr' } })
})
afterAll(async () => {
  await desk.close()
})

async function ana(): Promise<string> {
  return String((await desk.Client.create({ name: 'Ana Prado', email: 'ana@example.com' }))._id)
}

const opening = (id: string, kind = 'access') => ({
  kind: kind as 'access',
  subject: { type: 'Client', id },
  proof: 'letter 7',
})

const eventsOf = async (id: string) =>
  (await desk.audit.find({ tt: 'AuditRequest', tid: id }, { order: 'oldest' })).events

describe('a request on somebody’s behalf', () => {
  it('waits for the identity, then for a decision, then to be carried out', async () => {
    const { requests } = desk.audit
    const opened = await requests.open({ ...opening(await ana(), 'correction'), message: 'Prada' })
    expect(opened).toMatchObject({ state: 'received', openedBy: 'staff', version: 1 })
    await expect(requests.decide(opened.id, { approve: true })).rejects.toMatchObject({
      code: 'AUDIT_SUBJECT_REQUEST_REFUSED',
    })
    await requests.verify(opened.id, { method: 'called back' })
    await requests.decide(opened.id, { approve: true, reason: 'it was misspelt' })
    const done = await requests.complete(opened.id, { note: 'corrected' })
    expect(done).toMatchObject({
      state: 'done',
      version: 4,
      identity: { method: 'called back' },
      decision: { outcome: 'approved', reason: 'it was misspelt' },
      outcome: { note: 'corrected' },
    })
    expect(done.steps.map(({ step }) => step)).toEqual([
      'opened',
      'verified',
      'approved',
      'completed',
    ])
  })

  it('leaves an event of every step, which tells nothing that the person wrote', async () => {
    const { requests } = desk.audit
    const { id } = await requests.open({ ...opening(await ana()), message: 'secret wish' })
    await requests.verify(id, { method: 'passport' })
    await requests.decide(id, { approve: false, reason: 'asked twice', basis: 'Art. 12(5)' })
    const events = await eventsOf(id)
    expect(events.map(({ type }) => type)).toEqual([
      'audit.request.opened',
      'audit.request.verified',
      'audit.request.refused',
    ])
    expect(events[2]).toMatchObject({
      reason: 'asked twice',
      details: { kind: 'access', state: 'refused', basis: 'Art. 12(5)' },
      subject: { type: 'Client' },
    })
    expect(JSON.stringify(events)).not.toContain('secret wish')
    const words = desk.audit.readable(events[2] ?? neverHere(), 'pt-BR').sentence
    expect(words).toMatch(/recusou a solicitação de /)
  })

  it('needs proof, a known kind, and a person', async () => {
    const id = await ana()
    const wrong: [object, string][] = [
      [{ proof: '' }, 'proof'],
      [{ kind: 'everything' }, 'kind'],
      [{ subject: { type: 'Client' } }, 'subject.id'],
      [{ message: 'x'.repeat(4001) }, 'message'],
    ]
    for (const [change, field] of wrong) {
      await expect(desk.audit.requests.open({ ...opening(id), ...change })).rejects.toMatchObject({
        code: 'AUDIT_SUBJECT_REQUEST_INVALID',
        field,
      })
    }
  })

  it('is one of its kind at a time', async () => {
    const id = await ana()
    const first = await desk.audit.requests.open(opening(id))
    await expect(desk.audit.requests.open(opening(id))).rejects.toMatchObject({
      code: 'AUDIT_SUBJECT_REQUEST_REFUSED',
    })
    await desk.audit.requests.withdraw(first.id, {})
    await desk.audit.requests.open(opening(id))
  })

  it('is one of its kind also where several are opened at the same moment', async () => {
    const id = await ana()
    const all = await Promise.allSettled(
      Array.from({ length: 6 }, () => desk.audit.requests.open(opening(id))),
    )
    const opened = all.filter(({ status }) => status === 'fulfilled')
    expect(opened).toHaveLength(1)
    for (const one of all.filter(({ status }) => status === 'rejected')) {
      expect(one).toMatchObject({
        reason: { code: 'AUDIT_SUBJECT_REQUEST_REFUSED', field: 'kind' },
      })
    }
    const subject = { type: 'Client', id }
    expect((await desk.audit.requests.list({ subject, state: 'all' })).requests).toHaveLength(1)
    await desk.audit.requests.open(opening(id, 'objection'))
  })

  it('is changed by one of two people at once, and the other is told', async () => {
    const { requests } = desk.audit
    const { id, version } = await requests.open(opening(await ana()))
    const both = await Promise.allSettled([
      requests.verify(id, { version, method: 'passport' }),
      requests.withdraw(id, { version }),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const lost = both.find(({ status }) => status === 'rejected')
    expect(lost).toMatchObject({ reason: { code: 'AUDIT_SUBJECT_REQUEST_CONFLICT' } })
    expect((await requests.get(id)).version).toBe(2)
  })

  it('erases what the log holds of the person, and what they wrote with it', async () => {
    const { requests } = desk.audit
    const who = await ana()
    const earlier = await requests.open({ ...opening(who, 'objection'), message: 'my own words' })
    const { id } = await requests.open({ ...opening(who, 'erasure'), message: 'forget me' })
    await requests.verify(id, { method: 'passport' })
    await expect(requests.decide(id, { approve: true })).rejects.toMatchObject({ field: 'method' })
    await requests.decide(id, { approve: true, reason: 'asked', method: 'deleted' })
    const done = await requests.complete(id, { note: 'all of it' })
    expect(done).toMatchObject({ state: 'done', decision: { method: 'deleted' } })
    const [certificate] = done.outcome?.certificates ?? []
    const { events } = await desk.audit.find({ type: 'audit.privacy.erased', client: who })
    expect(events.map((event) => event.id)).toEqual([certificate])
    for (const one of [done, await requests.get(earlier.id)]) {
      expect(one).not.toHaveProperty('message')
      expect(one).not.toHaveProperty('proof')
    }
  })

  it('is stopped by a legal hold, and can go on when that has ended', async () => {
    const { requests } = desk.audit
    const subject = { type: 'Client', id: await ana() }
    const { id } = await requests.open(opening(subject.id, 'erasure'))
    await requests.verify(id, { method: 'passport' })
    await requests.decide(id, { approve: true, method: 'anonymised' })
    await desk.audit.hold(subject, { reason: 'a lawsuit' })
    await expect(requests.complete(id, {})).rejects.toMatchObject({ code: 'AUDIT_ERASURE_HELD' })
    expect((await requests.get(id)).state).toBe('approved')
    await desk.audit.release(subject, { reason: 'settled' })
    expect((await requests.complete(id, {})).state).toBe('done')
  })

  it('is carried out or refused, and never both', async () => {
    const { requests } = desk.audit
    const { id } = await requests.open(opening(await ana(), 'erasure'))
    await requests.verify(id, { method: 'passport' })
    await requests.decide(id, { approve: true, method: 'deleted' })
    const [carried, refused] = await Promise.allSettled([
      requests.complete(id, {}),
      requests.decide(id, { approve: false, reason: 'asked twice' }),
    ])
    const { state, outcome } = await requests.get(id)
    expect(state).toBe(carried.status === 'fulfilled' ? 'done' : 'refused')
    expect(refused.status).toBe(state === 'refused' ? 'fulfilled' : 'rejected')
    const { events } = await desk.audit.find({ type: 'audit.privacy.erased' })
    const certificates = outcome?.certificates ?? []
    expect(events.some((event) => certificates.includes(event.id))).toBe(state === 'done')
  })

  it('erases by every id of the person or by none, where a hold keeps one of them', async () => {
    const { requests } = desk.audit
    const [subject, held] = [
      { type: 'Client', id: await ana() },
      { type: 'Client', id: await ana() },
    ]
    const { id } = await requests.open({ ...opening(subject.id, 'erasure'), ids: [held] })
    await requests.verify(id, { method: 'passport' })
    await requests.decide(id, { approve: true, method: 'deleted' })
    await desk.audit.hold(held, { reason: 'a lawsuit' })
    await expect(requests.complete(id, {})).rejects.toMatchObject({ code: 'AUDIT_ERASURE_HELD' })
    const { events } = await desk.audit.history(subject)
    expect(events.length).toBeGreaterThan(0)
    expect(JSON.stringify(events)).not.toContain('"omitted":"erased"')
  })

  it('keeps the certificates of an erasure that broke off, and goes on with it', async () => {
    const { requests } = desk.audit
    const [subject, other] = [
      { type: 'Client', id: await ana() },
      { type: 'Client', id: await ana() },
    ]
    const { id } = await requests.open({ ...opening(subject.id, 'erasure'), ids: [other] })
    await requests.verify(id, { method: 'passport' })
    await requests.decide(id, { approve: true, method: 'deleted' })
    const keyOf = (one: string) => ({ _id: JSON.stringify(['default', 'record', 'Client', one]) })
    const client = desk.mongoose.connection.getClient()
    const keys = client
      .db(`${desk.mongoose.connection.name}_keys`)
      .collection<{ _id: string }>('audit_keys')
    // The list of erased keys takes no key without a name: the second id's cannot be destroyed.
    const db = client.db(desk.mongoose.connection.name)
    await db.createCollection('audit_erased').catch(() => undefined)
    const kept = await keys.findOne(keyOf(other.id))
    const name = String(kept === null ? '' : Reflect.get(kept, 'key'))
    await db.command({ collMod: 'audit_erased', validator: { _id: { $ne: name } } })
    await expect(requests.complete(id, {})).rejects.toMatchObject({
      code: 'AUDIT_STORE_UNAVAILABLE',
    })
    const between = await requests.get(id)
    expect(between).toMatchObject({ state: 'approved' })
    expect(between.certificates).toHaveLength(1)
    await db.command({ collMod: 'audit_erased', validator: {} })
    const done = await requests.complete(id, {})
    expect(done.state).toBe('done')
    const certificates = done.outcome?.certificates ?? []
    expect(certificates).toEqual(expect.arrayContaining([...(between.certificates ?? [])]))
    for (const key of [subject, other]) {
      const { events } = await desk.audit.find({ type: 'audit.privacy.erased', client: key.id })
      expect(events.every((event) => certificates.includes(event.id))).toBe(true)
      expect(events.length).toBeGreaterThan(0)
    }
  })

  it('is stopped by a hold in the log whose request it is', async () => {
    const subject = { type: 'Client', id: await ana() }
    const { admin, audit } = desk
    const [elsewhere, how] = [{ tenant: 'acme' }, { reason: 'asked', method: 'deleted' } as const]
    await audit.hold(subject, { reason: 'a lawsuit', ...elsewhere })
    expect(await audit.holds()).not.toContainEqual(expect.objectContaining(elsewhere))
    expect(await audit.holds(elsewhere)).toMatchObject([{ tenant: 'acme', subject }])
    const headers = { ...WRITE, 'x-tenant': 'acme' }
    const post = (path: string, body: object, version = '') =>
      admin
        .post(`/audit/api/requests${path}`)
        .set({ ...headers, 'if-match': version })
        .send(body)
    const opened = await post('', opening(subject.id, 'erasure')).expect(200)
    const { id } = opened.body
    const verified = await post(`/${id}/verify`, { method: 'passport' }, opened.headers['etag'])
    const decided = await post(
      `/${id}/decide`,
      { approve: true, method: 'deleted' },
      verified.headers['etag'],
    )
    const carried = await post(`/${id}/complete`, {}, decided.headers['etag'])
    expect(carried.body).toMatchObject({ code: 'AUDIT_ERASURE_HELD' })
    await expect(audit.erase({ subject, ...how, ...elsewhere })).rejects.toMatchObject({
      code: 'AUDIT_ERASURE_HELD',
    })
    await audit.erase({ subject, ...how })
    await audit.release(subject, { reason: 'settled', ...elsewhere })
    await audit.erase({ subject, ...how, ...elsewhere })
    await expect(audit.holds({ tenant: '' })).rejects.toMatchObject({ field: 'tenant' })
  })

  it('keeps and erases a person whose id is written in capitals', async () => {
    const subject = { type: 'Client', id: await ana() }
    const loud = { type: 'Client', id: subject.id.toUpperCase() }
    const how = { reason: 'asked', method: 'deleted' } as const
    await desk.audit.hold(subject, { reason: 'a lawsuit' })
    await expect(desk.audit.erase({ subject: loud, ...how })).rejects.toMatchObject({
      code: 'AUDIT_ERASURE_HELD',
    })
    await desk.audit.release(loud, { reason: 'settled' })
    expect((await desk.audit.erase({ subject: loud, ...how })).keysDestroyed).toBe(1)
  })

  it('forgets what a person wrote also where the application erases without a request', async () => {
    const who = await ana()
    const { id } = await desk.audit.requests.open({ ...opening(who), message: 'my own words' })
    const subject = { type: 'Client', id: who }
    await desk.audit.erase({ subject, reason: 'asked', method: 'deleted' })
    const left = await desk.audit.requests.get(id)
    expect(left).not.toHaveProperty('message')
    expect(left).not.toHaveProperty('proof')
  })

  it('says that erasure is not available where nothing can erase', async () => {
    const kept = new Map<string, SubjectRequest>()
    const requests = createSubjectRequests({
      store: {
        insert: async (one) => kept.set(one.id, one).size > 0,
        get: async (_tenant, id) => kept.get(id),
        replace: async (next) => kept.set(next.id, next).size > 0,
        list: async () => [],
      },
      record: async () => undefined,
      makeEvent: async () => undefined,
      keeper: createContextKeeper(),
      clock: { now: () => new Date() },
      ids: createIdSource(),
      log: { info: () => undefined, warn: () => undefined },
      zone: 'UTC',
      persons: { personTypes: () => ['Client'], modelOf: (type) => type },
      ruleOf: () => ({ hours: 72 }),
      linkHours: 1,
    })
    const access = { tenant: 'default' }
    const { id } = await requests.open(access, opening('7', 'erasure'))
    await requests.verify(access, id, { method: 'passport' })
    await requests.decide(access, id, { approve: true, method: 'deleted' })
    await expect(requests.complete(access, id)).rejects.toMatchObject({
      code: 'AUDIT_ERASURE_UNAVAILABLE',
    })
    expect((await requests.get(access, id)).state).toBe('approved')
  })

  it('takes other ids of the same person in, until it is decided', async () => {
    const { requests } = desk.audit
    const { id } = await requests.open(opening(await ana()))
    const other = { type: 'Client', id: await ana() }
    const merged = await requests.merge(id, { subject: other, note: 'same passport' })
    expect(merged.ids).toEqual([other])
    await expect(requests.merge(id, { subject: other, note: 'again' })).rejects.toMatchObject({
      code: 'AUDIT_SUBJECT_REQUEST_REFUSED',
    })
    await requests.verify(id, { method: 'passport' })
    await requests.decide(id, { approve: true })
    const third = { type: 'Client', id: await ana() }
    await expect(requests.merge(id, { subject: third, note: 'late' })).rejects.toMatchObject({
      code: 'AUDIT_SUBJECT_REQUEST_REFUSED',
    })
    const events = await eventsOf(id)
    expect(events.find(({ type }) => type === 'audit.request.merged')?.severity).toBe('warning')
  })
})

describe('the deadline', () => {
  it('is a calendar month that ends with its last day, and two more once extended', async () => {
    const { requests } = desk.audit
    const { id, openedAt, dueAt, rule } = await requests.open(opening(await ana()))
    expect(rule).toBe('GDPR, Art. 12(3)')
    expect(dueAt.toISOString()).toMatch(/T02:59:59\.999Z$/)
    const days = (dueAt.getTime() - openedAt.getTime()) / 86_400_000
    expect(days).toBeGreaterThan(27.9)
    expect(days).toBeLessThan(32)
    const later = await requests.extend(id, { reason: 'many systems' })
    expect(later.dueAt.getTime() - dueAt.getTime()).toBeGreaterThan(58 * 86_400_000)
    await expect(requests.extend(id, { reason: 'again' })).rejects.toMatchObject({
      code: 'AUDIT_SUBJECT_REQUEST_REFUSED',
    })
  })

  it('is the one of the law that was chosen, or 72 hours', () => {
    expect(deadlineRule('lgpd', 'x')).toEqual({ days: 15, source: 'LGPD, Art. 19, II' })
    expect(deadlineRule('gdpr', 'x')).toBe(DEADLINES.gdpr)
    expect(deadlineRule(undefined, 'x')).toEqual({ hours: 72 })
    for (const wrong of ['ccpa', { hours: 0 }, { days: 1, hours: 2 }, {}, { months: 1.5 }]) {
      expect(() => deadlineRule(wrong, 'requests.deadline')).toThrow(
        expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'requests.deadline' }),
      )
    }
  })
})

function neverHere(): never {
  throw new Error('there is no such event')
}
