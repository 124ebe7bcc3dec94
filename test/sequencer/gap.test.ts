import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createIdSource } from '@rastro/core'
import type { SequenceGap, SequencerOptions } from '@rastro/mongodb'
import type { Document } from 'mongodb'
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

/** Records gaps as the suite does: an event in the transaction in which the gap is noted. */
function recording(gaps: SequenceGap[]): Partial<SequencerOptions> {
  return {
    async recordGap(gap, transaction) {
      gaps.push(gap)
      await log.store.append([makeEvent({ type: 'gap' })], { transaction })
    },
  }
}

async function changeNote(fields: Document): Promise<void> {
  const note = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [`note.${name}`, value]),
  )
  await log.db.collection('audit_leases').updateMany({}, { $set: note })
}

/** The time of the newest event, from which on a stream would show nothing of before. */
async function now(): Promise<unknown> {
  const reply = await log.db.command({ insert: 'clock', documents: [{}] })
  return reply['operationTime']
}

/** An event that was made long ago and stored now, as one from a spool is. */
function replayed() {
  const old = new Date(Date.now() - 365 * 86_400_000)
  const id = createIdSource({ now: () => old })()
  return { ...makeEvent(), _id: id }
}

describe('history that no stream shows any more', () => {
  it('is searched for what has no number, and the gap is an event', async () => {
    const gaps: SequenceGap[] = []
    const first = log.sequencer()
    await log.streaming()
    const before = makeEvents(20)
    await log.store.append(before)
    await log.sequencedCount(20)
    await first.stop()

    const missed = [...makeEvents(1_200), replayed()]
    await log.store.append(missed)
    await changeNote({ from: { token: { _data: 'no token at all' } } })
    log.sequencer(recording(gaps))
    await log.sequencedCount(1_222)
    const later = makeEvents(5)
    await log.store.append(later)
    const all = await log.sequencedCount(1_227)

    const gapEvent = await log.db.collection('audit_events').findOne({ 'e.type': 'gap' })
    const expected = [...before, ...missed, ...later].map(({ _id }) => _id)
    expect(all.toSorted()).toEqual([...expected, String(gapEvent?._id)].toSorted())
    expect(all.slice(0, 20)).toEqual(idsOf(before))
    expect(gaps.map((gap) => [gap.bucket, gap.reason])).toEqual([[0, 'token-invalid']])
    expect(gaps[0]?.since.getTime()).toBeLessThanOrEqual(Date.now())
    expect(log.said.join()).toContain('has a gap since')
  })

  it('comes to a follower as events that it did not have yet, once each', async () => {
    const followed = log.follow(0)
    const first = log.sequencer()
    const before = makeEvents(10)
    await log.store.append(before)
    await until(() => followed.ids.length === 10)
    await first.stop()
    const missed = makeEvents(10)
    await log.store.append(missed)
    await changeNote({ from: { token: { _data: 'no token at all' } } })
    log.sequencer()
    await until(() => followed.ids.length >= 20)
    const later = makeEvents(3)
    await log.store.append(later)
    await until(() => followed.ids.length >= 23)
    expect(followed.ids).toEqual(idsOf([...before, ...missed, ...later]))
  })

  it('ends with the collection, and begins with the next one', async () => {
    const gaps: SequenceGap[] = []
    log.sequencer(recording(gaps))
    await log.streaming()
    await log.store.append(makeEvents(3))
    await log.sequencedCount(3)
    await log.db.collection('audit_events').drop()
    const events = makeEvents(4)
    await log.store.append(events)
    const all = await log.sequencedCount(8)
    expect(all.slice(3)).toEqual(expect.arrayContaining(idsOf(events)))
    expect(gaps.map(({ reason }) => reason)).toHaveLength(1)
  })

  it('is not made again where the collection is gone for good', async () => {
    const sequencer = log.sequencer()
    await log.streaming()
    await log.db.collection('audit_events').drop()
    await until(() => sequencer.working() === 0)
    const left = await log.db.listCollections({ name: 'audit_events' }).toArray()
    expect(left).toEqual([])
  })

  it('ends with a collection that is renamed, and says why', async () => {
    const gaps: SequenceGap[] = []
    log.sequencer(recording(gaps))
    await log.streaming()
    await log.store.append(makeEvents(3))
    await log.sequencedCount(3)
    await log.db.collection('audit_events').rename('elsewhere')
    const events = makeEvents(4)
    await log.store.append(events)
    const all = await log.sequencedCount(8)
    expect(all.slice(3)).toEqual(expect.arrayContaining(idsOf(events)))
    expect(gaps).toHaveLength(1)
  })

  it('is remembered by the batches where the leases were lost', async () => {
    const gaps: SequenceGap[] = []
    const first = log.sequencer()
    const before = makeEvents(5)
    await log.store.append(before)
    await log.sequencedCount(5)
    await first.stop()
    await log.db.collection<{ _id: string }>('audit_leases').deleteOne({ _id: 'sequencer:00' })
    const missed = makeEvents(5)
    await log.store.append(missed)
    log.sequencer(recording(gaps))
    const all = await log.sequencedCount(11)
    expect(all.slice(0, 5)).toEqual(idsOf(before))
    expect(all.slice(5)).toEqual(expect.arrayContaining(idsOf(missed)))
    expect(gaps).toHaveLength(1)
  })
})

describe('the search for events without a number', () => {
  it('finds one that the stream has not shown, however old its id, when it is due', async () => {
    const first = log.sequencer()
    await log.streaming()
    await log.store.append(makeEvents(5))
    await log.sequencedCount(5)
    await first.stop()
    const missed = [replayed(), makeEvent()]
    await log.store.append(missed)
    // As if the stream had been read up to here, and two of its events had been lost on the way.
    await changeNote({ from: { time: await now() } })
    log.sequencer({ scanEveryMs: 1 })
    const all = await log.sequencedCount(7)
    expect(all.slice(5).toSorted()).toEqual(idsOf(missed).toSorted())
  })

  it('gives no second number to what the stream brings later', async () => {
    log.sequencer({ scanEveryMs: 1 })
    await log.streaming()
    const events = Array.from({ length: 40 }, () => makeEvents(50))
    for (const some of events) await log.store.append(some)
    const all = await log.sequencedCount(2_000)
    expect(all.toSorted()).toEqual(idsOf(events.flat()).toSorted())
    await log.store.append(makeEvents(1))
    expect(await log.sequencedCount(2_001)).toHaveLength(2_001)
  })
})
