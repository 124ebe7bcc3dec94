/** A history of 10,000 events is read in pages, each event once, and never held as a whole. */
import { describe, expect, it } from '@jest/globals'
import {
  createCatalog,
  createMemoryStore,
  createReader,
  createTimeTravel,
  sealEvent,
} from '@rastro/core'
import type { AuditEvent, EventStore, LiveCollection, StoredEvent } from '@rastro/core'

const EVENTS = 10_000
const NOW = new Date('2026-03-31T12:00:00Z')
const ID = 'thing-1'

describe('a history of 10,000 events', () => {
  it('is read in pages of 200, each event once', async () => {
    const { past, ids, read } = await createPast()
    const middle = EVENTS / 2
    const state = await past.stateAt(
      { tenant: 'acme' },
      { type: 'Thing', id: ID },
      ids[middle] ?? '',
    )
    expect(state).toMatchObject({ record: { _id: ID, n: middle }, status: 'exact' })
    expect(read.largest).toBeLessThanOrEqual(201)
    // One page more where the two ways meet, and those that look for the first and newest event.
    expect(read.total).toBeLessThan(EVENTS + 12 * 201)
  })
})

async function createPast() {
  const store = createMemoryStore()
  const events = Array.from({ length: EVENTS }, (_, n) => eventNumber(n))
  await store.append(events)
  const read = { largest: 0, total: 0 }
  const counted: EventStore = {
    ...store,
    findByRecord: async (request) => {
      const found = await store.findByRecord(request)
      read.largest = Math.max(read.largest, found.length)
      read.total += found.length
      return found
    },
  }
  const catalog = createCatalog([])
  const clock = { now: () => NOW }
  const record = { _id: ID, n: EVENTS - 1 }
  const live: LiveCollection = {
    ignoredOf: () => [],
    bookkeeping: [],
    classify: () => ({ place: 'things', operation: 'update' }),
    read: async () => ({ record }),
    write: async () => ({ done: true }),
  }
  const past = createTimeTravel({
    reader: createReader({ store: counted, catalog, clock, zone: 'UTC' }),
    live: { find: async () => live },
    tenant: 'acme',
    clock,
    settle: async () => undefined,
    pause: async () => undefined,
    modeOf: () => 'full',
    isRecorded: async () => true,
    noting: (_note, run) => run(),
  })
  return { past, read, ids: events.map(({ _id }) => _id) }
}

function eventNumber(n: number): StoredEvent {
  const event: AuditEvent = {
    v: 1,
    tenant: 'acme',
    at: new Date(NOW.getTime() - (EVENTS - n) * 1000),
    ct: { t: { _bsontype: 'Timestamp', t: 1000 + n, i: 1 }, n: 0 },
    type: n === 0 ? 'things.created' : 'things.updated',
    operation: n === 0 ? 'create' : 'update',
    place: 'things',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: { type: 'system' },
    target: { type: 'Thing', id: ID },
    fidelity: 'exact',
    changes:
      n === 0
        ? [
            { path: ['_id'], op: 'add', after: ID },
            { path: ['n'], op: 'add', after: 0 },
          ]
        : [{ path: ['n'], op: 'replace', before: n - 1, after: n }],
  }
  return sealEvent(event, { id: String(n).padStart(26, '0'), now: NOW })
}
