/** An erasure that is carried out by two at once, or once more after it broke off: nothing of it is lost. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  AuditError,
  createContextKeeper,
  createIdSource,
  createSubjectRequests,
} from '@rastro/core'
import type { EraseSubject, SubjectRequest } from '@rastro/core'
import { createMongoRequests } from '@rastro/mongodb'
import { testSource } from '../privacy/key-desk.ts'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { openDesk } from './requests-desk.ts'
import type { RequestsDesk } from './requests-desk.ts'

let database: TestDatabase
let desk: RequestsDesk
beforeAll(async () => {
  database = await openTestDatabase()
  desk = await openDesk({ keys: { source: testSource() } })
})
afterAll(async () => {
  await desk.close()
  await database.close()
})

const access = { tenant: 'default' }

/** The workflow on a real database; of the erasures each does what is said for it, in turn. */
async function approved(
  ...erasures: ((certified: (id: string) => Promise<void>) => Promise<void>)[]
) {
  const newId = createIdSource()
  const eraseSubject: EraseSubject = async (_, { certified }) => {
    const next = erasures.shift()
    if (next === undefined) throw new Error('one erasure too many')
    await next(certified)
  }
  const service = createSubjectRequests({
    store: createMongoRequests({ database: () => database.db, append: async () => undefined }),
    record: async () => undefined,
    makeEvent: async () => undefined,
    keeper: createContextKeeper(),
    clock: { now: () => new Date() },
    ids: newId,
    log: { info: () => undefined, warn: () => undefined },
    zone: 'America/Sao_Paulo',
    persons: { personTypes: () => ['Client'], modelOf: (type) => type },
    ruleOf: () => ({ months: 1, extendMonths: 2 }),
    linkHours: 72,
    eraseSubject,
  })
  const subject = { type: 'Client', id: newId() }
  const { id } = await service.open(access, { kind: 'erasure', subject, proof: 'letter 7' })
  await service.verify(access, id, { method: 'passport' })
  await service.decide(access, id, { approve: true, method: 'deleted' })
  return { complete: () => service.complete(access, id), service, id }
}

/** Something that happens when it is told to. */
function signal() {
  let give: () => void = () => undefined
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { give, given }
}

const certificatesOf = ({ outcome }: SubjectRequest) => outcome?.certificates?.toSorted()

describe('an erasure that two carry out at once', () => {
  it('keeps both certificates, where the other began before the first had its own', async () => {
    const [isFirst, isSecond, mayGoOn] = [signal(), signal(), signal()]
    const { complete, service, id } = await approved(
      async (certified) => {
        isFirst.give()
        await isSecond.given
        await certified('of all keys')
      },
      async (certified) => {
        isSecond.give()
        await mayGoOn.given
        await certified('of no key')
      },
    )
    const first = complete()
    await isFirst.given
    const second = complete()
    await first
    mayGoOn.give()
    await second
    const done = await service.get(access, id)
    expect(done.state).toBe('done')
    expect(certificatesOf(done)).toEqual(['of all keys', 'of no key'])
  })

  it('keeps both, where the other was done before the first had its own', async () => {
    const { complete, service, id } = await approved(
      async (certified) => {
        await complete()
        await certified('of all keys')
      },
      (certified) => certified('of no key'),
    )
    expect(await complete()).toMatchObject({ state: 'done' })
    const done = await service.get(access, id)
    expect(certificatesOf(done)).toEqual(['of all keys', 'of no key'])
    expect(done.steps.filter(({ step }) => step === 'completed')).toHaveLength(1)
  })

  it('keeps what is certified while somebody extends its deadline, and no word of that', async () => {
    const { complete, service, id } = await approved(async (certified) => {
      await service.extend(access, id, { reason: 'meanwhile' })
      await certified('of all keys')
    })
    const done = await complete()
    expect(certificatesOf(done)).toEqual(['of all keys'])
    expect(done.steps.map(({ step }) => step)).toContain('extended')
    expect(JSON.stringify(done)).not.toContain('meanwhile')
  })
})

