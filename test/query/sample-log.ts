/** A small log in memory, and the reader that the tests ask. */
import {
  createCatalog,
  createIdSource,
  createMemoryStore,
  createReader,
  sealEvent,
} from '@rastro/core'
import type {
  AuditEvent,
  AuditReader,
  Catalog,
  EventStore,
  ReadAccess,
  StoredEvent,
} from '@rastro/core'

export const NOW = new Date('2026-03-31T12:00:00.000Z')
export const ZONE = 'America/Sao_Paulo'
export const ACCESS: ReadAccess = { tenant: 'acme' }

export type Sample = Partial<Omit<AuditEvent, 'v'>>

const nextId = createIdSource()

export const catalog: Catalog = createCatalog([
  {
    name: 'test',
    places: {
      tickets: {
        label: { en: 'Tickets', 'pt-BR': 'Chamados' },
        operations: ['create', 'update', 'delete', 'bulk-delete'],
      },
      clients: {
        label: { en: 'Clients' },
        operations: ['create', 'update', 'delete'],
        personal: true,
      },
    },
    types: {
      'tickets.updated': { place: 'tickets', operation: 'update', label: { en: 'Ticket changed' } },
      'tickets.deleted': { place: 'tickets', operation: 'delete', label: { en: 'Ticket deleted' } },
    },
  },
])

/** A complete event, a second after the one before. */
export function sampleEvent(sample: Sample = {}): StoredEvent {
  return sealEvent(
    {
      v: 1,
      tenant: 'acme',
      at: NOW,
      type: 'tickets.updated',
      operation: 'update',
      place: 'tickets',
      category: 'records',
      severity: 'info',
      outcome: 'success',
      actor: { type: 'agent', id: 'u-1', name: 'Ana Souza', email: 'ana@example.com' },
      ...sample,
    },
    { id: nextId(), now: NOW },
  )
}

/** The instant some seconds after {@link NOW}. */
export function seconds(count: number): Date {
  return new Date(NOW.getTime() + count * 1000)
}

/** The database's time of a write. */
export function clusterPosition(t: number, n = 0): NonNullable<AuditEvent['ct']> {
  return { t: { _bsontype: 'Timestamp', t, i: 1 }, n }
}

export interface Log {
  readonly store: EventStore
  readonly reader: AuditReader
  readonly add: (...samples: readonly Sample[]) => Promise<readonly string[]>
}

export function createLog(options: { readonly now?: () => Date } = {}): Log {
  const store = createMemoryStore()
  const clock = { now: options.now ?? (() => NOW) }
  return {
    store,
    reader: createReader({ store, catalog, clock, zone: ZONE }),
    async add(...samples) {
      const events = samples.map(sampleEvent)
      await store.append(events)
      return events.map(({ _id }) => _id)
    },
  }
}

/** Reads page after page until the end; fails if it does not come. */
export async function readAll<T>(
  readPage: (cursor: string | undefined) => Promise<{ items: readonly T[]; next: string | null }>,
): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  for (let page = 0; page < 1000; page += 1) {
    const { items, next } = await readPage(cursor)
    all.push(...items)
    if (next === null) return all
    cursor = next
  }
  throw new Error('the pages have no end')
}
