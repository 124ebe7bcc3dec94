/** A step of a request and its event are one write: neither is ever there without the other. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { StoredEvent, SubjectRequest } from '@rastro/core'
import { createMongoRequests, createMongoStore } from '@rastro/mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { openDesk } from './requests-desk.ts'
import type { RequestsDesk } from './requests-desk.ts'

let database: TestDatabase
let desk: RequestsDesk
beforeAll(async () => {
  database = await openTestDatabase()
  desk = await openDesk()
})
afterAll(async () => {
  await desk.close()
  await database.close()
})

/** A request as it is kept, and the events of its steps. */
async function opened(): Promise<{ request: SubjectRequest; events: readonly StoredEvent[] }> {
  const { _id } = await desk.Client.create({ name: 'Ana Prado' })
  const subject = { type: 'Client', id: String(_id) }
  const request = await desk.audit.requests.open({ kind: 'access', subject, proof: 'letter 7' })
  const db = desk.mongoose.connection.getClient().db(desk.mongoose.connection.name)
  const events = await db
    .collection<StoredEvent & { _id: string }>('audit_events')
    .find({ 'e.target.id': request.id })
    .toArray()
  return { request, events }
}

const stored = (name: string, id: string) =>
  database.db
    .collection<{ _id: string }>(name)
    .find(name === 'audit_events' ? { 'e.target.id': id } : { _id: id })
    .toArray()

/** As the audit stores them, but for events that cannot be stored while `isBroken`. */
function storeOf(broken: { isBroken: boolean }) {
  const log = createMongoStore({ database: () => database.db })
  return createMongoRequests({
    database: () => database.db,
    async append(events, transaction) {
      await log.append(events, transaction === undefined ? {} : { transaction })
      if (broken.isBroken) throw new Error('the connection was lost')
    },
  })
}

describe('a step of a request', () => {
  it('is not there where its event could not be stored, and the event neither', async () => {
    const { request, events } = await opened()
    const broken = { isBroken: true }
    const store = storeOf(broken)
    await expect(store.insert(request, events)).rejects.toMatchObject({
      code: 'AUDIT_STORE_UNAVAILABLE',
    })
    expect(await stored('audit_requests', request.id)).toEqual([])
    expect(await stored('audit_events', request.id)).toEqual([])
    broken.isBroken = false
    expect(await store.insert(request, events)).toBe(true)
    expect(await stored('audit_requests', request.id)).toHaveLength(1)
    expect(await stored('audit_events', request.id)).toHaveLength(events.length)
  })

  it('leaves no event where somebody was faster', async () => {
    const { request } = await opened()
    const { events } = await opened()
    const [event] = events
    if (event === undefined) throw new Error('no event')
    const store = storeOf({ isBroken: false })
    expect(await store.insert(request)).toBe(true)
    const next: SubjectRequest = { ...request, version: 2, state: 'verified' }
    expect(await store.replace(next)).toBe(true)
    expect(await store.replace(next, events)).toBe(false)
    expect(await store.insert({ ...request, id: 'other' }, events)).toBe(false)
    expect(await stored('audit_events', String(event.e.target?.id))).toEqual([])
    expect((await store.get(request.tenant, request.id))?.state).toBe('verified')
  })
})
