/**
 * Which combinations of place, operation, actor type, outcome and severity occur in a tenant?
 *
 * Kept in a collection, so that a filter on any of them becomes a lookup of known keys. A row is
 * durable before the first event of its kind is stored: a key that no reader knows would hide its
 * events. What rows mean is in `dictionary-rows.ts`.
 */
import { createHash } from 'node:crypto'
import type { EventFilter, StoredEvent } from '@rastro/core'
import type { Document } from 'mongodb'
import type { CollectionNames } from './collection-names.ts'
import { keyRowOf, knownKeys, namesUnknown, rowKey, rowOf } from './dictionary-rows.ts'
import type { DictionaryRow } from './dictionary-rows.ts'
import { eventOf } from './event-document.ts'
import { insertDocuments } from './insert.ts'
import { distinctValues, findDocuments } from './reads.ts'
import { storeUnavailable } from './store-errors.ts'
import type { StoreLink } from './store-link.ts'

/** A reader may miss, for this long, a combination that another process has just made up. */
const MAX_AGE_MS = 3_000
/** Tenants whose rows are kept in memory. */
const MAX_TENANTS = 1_000
/** Rows of a tenant above which types, categories and record types are no longer told apart. */
const MAX_ROWS = 2_000

export interface Dictionary {
  /** Makes sure that the events' combinations are known, durably, before the events are stored. */
  learn(link: StoreLink, events: readonly StoredEvent[]): Promise<void>
  /**
   * Every known combination of the filter's tenant, fresh enough for what the filter names.
   * `sinceMs`, on the process's own clock: events that were seen until then have to be known.
   */
  rowsFor(link: StoreLink, filter: EventFilter, sinceMs?: number): Promise<readonly DictionaryRow[]>
  /** What is known may be gone: it is learned anew. */
  forget(): void
}

export interface DictionaryOptions {
  readonly names: CollectionNames
  /** How long one read or write of the dictionary may take. */
  readonly waitMs: number
}

interface KnownTenant {
  readonly rows: Map<string, DictionaryRow>
  /** On the process's own clock. */
  loadedAtMs: number
  /** Whether the rows were compared with the events themselves. */
  isCompared: boolean
}

export function createDictionary({ names, waitMs }: DictionaryOptions): Dictionary {
  const tenants = new Map<string, KnownTenant>()

  function known(tenant: string): KnownTenant {
    const entry = tenants.get(tenant) ?? newTenant()
    // Set again, so that the map's order is the order of use.
    tenants.delete(tenant)
    tenants.set(tenant, entry)
    const [oldest] = tenants.keys()
    if (tenants.size > MAX_TENANTS && oldest !== undefined) tenants.delete(oldest)
    return entry
  }

  // Rows are added and never removed: whoever empties the database under a running process still
  // finds in it what that process stores afterwards.
  async function load(link: StoreLink, tenant: string): Promise<KnownTenant> {
    const entry = known(tenant)
    const startedAtMs = performance.now()
    const rows = await findDocuments(link, {
      collection: names.dictionary,
      query: { tenant },
      projection: { _id: 0, tenant: 0 },
      maxTimeMs: waitMs,
    })
    for (const row of rows as unknown as DictionaryRow[]) entry.rows.set(rowKey(row), row)
    entry.loadedAtMs = startedAtMs
    return entry
  }

  async function add(
    link: StoreLink,
    tenant: string,
    rows: ReadonlyMap<string, DictionaryRow>,
  ): Promise<void> {
    const [refused] = await insertDocuments(link.db, {
      collection: names.dictionary,
      documents: [...rows].map(([key, row]) => rowDocument(tenant, key, row)),
      waitMs,
    })
    if (refused) throw storeUnavailable({ name: 'a refused key', code: refused.code })
    const entry = known(tenant)
    for (const [key, row] of rows) entry.rows.set(key, row)
  }

  // The dictionary may be gone where the events are not: a restore of one collection, a cleaned
  // database. Looking at each different key once costs as many steps as there are keys.
  async function compare(link: StoreLink, tenant: string, entry: KnownTenant): Promise<void> {
    entry.isCompared = true
    const inTenant = { collection: names.events, maxTimeMs: waitMs }
    const query = { 'e.tenant': tenant }
    const keys = await distinctValues(link, { ...inTenant, query, field: 'fk' })
    const seen = new Set([...entry.rows.values()].map(({ fk }) => fk))
    const found = new Map<string, DictionaryRow>()
    for (const fk of keys) {
      if (seen.has(fk as string)) continue
      const [event] = await findDocuments(link, { ...inTenant, query: { ...query, fk }, limit: 1 })
      if (event === undefined) continue
      const row = keyRowOf(eventOf(event))
      found.set(rowKey(row), row)
      entry.rows.set(rowKey(row), row)
    }
    if (found.size > 0) await add(link, tenant, found)
  }

  return {
    async learn(link, events) {
      for (const [tenant, given] of byTenant(events)) {
        let entry = known(tenant)
        if (entry.loadedAtMs === -Infinity && isNew(given, entry)) entry = await load(link, tenant)
        const rows = newRows(given, entry)
        if (rows.size > 0) await add(link, tenant, rows)
      }
    },

    async rowsFor(link, filter, sinceMs = -Infinity) {
      let entry = known(filter.tenant)
      const oldestMs = Math.max(performance.now() - MAX_AGE_MS, sinceMs)
      if (entry.loadedAtMs < oldestMs || mayMiss(filter, [...entry.rows.values()])) {
        entry = await load(link, filter.tenant)
      }
      // Without it the answer is what the dictionary knows, which is nearly always everything.
      if (!entry.isCompared) await compare(link, filter.tenant, entry).catch(() => undefined)
      return [...entry.rows.values()]
    },

    forget: () => tenants.clear(),
  }
}

/** Before it is said that there is nothing of a kind, the database is asked. */
function mayMiss(filter: EventFilter, rows: readonly DictionaryRow[]): boolean {
  return namesUnknown(filter, rows) || knownKeys(filter, rows).keys?.length === 0
}

function newTenant(): KnownTenant {
  return { rows: new Map(), loadedAtMs: -Infinity, isCompared: false }
}

function byTenant(events: readonly StoredEvent[]): Map<string, StoredEvent[]> {
  const found = new Map<string, StoredEvent[]>()
  for (const event of events) {
    const list = found.get(event.e.tenant)
    if (list) list.push(event)
    else found.set(event.e.tenant, [event])
  }
  return found
}

function isNew(events: readonly StoredEvent[], entry: KnownTenant): boolean {
  return newRows(events, entry).size > 0
}

function newRows(
  events: readonly StoredEvent[],
  { rows }: KnownTenant,
): Map<string, DictionaryRow> {
  const found = new Map<string, DictionaryRow>()
  for (const event of events) {
    const full = rowOf(event)
    if (rows.has(rowKey(full))) continue
    const row = rows.size + found.size < MAX_ROWS ? full : keyRowOf(event)
    if (!rows.has(rowKey(row))) found.set(rowKey(row), row)
  }
  return found
}

function rowDocument(tenant: string, key: string, row: DictionaryRow): Document {
  const _id = createHash('sha256').update(`${tenant}\0${key}`).digest('base64url')
  return { _id, tenant, ...row }
}
