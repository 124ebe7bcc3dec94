import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createHash } from 'node:crypto'
import { BSON, Binary, Decimal128, Double, Long, ObjectId, UUID } from 'mongodb'
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

describe('the sequencer', () => {
  it('numbers events in the order in which they became visible', async () => {
    log.sequencer()
    await log.streaming()
    const events = makeEvents(3)
    for (const event of events.toReversed()) await log.store.append([event])
    expect(await log.sequencedCount(3)).toEqual(idsOf(events).toReversed())
  })

  it('takes less than a second for an event that comes alone', async () => {
    log.sequencer()
    await log.streaming()
    const lags = []
    for (let count = 1; count <= 5; count += 1) {
      await log.store.append([makeEvent()])
      const startedAt = performance.now()
      await log.sequencedCount(count)
      lags.push(performance.now() - startedAt)
    }
    // The best of some: a machine that is busy with other things says nothing about this one.
    expect(Math.min(...lags)).toBeLessThan(1_000)
  })

  it('keeps the hash of the stored bytes, whatever types and keys they hold', async () => {
    log.sequencer()
    const odd = {
      id: new ObjectId(),
      'a.b': NaN,
      $c: -0,
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.10'),
      double: new Double(1),
      bytes: new Binary(Buffer.from('x'), 2),
      uuid: new UUID(),
      10: [1, null, {}, []],
      2: 'order of keys',
      '': new Date(0),
    }
    const event = makeEvent({ details: odd })
    await log.store.append([event])
    await log.sequencedCount(1)
    const raw = await log.db.collection('audit_events').findOne({}, { raw: true })
    const stored = BSON.deserialize(raw as unknown as Uint8Array, { raw: true })
    const hash = createHash('sha256').update(Buffer.of(0)).update(stored['e']).digest('hex')
    const batch = await log.db.collection('audit_batches').findOne({ bucket: 0 })
    expect(batch?.['events'][0].leafHash.toString('hex')).toBe(hash)
  })

  it('says of each event whose it is and when it was committed', async () => {
    log.sequencer()
    await log.streaming()
    const events = makeEvents(2, { tenant: 'acme' })
    await log.store.append(events)
    await log.sequencedCount(2)
    const batch = await log.db.collection('audit_batches').findOne({ bucket: 0 })
    const [first, second] = (batch?.['events'] ?? []) as Document[]
    expect(batch?.['tenants']).toEqual(['acme'])
    expect([first?.['tenant'], first?.['ct']._bsontype]).toEqual(['acme', 'Timestamp'])
    expect(second?.['ct'].compare(first?.['ct'])).toBeGreaterThanOrEqual(0)
  })

  it('numbers what was there before the first sequencer, and then what came meanwhile', async () => {
    const old = makeEvents(2_500)
    await log.store.append(old)
    log.sequencer()
    const meanwhile = makeEvents(500)
    for (let from = 0; from < 500; from += 50) {
      await log.store.append(meanwhile.slice(from, from + 50))
    }
    const all = await log.sequencedCount(3_000)
    expect(all.slice(0, 2_500)).toEqual(idsOf(old))
    expect(all.toSorted()).toEqual([...idsOf(old), ...idsOf(meanwhile)].toSorted())
  })

  it('divides tenants among buckets, each with numbers of its own', async () => {
    log.sequencer({ buckets: 4 })
    const tenants = Array.from({ length: 24 }, (_, n) => `tenant-${n}`)
    const events = tenants.flatMap((tenant) => makeEvents(3, { tenant }))
    await log.store.append(events)
    const numbers = new Map<string, (string | undefined)[]>()
    await until(async () => {
      const buckets = await Promise.all([0, 1, 2, 3].map((bucket) => log.sequenced(bucket)))
      return buckets.flat().length === 72
    })
    for (const tenant of tenants) {
      const own = events.filter(({ e }) => e.tenant === tenant)
      const page = await log.sequence.read({ filter: { tenant }, after: 0, limit: 100 })
      numbers.set(
        tenant,
        page.events.map(({ event }) => event._id),
      )
      expect(numbers.get(tenant)).toEqual(idsOf(own))
    }
    const used = await log.db.collection('audit_batches').distinct('bucket')
    expect(used).toEqual([0, 1, 2, 3])
  })

  it('keeps the number of buckets that the log has, and says so', async () => {
    log.sequencer({ buckets: 2 })
    await until(async () => log.db.collection('audit_leases').findOne({ buckets: 2 }))
    log.sequencer({ buckets: 3 })
    await until(() => log.said.some((line) => line.includes('this log has 2 bucket(s)')))
  })

  it('does not care for events that retention has deleted', async () => {
    log.sequencer()
    const events = makeEvents(10)
    await log.store.append(events)
    await log.sequencedCount(10)
    await log.db.collection<{ _id: string }>('audit_events').deleteMany({
      _id: { $in: idsOf(events.slice(0, 5)) },
    })
    const more = makeEvents(2)
    await log.store.append(more)
    expect(await log.sequencedCount(12)).toEqual([...idsOf(events), ...idsOf(more)])
    const page = await log.sequence.read({ filter: { tenant: 'default' }, after: 0, limit: 100 })
    expect(page.events.map(({ sequence }) => sequence)).toEqual([6, 7, 8, 9, 10, 11, 12])
    expect(page.upTo).toBe(12)
  })
})