describe('an erasure that a hold stops', () => {
  const held = async () => {
    throw new AuditError('AUDIT_ERASURE_HELD', 'held')
  }

  it('may be refused, as nothing was destroyed', async () => {
    const { complete, service, id } = await approved(held)
    await expect(complete()).rejects.toMatchObject({ code: 'AUDIT_ERASURE_HELD' })
    const { request } = await service.decide(access, id, { approve: false, reason: 'a court' })
    expect(request.state).toBe('refused')
  })

  it('is never refused once its keys are destroyed, also where no certificate was kept', async () => {
    const { requests } = desk.audit
    const { _id } = await desk.Client.create({ name: 'Ana Prado', email: 'ana@example.com' })
    await desk.audit.flush()
    const subject = { type: 'Client', id: String(_id) }
    const { id } = await requests.open({ kind: 'erasure', subject, proof: 'letter 7' })
    await requests.verify(id, { method: 'passport' })
    await requests.decide(id, { approve: true, method: 'deleted' })
    const db = desk.mongoose.connection.getClient().db(desk.mongoose.connection.name)
    // As a process that ends right after the keys are gone: the certificate cannot be kept.
    const validator = { certificates: { $exists: false } }
    await db.command({ collMod: 'audit_requests', validator })
    await expect(requests.complete(id, {})).rejects.toMatchObject({
      code: 'AUDIT_STORE_UNAVAILABLE',
    })
    await db.command({ collMod: 'audit_requests', validator: {} })
    await desk.audit.hold(subject, { reason: 'a lawsuit' })
    await expect(requests.complete(id, {})).rejects.toMatchObject({ code: 'AUDIT_ERASURE_HELD' })
    await expect(
      requests.decide(id, { approve: false, reason: 'a court needs it' }),
    ).rejects.toMatchObject({ code: 'AUDIT_SUBJECT_REQUEST_REFUSED' })
    await desk.audit.release(subject, { reason: 'settled' })
    expect((await requests.complete(id, {})).state).toBe('done')
  })
})

describe('once somebody is erased', () => {
  const keysOf = async (id: string) => {
    const { mongoose } = desk
    const keys = mongoose.connection.getClient().db(`${mongoose.connection.name}_keys`)
    const all = await keys.collection<{ _id: string }>('audit_keys').find().toArray()
    return all.filter(({ _id }) => _id.includes(id))
  }

  it('no note of whoever said that it was done makes a new key of theirs', async () => {
    const { requests } = desk.audit
    const { _id } = await desk.Client.create({ name: 'Ana Prado', email: 'ana@example.com' })
    const subject = { type: 'Client', id: String(_id) }
    await desk.sequenced()
    const { id } = await requests.open({ kind: 'erasure', subject, proof: 'letter 7' })
    await requests.verify(id, { method: 'passport' })
    await requests.decide(id, { approve: true, method: 'deleted' })
    expect(await keysOf(subject.id)).toHaveLength(1)
    const done = await requests.complete(id, { note: 'Zeferino was told' })
    expect(done.state).toBe('done')
    await desk.sequenced()
    const { events } = await desk.audit.find({ tt: 'AuditRequest', tid: id })
    expect(events.map(({ type }) => type)).toContain('audit.request.completed')
    expect(JSON.stringify([done, events])).not.toContain('Zeferino')
    expect(await keysOf(subject.id)).toEqual([])
  })

  it('the words are gone from a request of another id that names theirs, and from no other', async () => {
    const { requests } = desk.audit
    const [ana, bia] = await Promise.all(
      ['Ana Prado', 'Bia Prado'].map(async (name) => {
        const { _id } = await desk.Client.create({ name })
        return { type: 'Client', id: String(_id) }
      }),
    )
    if (ana === undefined || bia === undefined) throw new Error('nobody')
    const wrote = { message: 'about Zeferino', proof: 'letter of Zeferino' }
    const both = await requests.open({ kind: 'correction', subject: bia, ids: [ana], ...wrote })
    const own = await requests.open({ kind: 'objection', subject: bia, ...wrote })
    await desk.audit.erase({ subject: ana, reason: 'asked', method: 'deleted' })
    expect(JSON.stringify(await requests.get(both.id))).not.toContain('Zeferino')
    expect(await requests.get(both.id)).toMatchObject({ state: 'received', ids: [ana] })
    expect(await requests.get(own.id)).toMatchObject(wrote)
  })
})
