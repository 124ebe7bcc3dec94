import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { AuditError, createFollow, createMemoryStore } from '@rastro/core'
import type { EventSequence } from '@rastro/core'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { makeEvent, makeEvents, openLog } from './log.ts'
import type { Log } from './log.ts'
import { until } from './until.ts'

let database: TestDatabase
let log: Log
let logs = 0
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  logs += 1
  log = await openLog(database.client, `${database.dbName}_${logs}`)
})
afterEach(() => log.stop())

const idsOf = (events: readonly { _id: string }[]): string[] => events.map(({ _id }) => _id)
const silent = { info: () => undefined, warn: () => undefined }

describe('following', () => {
  it('gives what there is and then what comes, each in its place, within a second', async () => {
    log.sequencer()
    await log.streaming()
    const before = makeEvents(250)
    await log.store.append(before)
    const followed = log.follow(0)
    await until(() => followed.ids.length === 250)
    const later = makeEvents(5)
    const lags = []
    for (const [index, event] of later.entries()) {
      const startedAt = performance.now()
      await log.store.append([event])
      await until(() => followed.ids.length === 251 + index)
      lags.push(performance.now() - startedAt)
    }
    // The best of some: a machine that is busy with other things says nothing about this one.
    expect(Math.min(...lags)).toBeLessThan(1_000)
    expect(followed.ids).toEqual(idsOf([...before, ...later]))
    expect(followed.numbers).toEqual(Array.from({ length: 255 }, (_, index) => index + 1))
    expect(followed.handle.position).toBe(255)
  })

  it('goes on after any number that was kept, also in the middle of a batch', async () => {
    log.sequencer()
    const events = makeEvents(40)
    await log.store.append(events)
    await log.sequencedCount(40)
    for (const after of [0, 1, 17, 39, 40]) {
      const followed = log.follow(after)
      await until(() => followed.handle.position === 40)
      expect(followed.ids).toEqual(idsOf(events.slice(after)))
    }
  })

  it('from now on leaves out what has a number already', async () => {
    log.sequencer()
    await log.store.append(makeEvents(5))
    await log.sequencedCount(5)
    const followed = log.follow('now')
    await until(() => followed.handle.position === 5)
    const event = makeEvent()
    await log.store.append([event])
    await until(() => followed.ids.length > 0)
    expect(followed.ids).toEqual([event._id])
  })

  it('gives one tenant nothing of another, however many events lie between', async () => {
    log.sequencer()
    await log.streaming()
    const own: string[] = []
    for (let round = 0; round < 6; round += 1) {
      await log.store.append(makeEvents(40, { tenant: 'other' }))
      const event = makeEvent({ tenant: 'acme' })
      await log.store.append([event])
      own.push(event._id)
    }
    const followed = log.follow(0, 'acme')
    await until(() => followed.ids.length === 6)
    expect(followed.ids).toEqual(own)
    const stranger = log.follow(0, 'nobody')
    await until(async () => stranger.handle.position === (await log.sequence.upTo('nobody')))
    expect(stranger.ids).toEqual([])
  })

  it('brings the same events again to a reader that failed, and no others', async () => {
    log.sequencer()
    const events = makeEvents(30)
    await log.store.append(events)
    await log.sequencedCount(30)
    const follow = createFollow({ sequence: log.sequence, tenant: 'default', log: silent })
    const tried: string[][] = []
    const taken: string[] = []
    const handle = follow(
      0,
      async (some) => {
        const ids = some.map(({ event }) => event.id)
        tried.push(ids)
        if (tried.length % 3 !== 0) throw new Error('the sink is away')
        taken.push(...ids)
      },
      { limit: 10 },
    )
    await until(() => taken.length === 30)
    await handle.stop()
    expect(taken).toEqual(idsOf(events))
    expect(tried).toHaveLength(9)
    expect(tried[0]).toEqual(tried[2])
  })

  it('never calls a reader while it still works', async () => {
    log.sequencer()
    await log.store.append(makeEvents(30))
    await log.sequencedCount(30)
    const follow = createFollow({ sequence: log.sequence, tenant: 'default', log: silent })
    let underWay = 0
    let most = 0
    let calls = 0
    const handle = follow(
      0,
      async () => {
        underWay += 1
        most = Math.max(most, underWay)
        await log.sequence.upTo('default')
        underWay -= 1
        calls += 1
      },
      { limit: 5 },
    )
    await until(() => calls === 6)
    await handle.stop()
    expect(most).toBe(1)
  })

  it('ends when it is stopped, after the call under way', async () => {
    log.sequencer()
    await log.store.append(makeEvents(10))
    await log.sequencedCount(10)
    const follow = createFollow({ sequence: log.sequence, tenant: 'default', log: silent })
    let calls = 0
    const handle = follow(
      0,
      () => {
        calls += 1
        void handle.stop()
      },
      { limit: 1 },
    )
    await handle.done
    expect([calls, handle.position]).toEqual([1, 1])
  })

  it('ends when its own reader stops it, and waits for nothing', async () => {
    log.sequencer()
    await log.store.append(makeEvents(3))
    const sequence = log.sequence
    let calls = 0
    const handle = createFollow({ sequence, tenant: 'default', log: silent })(
      0,
      async () => {
        calls += 1
        await handle.stop()
      },
      { limit: 1 },
    )
    await handle.done
    expect(calls).toBe(1)
  })

  it('brings the events again to a reader that failed for want of numbers elsewhere', async () => {
    log.sequencer()
    await log.store.append(makeEvents(1))
    const sequence = log.sequence
    let calls = 0
    const handle = createFollow({ sequence, tenant: 'default', log: silent })(0, () => {
      calls += 1
      if (calls === 1) throw new AuditError('AUDIT_SEQUENCE_UNAVAILABLE', 'elsewhere')
    })
    await until(() => calls === 2)
    await handle.stop()
  })

  it('says so where events have no numbers, and does not try for ever', async () => {
    const sequence: EventSequence = {
      ...createMemoryStore().sequence,
      read: async () => {
        throw new AuditError('AUDIT_SEQUENCE_UNAVAILABLE', 'a standalone server')
      },
    }
    const handle = createFollow({ sequence, tenant: 'default', log: silent })(0, () => undefined)
    await expect(handle.done).rejects.toMatchObject({ code: 'AUDIT_SEQUENCE_UNAVAILABLE' })
  })

  for (const after of [-1, 1.5, 'yesterday', null]) {
    it(`refuses ${String(after)} as a position`, () => {
      const follow = createFollow({ sequence: log.sequence, tenant: 'default', log: silent })
      expect(() => follow(after as number, () => undefined)).toThrow(
        expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'after' }),
      )
    })
  }
})