describe('a projection', () => {
  it('is written with the batch or not at all', async () => {
    let failures = 2
    log.sequencer({
      projections: [
        async ({ first, events }, session) => {
          const seen = events.map(({ id, e }, index) => ({
            _id: first + index,
            id,
            type: BSON.deserialize(e)['type'] as string,
          }))
          await log.db.collection<{ _id: number }>('projected').insertMany(seen, { session })
          failures -= 1
          if (failures >= 0) throw new Error('the projection failed after it had written')
        },
      ],
    })
    await log.db.createCollection('projected')
    const events = makeEvents(20)
    await log.store.append(events)
    expect(await log.sequencedCount(20)).toEqual(idsOf(events))
    const seen = await log.db.collection('projected').find().sort({ _id: 1 }).toArray()
    expect(seen.map((one) => one['id'])).toEqual(idsOf(events))
    expect(new Set(seen.map((one) => one['type']))).toEqual(new Set(['tickets.updated']))
    expect(failures).toBeLessThan(0)
  })

  it('leaves nothing of a batch whose lease is lost while it is made', async () => {
    const sequencer = log.sequencer({
      projections: [
        async (_batch, session) => {
          await log.db.collection('projected').insertOne({}, { session })
          // Somebody takes over, as if this process had slept.
          await log.db.command({ killSessions: [session.id] })
          await log.db.collection('audit_leases').updateMany({}, { $set: { owner: 'other' } })
        },
      ],
    })
    await log.db.createCollection('projected')
    await log.store.append(makeEvents(3))
    await until(() => sequencer.working() === 1)
    await until(async () => log.db.collection('audit_leases').findOne({ owner: 'other' }))
    expect(await log.db.collection('projected').countDocuments()).toBe(0)
    expect(await log.sequenced()).toEqual([])
  })
})

describe('stopping', () => {
  it('gives the work to the next process at once, which goes on with the next number', async () => {
    const first = log.sequencer({ leaseMs: 60_000 })
    await log.store.append(makeEvents(5))
    const before = await log.sequencedCount(5)
    await first.stop()
    log.sequencer({ leaseMs: 60_000 })
    const more = makeEvents(5)
    await log.store.append(more)
    expect(await log.sequencedCount(10)).toEqual([...before, ...idsOf(more)])
  })

  it('is quick while the stream waits for events', async () => {
    const sequencer = log.sequencer()
    await log.store.append(makeEvents(1))
    await log.sequencedCount(1)
    const startedAt = performance.now()
    await sequencer.stop()
    // The most that stopping waits is two seconds.
    expect(performance.now() - startedAt).toBeLessThan(1_900)
  })
})
