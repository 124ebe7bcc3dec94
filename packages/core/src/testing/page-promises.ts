/** Do pages neither repeat nor skip an event, in either order, while new events arrive? */
import assert from 'node:assert/strict'
import type { StoredEvent } from '../event/event.ts'
import type { FindByRecord, FindByTime, RecordPosition, TimePosition } from '../ports/store.ts'
import { clusterTime, idsOf, sampleEvent, secondsAfterNoon } from './sample-events.ts'
import type { ConformanceSuite } from './conformance-suite.ts'

const ORDERS = ['newest', 'oldest'] as const

export function describePagePromises({ describe, it, store, tenant }: ConformanceSuite): void {
  async function seed(events: readonly StoredEvent[]): Promise<void> {
    // In disorder: a store that answers in the order of insertion must not pass.
    await (await store()).append(events.toSorted((a, b) => (a.fk + a._id < b.fk + b._id ? 1 : -1)))
  }

  async function readByTime(
    request: Omit<FindByTime, 'after'>,
    between?: () => Promise<void>,
  ): Promise<string[]> {
    const ids: string[] = []
    let after: TimePosition | undefined
    for (;;) {
      const page = await (await store()).findByTime({ ...request, ...(after && { after }) })
      ids.push(...idsOf(page))
      const last = page.at(-1)
      if (page.length < request.limit || last === undefined) return ids
      after = { at: last.e.at, id: last._id }
      await between?.()
    }
  }

  async function readByRecord(request: Omit<FindByRecord, 'after'>): Promise<string[]> {
    const ids: string[] = []
    let after: RecordPosition | undefined
    for (;;) {
      const page = await (await store()).findByRecord({ ...request, ...(after && { after }) })
      ids.push(...idsOf(page))
      const last = page.at(-1)
      if (page.length < request.limit || last?.e.ct === undefined) return ids
      after = { t: last.e.ct.t.t, i: last.e.ct.t.i, n: last.e.ct.n, id: last._id }
    }
  }

  describe('events in short', () => {
    it('are the same events, and have what is added up', async () => {
      const name = tenant()
      const details = { count: 7, email: 'marta@example.com', format: 'csv' }
      const origin = { ip: '192.0.2.7', browser: 'Firefox' }
      const changes = [{ path: ['a'], op: 'add' as const, after: 1 }]
      const event = sampleEvent(name, { details, origin, changes })
      await seed([event])
      const request = { filter: { tenant: name }, order: 'newest' as const, limit: 5 }
      const [found] = await (await store()).findByTime({ ...request, isShort: true })
      assert.ok(found)
      assert.equal(found._id, event._id)
      for (const field of ['at', 'type', 'place', 'operation', 'outcome', 'actor'] as const) {
        assert.deepEqual(found.e[field], event.e[field])
      }
      assert.deepEqual(found.e.details, details)
      assert.deepEqual(found.e.origin, origin)
    })
  })

  describe('pages by time', () => {
    for (const order of ORDERS) {
      it(`are whole and in order: ${order}`, async () => {
        const name = tenant()
        const events = Array.from({ length: 23 }, (_, n) =>
          sampleEvent(name, { at: secondsAfterNoon(n) }),
        )
        await seed(events)
        const ids = await readByTime({ filter: { tenant: name }, order, limit: 5 })
        assert.deepEqual(ids, order === 'oldest' ? idsOf(events) : idsOf(events).toReversed())
      })

      it(`go by id where the instant is the same: ${order}`, async () => {
        const name = tenant()
        const events = Array.from({ length: 23 }, (_, n) =>
          sampleEvent(name, { at: secondsAfterNoon(n < 3 ? 0 : n < 20 ? 1 : 2) }),
        )
        await seed(events)
        const ids = await readByTime({ filter: { tenant: name }, order, limit: 4 })
        assert.deepEqual(ids, order === 'oldest' ? idsOf(events) : idsOf(events).toReversed())
      })

      it(`are the same under a filter of several values: ${order}`, async () => {
        const name = tenant()
        const events = Array.from({ length: 24 }, (_, n) =>
          sampleEvent(name, {
            at: secondsAfterNoon(Math.floor(n / 5)),
            place: ['tickets', 'chats', 'clients', 'left out'][n % 4] ?? '',
            actor: { type: 'agent', name: n % 2 === 0 ? 'Ana Prado' : 'Bia Nunes' },
          }),
        )
        await seed(events)
        const filter = {
          tenant: name,
          places: ['tickets', 'chats', 'clients'],
          users: ['Ana Prado', 'Bia Nunes'],
        }
        const kept = idsOf(events.filter(({ e }) => e.place !== 'left out'))
        const ids = await readByTime({ filter, order, limit: 4 })
        assert.deepEqual(ids, order === 'oldest' ? kept : kept.toReversed())
      })

      it(`keep to what was there while new events arrive: ${order}`, async () => {
        const name = tenant()
        const events = Array.from({ length: 12 }, (_, n) =>
          sampleEvent(name, { at: secondsAfterNoon(Math.floor(n / 4)) }),
        )
        await seed(events)
        const isKnown = new Set(idsOf(events))
        const ids = await readByTime({ filter: { tenant: name }, order, limit: 5 }, async () => {
          // Before and after everything, and in the middle, at an instant that is taken.
          const instants = [-1, 1, 99].map(secondsAfterNoon)
          await seed(instants.map((at) => sampleEvent(name, { at })))
        })
        const known = ids.filter((id) => isKnown.has(id))
        assert.deepEqual(known, order === 'oldest' ? idsOf(events) : idsOf(events).toReversed())
        assert.equal(new Set(ids).size, ids.length, 'an event was handed out twice')
      })
    }

    it('respect a period together with a position', async () => {
      const name = tenant()
      const events = Array.from({ length: 10 }, (_, n) =>
        sampleEvent(name, { at: secondsAfterNoon(n) }),
      )
      await seed(events)
      const filter = { tenant: name, from: secondsAfterNoon(2), before: secondsAfterNoon(8) }
      for (const order of ORDERS) {
        const ids = await readByTime({ filter, order, limit: 2 })
        const kept = idsOf(events.slice(2, 8))
        assert.deepEqual(ids, order === 'oldest' ? kept : kept.toReversed())
      }
    })

    it('hold 1,001 events when asked to', async () => {
      const name = tenant()
      await seed(Array.from({ length: 1_002 }, () => sampleEvent(name)))
      const page = await (
        await store()
      ).findByTime({ filter: { tenant: name }, order: 'newest', limit: 1_001 })
      assert.equal(page.length, 1_001)
    })

    it('can leave events with a database time out', async () => {
      const name = tenant()
      const without = [0, 2].map((n) => sampleEvent(name, { at: secondsAfterNoon(n) }))
      const withTime = sampleEvent(name, {
        at: secondsAfterNoon(1),
        ct: { t: clusterTime(1_800_000_000, 1), n: 0 },
      })
      await seed([...without, withTime])
      const ids = await readByTime({
        filter: { tenant: name },
        order: 'oldest',
        limit: 10,
        clusterTime: 'absent',
      })
      assert.deepEqual(ids, idsOf(without))
    })
  })

  describe('pages of one record’s writes', () => {
    const record = { type: 'Ticket', id: 't-1' }

    function writes(name: string): StoredEvent[] {
      const positions = [
        [1_800_000_000, 1, 0],
        [1_800_000_000, 2, 0],
        [1_800_000_000, 2, 1],
        [1_800_000_000, 2, 10],
        [1_800_000_000, 10, 0],
        [1_800_000_001, 1, 0],
        [3_000_000_000, 4_000_000_000, 0],
        [3_000_000_000, 4_000_000_000, 0],
      ] as const
      // The clock of the server that wrote says the opposite of the database.
      return positions.map(([t, i, n], index) =>
        sampleEvent(name, {
          at: secondsAfterNoon(-index),
          target: record,
          ct: { t: clusterTime(t, i), n },
        }),
      )
    }

    for (const order of ORDERS) {
      it(`go by database time, then by position: ${order}`, async () => {
        const name = tenant()
        const events = writes(name)
        await seed([...events, sampleEvent(name, { target: record })])
        for (const limit of [1, 3, 100]) {
          const filter = { tenant: name, target: record }
          const ids = await readByRecord({ filter, order, limit })
          assert.deepEqual(ids, order === 'oldest' ? idsOf(events) : idsOf(events).toReversed())
        }
      })
    }

    it('hold events that only relate to the record', async () => {
      const name = tenant()
      const [first, last] = writes(name)
      assert.ok(first !== undefined && last !== undefined)
      const related = sampleEvent(name, {
        target: { type: 'Chat', id: 'h-1' },
        related: [{ type: 'Client', id: 'c-1' }, record],
        ct: { t: clusterTime(1_800_000_000, 1), n: 5 },
      })
      const other = sampleEvent(name, {
        target: { type: 'Chat', id: 't-1' },
        related: [{ type: 'Ticket', id: 't-2' }],
        ct: { t: clusterTime(1_800_000_000, 1), n: 6 },
      })
      await seed([last, related, first, other])
      const filter = { tenant: name, target: record }
      const ids = await readByRecord({ filter, order: 'oldest', limit: 2 })
      assert.deepEqual(ids, idsOf([first, related, last]))
    })

    it('respect a scope and a period', async () => {
      const name = tenant()
      const events = writes(name)
      await seed(events)
      const filter = {
        tenant: name,
        target: record,
        from: secondsAfterNoon(-3),
        scope: { actor: { email: 'ana@example.com' } },
      }
      const ids = await readByRecord({ filter, order: 'oldest', limit: 2 })
      assert.deepEqual(ids, idsOf(events.slice(0, 4)))
    })

    it('are empty for a record of a foreign tenant', async () => {
      const name = tenant()
      await seed(writes(name))
      const filter = { tenant: tenant(), target: record }
      assert.deepEqual(await readByRecord({ filter, order: 'newest', limit: 10 }), [])
    })
  })

  describe('counts', () => {
    it('are exact up to the bound, and say so where it is passed', async () => {
      const name = tenant()
      await seed(Array.from({ length: 7 }, () => sampleEvent(name)))
      const filter = { tenant: name }
      const subject = await store()
      assert.deepEqual(await subject.count(filter, 8), { n: 7, exact: true })
      assert.deepEqual(await subject.count(filter, 7), { n: 7, exact: true })
      assert.deepEqual(await subject.count(filter, 6), { n: 6, exact: false })
      assert.deepEqual(await subject.count({ tenant: tenant() }, 6), { n: 0, exact: true })
    })
  })
}
