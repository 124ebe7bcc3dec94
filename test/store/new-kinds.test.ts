import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createSequencer, createMongoSequence, createMongoStore } from '@rastro/mongodb'
import type { EventFilter, EventStore } from '@rastro/core'
import { until } from '../sequencer/until.ts'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { createExplainer } from './explained-store.ts'
import { sample, samples } from './sample.ts'

const ORDER = { order: 'newest', limit: 10 } as const

let database: TestDatabase
/** Two processes with one database, of which one reads. */
let reader: EventStore
let writer: EventStore
beforeAll(async () => {
  database = await openTestDatabase({ monitorCommands: true })
  reader = createMongoStore({ database: () => database.db })
  writer = createMongoStore({ database: () => database.db })
  await writer.prepare()
})
afterAll(() => database.close())

async function found(filter: Omit<EventFilter, 'tenant'>): Promise<string[]> {
  const events = await reader.findByTime({ filter: { tenant: 'default', ...filter }, ...ORDER })
  return events.map(({ _id }) => _id)
}

describe('a kind of event that this process has not met', () => {
  it('is found at once, though its place and its operation were each known before', async () => {
    await writer.append([sample(), sample({ place: 'chats', operation: 'delete' })])
    // What is known is kept for seconds from here on.
    expect(await found({ places: ['tickets'], operations: ['delete'] })).toEqual([])
    const event = sample({ operation: 'delete' })
    await writer.append([event])
    expect(await found({ places: ['tickets'], operations: ['delete'] })).toEqual([event._id])
  })

  it('is found by the kind of its record as well', async () => {
    expect(await found({ target: { type: 'Gadget' } })).toEqual([])
    const event = sample({ target: { type: 'Gadget', id: 'g-1' } })
    await writer.append([event])
    expect(await found({ target: { type: 'Gadget' } })).toEqual([event._id])
  })

  it('is among the values that may be asked for', async () => {
    expect((await reader.seen('default')).places).not.toContain('shelves')
    await writer.append([sample({ place: 'shelves' })])
    expect((await reader.seen('default')).places).toContain('shelves')
  })

  it('is not passed over by who reads along: what is missed there is never asked for again', async () => {
    const databaseOf = { database: () => database.db }
    const sequence = createMongoSequence(databaseOf)
    const sequencer = createSequencer({ ...databaseOf, logger: { info() {}, warn() {} } })
    sequencer.start()
    try {
      const filter = { tenant: 'default', places: ['tickets'] }
      const limit = 50
      const numbered = (id: string, after: number): Promise<number> =>
        until(async () => {
          const at = (await sequence.numbersOf?.('default', [id]))?.get(id)
          return at !== undefined && at > after ? at : undefined
        })
      const first = sample()
      await writer.append([first])
      const after = await numbered(first._id, 0)
      await sequence.read({ filter, after: 0, limit })
      const event = sample({ operation: 'archive', severity: 'notice' })
      await writer.append([event])
      await numbered(event._id, after)
      const { events } = await sequence.read({ filter, after, limit })
      expect(events.map((one) => one.event._id)).toEqual([event._id])
    } finally {
      await sequencer.stop()
    }
  })
})

describe('looks at the log', () => {
  const LOOK = { place: 'audit.log', operation: 'view', category: 'audit' } as const

  it('are left out beside every other filter, in lists and counts alike', async () => {
    const look = sample({ ...LOOK, type: 'audit.log.listed' })
    const sent = sample({ ...LOOK, type: 'audit.log.exported', operation: 'export' })
    await writer.append([look, sent])
    for (const more of [
      {},
      { outcomes: ['success'] },
      { categories: ['audit'] },
      { text: 'ana' },
    ]) {
      const filter = { tenant: 'default', withoutLooks: true, ...more } as const
      // Who wrote them knows them; elsewhere they may stand in a list for some seconds.
      const ids = (await writer.findByTime({ filter, ...ORDER, limit: 100 })).map(({ _id }) => _id)
      expect(ids).toContain(sent._id)
      expect(ids).not.toContain(look._id)
      expect((await writer.count(filter, 100)).n).toBe(ids.length)
    }
  })

  it('cost a list no sorting, however many there are', async () => {
    const { store, explain } = createExplainer(database.client, database.db)
    const looks = Array.from({ length: 300 }, () => sample({ ...LOOK, type: 'audit.log.listed' }))
    await store.append([...looks, ...samples(300)])
    await store.seen('default')
    const filter = { tenant: 'default', withoutLooks: true } as const
    const [listed] = await explain((one) => one.findByTime({ filter, ...ORDER }))
    expect(listed?.stages).not.toContain('SORT')
  })
})
