import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createFollow, createMemoryStore } from '@rastro/core'
import { createMongoSequence, createMongoStore, createSequencer } from '@rastro/mongodb'
import { MongoClient } from 'mongodb'
import { startStandalone } from '../store/standalone-server.ts'
import type { StandaloneServer } from '../store/standalone-server.ts'
import { makeEvent, makeEvents } from './log.ts'
import { until } from './until.ts'

const silent = { info: () => undefined, warn: () => undefined }

describe('a standalone server', () => {
  let server: StandaloneServer
  let client: MongoClient
  beforeAll(async () => {
    server = await startStandalone()
    client = await new MongoClient(server.uri).connect()
  }, 120_000)
  afterAll(async () => {
    await client.close()
    await server.stop()
  })

  it('has no numbers, and says so to whoever needs them', async () => {
    const database = () => client.db('standalone')
    await createMongoStore({ database }).append([makeEvent()])
    const sequencer = createSequencer({ database })
    sequencer.start()
    const sequence = createMongoSequence({ database })
    const handle = createFollow({ sequence, tenant: 'default', log: silent })(0, () => undefined)
    await expect(handle.done).rejects.toMatchObject({
      code: 'AUDIT_SEQUENCE_UNAVAILABLE',
      retryable: false,
    })
    expect(await sequence.upTo('default')).toBeNull()
    expect(sequencer.working()).toBe(0)
    await sequencer.stop()
  })
})

describe('the store in memory', () => {
  it('numbers events as they come, of all tenants together', async () => {
    const store = createMemoryStore()
    const own = makeEvents(5)
    await store.append([makeEvent({ tenant: 'other' }), ...own])
    const page = await store.sequence.read({ filter: { tenant: 'default' }, after: 0, limit: 3 })
    expect(page.events.map(({ sequence, event }) => [sequence, event._id])).toEqual(
      own.slice(0, 3).map(({ _id }, index) => [index + 2, _id]),
    )
    expect(page.upTo).toBe(4)
    const rest = await store.sequence.read({ filter: { tenant: 'default' }, after: 4, limit: 3 })
    expect([rest.events.length, rest.upTo]).toEqual([2, 6])
    expect(await store.sequence.numbersOf('default', [own[0]?._id ?? ''])).toEqual(
      new Map([[own[0]?._id, 2]]),
    )
  })

  it('can be followed like any other', async () => {
    const store = createMemoryStore()
    const events = makeEvents(7)
    await store.append(events.slice(0, 4))
    const ids: string[] = []
    const follow = createFollow({ sequence: store.sequence, tenant: 'default', log: silent })
    const handle = follow(0, (some) => void ids.push(...some.map(({ event }) => event.id)))
    await until(() => ids.length === 4)
    await store.append(events.slice(4))
    await until(() => ids.length === 7)
    await handle.stop()
    expect(ids).toEqual(events.map(({ _id }) => _id))
  })
})