describe('reading the sequence', () => {
  it('finds numbers by ids, of the tenant alone', async () => {
    log.sequencer()
    const events = makeEvents(3)
    const [other] = makeEvents(1, { tenant: 'other' })
    await log.store.append([...events, ...(other ? [other] : [])])
    await log.sequencedCount(4)
    const ids = [...idsOf(events), other?._id ?? '', 'no such event']
    const numbers = await log.sequence.numbersOf('default', ids)
    expect([...numbers.keys()].toSorted()).toEqual(idsOf(events).toSorted())
    expect(await log.sequence.upTo('default')).toBe(4)
  })

  it('says where to go on when a narrow filter has found nothing yet', async () => {
    log.sequencer()
    const types = Array.from({ length: 60 }, (_, n) => (n === 55 ? 'rare' : 'frequent'))
    await log.store.append(types.map((type) => makeEvent({ type })))
    await log.sequencedCount(60)
    const filter = { tenant: 'default', types: ['rare'] }
    const found = await log.sequence.read({ filter, after: 0, limit: 10 })
    expect(found.events).toHaveLength(1)
    expect(found.upTo).toBe(60)
    const none = await log.sequence.read({ filter, after: 60, limit: 10 })
    expect(none).toEqual({ events: [], upTo: 60 })
  })

  it('knows of no numbers before a sequencer has run', async () => {
    await log.store.append(makeEvents(1))
    expect(await log.sequence.upTo('default')).toBeNull()
  })
})
