/** Is everything that was handed over stored, once, as it was? */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import type { StoredEvent } from '../event/event.ts'
import { idsOf, NOON, sampleEvent, secondsAfterNoon } from './sample-events.ts'
import type { ConformanceSuite } from './conformance-suite.ts'

export function describeAppendPromises({ describe, it, store, tenant }: ConformanceSuite): void {
  async function all(name: string): Promise<readonly StoredEvent[]> {
    return (await store()).findByTime({ filter: { tenant: name }, order: 'oldest', limit: 1_001 })
  }

  describe('append', () => {
    it('stores an event that is found as soon as it resolves', async () => {
      const event = sampleEvent(tenant())
      await (await store()).append([event])
      assert.deepEqual(idsOf(await all(event.e.tenant)), [event._id])
    })

    it('gives back every field of the event as it was written', async () => {
      const event = fullEvent(tenant())
      await (await store()).append([event])
      const [found] = await all(event.e.tenant)
      assert.deepEqual(found, event)
    })

    it('leaves fields that are undefined out', async () => {
      const event = sampleEvent(tenant())
      const loose = { ...event, e: { ...event.e, reason: undefined } } as unknown as StoredEvent
      await (await store()).append([loose])
      const [found] = await all(event.e.tenant)
      assert.deepEqual(Object.keys(found?.e ?? {}), Object.keys(event.e))
    })

    it('counts an event that is already there as stored, and keeps the first', async () => {
      const name = tenant()
      const event = sampleEvent(name, { reason: 'first' })
      const again = { ...event, e: { ...event.e, reason: 'second' } }
      await (await store()).append([event])
      await (await store()).append([again])
      const found = await all(name)
      assert.deepEqual(
        found.map(({ e }) => e.reason),
        ['first'],
      )
    })

    it('stores the new events of a batch whose other events are already there', async () => {
      const name = tenant()
      const events = [0, 1, 2, 3].map((n) => sampleEvent(name, { at: secondsAfterNoon(n) }))
      await (await store()).append(events.slice(1, 3))
      await (await store()).append(events)
      assert.deepEqual(idsOf(await all(name)), idsOf(events))
    })

    it('takes an empty batch', async () => {
      await (await store()).append([])
    })

    it('stores 1,000 events at once', async () => {
      const name = tenant()
      const events = Array.from({ length: 1_000 }, (_, n) =>
        sampleEvent(name, { at: secondsAfterNoon(n) }),
      )
      await (await store()).append(events)
      assert.deepEqual(idsOf(await all(name)), idsOf(events))
    })

    it('does not let the caller change what is stored', async () => {
      const name = tenant()
      const details = { list: ['kept'] }
      const event = sampleEvent(name, { details })
      await (await store()).append([event])
      details.list.push('added later')
      const [found] = await all(name)
      assert.deepEqual(found?.e.details, { list: ['kept'] })
    })

    it('does not let a reader change what is stored', async () => {
      const name = tenant()
      await (await store()).append([sampleEvent(name, { details: { list: ['kept'] } })])
      const [first] = await all(name)
      const details = first?.e.details as { list: string[] } | undefined
      details?.list.push('added later')
      const [second] = await all(name)
      assert.deepEqual(second?.e.details, { list: ['kept'] })
    })

    it('does not change the caller’s events', async () => {
      const event = fullEvent(tenant())
      const before = inspect(event, { depth: Infinity })
      await (await store()).append([event])
      assert.equal(inspect(event, { depth: Infinity }), before)
    })
  })

  describe('get', () => {
    it('finds one event by its id', async () => {
      const event = sampleEvent(tenant())
      await (await store()).append([event])
      const found = await (await store()).get({ tenant: event.e.tenant }, event._id)
      assert.deepEqual(found, event)
    })

    it('does not find an event that the filter leaves out', async () => {
      const event = sampleEvent(tenant())
      await (await store()).append([event])
      const filter = { tenant: event.e.tenant, places: ['elsewhere'] }
      assert.equal(await (await store()).get(filter, event._id), undefined)
    })

    it('does not find another tenant’s event', async () => {
      const event = sampleEvent(tenant())
      await (await store()).append([event])
      assert.equal(await (await store()).get({ tenant: tenant() }, event._id), undefined)
    })

    it('finds nothing by an id that does not exist', async () => {
      assert.equal(await (await store()).get({ tenant: tenant() }, 'no-such-id'), undefined)
    })
  })

  describe('seen', () => {
    it('lists what a tenant’s events have, each once', async () => {
      const name = tenant()
      await (
        await store()
      ).append([
        sampleEvent(name),
        sampleEvent(name, { operation: 'delete' }),
        sampleEvent(name, { place: 'chats', actor: { type: 'app', name: 'Importer' } }),
        sampleEvent(tenant(), { place: 'foreign', operation: 'foreign' }),
      ])
      const seen = await (await store()).seen(name)
      assert.deepEqual(
        {
          places: seen.places.toSorted(),
          operations: seen.operations.toSorted(),
          actorTypes: seen.actorTypes.toSorted(),
        },
        {
          places: ['chats', 'tickets'],
          operations: ['delete', 'update'],
          actorTypes: ['agent', 'app:Importer'],
        },
      )
    })

    it('is empty for a tenant without events', async () => {
      assert.deepEqual(await (await store()).seen(tenant()), {
        places: [],
        operations: [],
        actorTypes: [],
      })
    })
  })

  describe('prepare', () => {
    it('can be called again, and from several sides at once', async () => {
      const subject = await store()
      await Promise.all([subject.prepare(), subject.prepare()])
      await subject.prepare()
    })
  })
}

function fullEvent(tenant: string): StoredEvent {
  return {
    ...sampleEvent(tenant, {
      ct: { t: { _bsontype: 'Timestamp', t: 4_000_000_000, i: 4_294_967_295 }, n: 3 },
      clientTime: { at: secondsAfterNoon(-1), offsetMinutes: -180, zone: 'America/Sao_Paulo' },
      reason: 'asked for by phone',
      actor: {
        type: 'agent',
        id: 'u-1',
        name: 'Ana Prado',
        email: 'ana@example.com',
        via: 'session',
        impersonator: { id: 'u-2', name: 'Bia Nunes', email: 'bia@example.com' },
      },
      account: { id: 'a-1', name: 'Example Ltd.' },
      target: { type: 'Ticket', id: 't-1', name: 'Printer on fire', organization: 'o-1' },
      subject: { type: 'Client', id: 'c-1', name: 'Júlia Câmara' },
      related: [{ type: 'Chat', id: 'h-1', name: 'A chat' }],
      changes: [
        { path: ['title'], op: 'replace', before: 'Printer', after: 'Printer on fire' },
        { path: ['note'], op: 'add', after: null },
        { path: ['tags', '0'], op: 'remove', before: 'old' },
        { path: ['phone'], op: 'replace', omitted: 'summary' },
      ],
      fidelity: 'exact',
      durability: 'majority',
      details: {
        count: 1_250,
        share: 0.5,
        filters: ['#vip'],
        at: NOON,
        nested: { deep: [1, [2]] },
      },
      origin: { ip: '192.0.2.10', country: 'BR', city: 'Recife', browser: 'Firefox 150' },
      request: { id: 'r-1', method: 'PATCH', route: '/tickets/:id', status: 200 },
      group: { id: 'g-1', index: 2 },
    }),
    tk: [
      { k: 'key-1', t: 'token-1' },
      { k: 'key-2', t: 'token-2' },
    ],
  }
}
