/** What anybody wrote in a request: under the person's key, and gone with the person. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { MongoClient } from 'mongodb'
import { testSource } from '../privacy/key-desk.ts'
import { dumpOf, formsOf } from '../privacy/opened-log.ts'
import { openDesk } from './requests-desk.ts'
import type { RequestsDesk } from './requests-desk.ts'

let desk: RequestsDesk
beforeAll(async () => {
  desk = await openDesk({ keys: { source: testSource() } })
})
afterAll(() => desk.close())

const WRITTEN = {
  message: 'my cousin Zeferino moved out',
  proof: 'letter from Zeferino of 3 March',
  method: 'called her at Rua Zeferino 9',
  note: 'spoke with Zeferino',
  reason: 'Zeferino asked twice',
  basis: 'Art. 12(5), Zeferino',
}

/** A correction that was refused, with words everywhere, and an erasure that is approved. */
async function written() {
  const { requests } = desk.audit
  const { _id } = await desk.Client.create({ name: 'Ana Prado', email: 'ana@example.com' })
  const subject = { type: 'Client', id: String(_id) }
  const { message, proof, method, note, reason, basis } = WRITTEN
  const { id } = await requests.open({ kind: 'correction', subject, message, proof })
  await requests.verify(id, { method, note })
  await requests.decide(id, { approve: false, reason, basis })
  const erasure = await requests.open({ kind: 'erasure', subject, message, proof })
  await requests.verify(erasure.id, { method })
  await requests.decide(erasure.id, { approve: true, reason, method: 'deleted' })
  await desk.sequenced()
  return { subject, id, erasure: erasure.id }
}

function expectNoWord(text: string): void {
  for (const form of formsOf('Zeferino')) expect(text.includes(form)).toBe(false)
}

const eventsOf = async (id: string) => {
  await desk.sequenced()
  return (await desk.audit.find({ tt: 'AuditRequest', tid: id }, { order: 'oldest' })).events
}

describe('what is written in requests', () => {
  it('stands nowhere in plain, and is whole for whoever handles it', async () => {
    const { id } = await written()
    expectNoWord(await dumpOf(desk.uri))
    const request = await desk.audit.requests.get(id)
    const { message, proof, method, note, reason, basis } = WRITTEN
    expect(request).toMatchObject({
      message,
      proof,
      identity: { method },
      decision: { outcome: 'refused', reason, basis },
      steps: [{ step: 'opened' }, { step: 'verified', note }, { step: 'refused', note: reason }],
    })
    const { body } = await desk.admin.get(`/audit/api/requests?state=all`).expect(200)
    expect(JSON.stringify(body)).toContain('my cousin Zeferino')
    const events = await eventsOf(id)
    expect(events[1]).toMatchObject({ reason: note, details: { identity: method } })
    expect(events[2]).toMatchObject({ reason, details: { basis, state: 'refused' } })
    expect(desk.audit.readable(events[2] ?? never(), 'en').sentence).toMatch(/refused/)
  })

  it('is gone with the person, and what was decided stays', async () => {
    const { id, erasure } = await written()
    const done = await desk.audit.requests.complete(erasure, {})
    expectNoWord(JSON.stringify(done))
    expect(done).toMatchObject({
      state: 'done',
      decision: { outcome: 'approved', method: 'deleted' },
      identity: { method: '[erased]' },
    })
    expect(done.outcome?.certificates).toHaveLength(1)
    const request = await desk.audit.requests.get(id)
    expectNoWord(JSON.stringify(request))
    expect(request).toMatchObject({ state: 'refused', decision: { outcome: 'refused' } })
    expect(request.steps.map(({ step }) => step)).toEqual(['opened', 'verified', 'refused'])
    const events = await eventsOf(id)
    expectNoWord(JSON.stringify(events))
    expect(events[2]?.erased).toEqual(expect.arrayContaining(['reason', 'details.basis']))
    expectNoWord(await dumpOf(desk.uri))
  })

  it('does not come back with an old copy of the requests', async () => {
    const { subject, id } = await written()
    const client = await new MongoClient(desk.uri).connect()
    try {
      const kept = client.db().collection('audit_requests')
      const copy = await kept.find().toArray()
      await desk.audit.erase({ subject, reason: 'asked', method: 'deleted' })
      await kept.deleteMany({})
      await kept.insertMany(copy)
      const request = await desk.audit.requests.get(id)
      expect(request.state).toBe('refused')
      expectNoWord(JSON.stringify(request))
    } finally {
      await client.close()
    }
  })
})

describe('the reason of a change of somebody’s data', () => {
  it('is under the person’s key as well', async () => {
    const { _id } = await desk.Client.create({ name: 'Ana Prado' })
    const subject = { type: 'Client', id: String(_id) }
    await desk.audit.record('audit.person.viewed', {
      subject,
      reason: 'asked about Zeferino',
      details: { door: 'application', purpose: 'a call' },
    })
    await desk.sequenced()
    const find = async () =>
      (await desk.audit.find({ type: 'audit.person.viewed', client: subject.id })).events
    expect((await find())[0]?.reason).toBe('asked about Zeferino')
    expectNoWord(await dumpOf(desk.uri))
    await desk.audit.erase({ subject, reason: 'asked', method: 'deleted' })
    const [look] = await find()
    expect(look).not.toHaveProperty('reason')
    expect(look?.erased).toEqual(['reason'])
  })
})

function never(): never {
  throw new Error('there is no such event')
}
