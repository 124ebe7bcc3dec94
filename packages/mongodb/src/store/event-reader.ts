/**
 * How are events found?
 *
 * A filter becomes a query (`filter-query.ts`), the dictionary adds the keys of filters with few
 * values, and each order of reading has an index that ends with its sort keys.
 */
import type {
  EventFilter,
  FindByRecord,
  FindByTime,
  RecordPosition,
  ScanRequest,
  SeenValues,
  StoredEvent,
  StoredScan,
  TimePosition,
} from '@rastro/core'
import { AuditError } from '@rastro/core'
import type { Document, Sort } from 'mongodb'
import type { CollectionNames } from './collection-names.ts'
import { TYPED } from './commands.ts'
import { isAboutKnown, knownKeys, seenValues } from './dictionary-rows.ts'
import type { Dictionary } from './dictionary.ts'
import { eventOf } from './event-document.ts'
import { scanEvents } from './event-scan.ts'
import { composed, tryEventQuery } from './filter-query.ts'
import type { EventQuery } from './filter-query.ts'
import { countByValue, countDocuments, findDocuments } from './reads.ts'
import type { StoreLink } from './store-link.ts'

export interface EventReaderOptions {
  readonly names: CollectionNames
  readonly dictionary: Dictionary
  /** How long the server may work on one query, in milliseconds. */
  readonly maxTimeMs: number
}

export interface EventReader {
  findByTime(link: StoreLink, request: FindByTime): Promise<readonly StoredEvent[]>
  findByRecord(link: StoreLink, request: FindByRecord): Promise<readonly StoredEvent[]>
  scan(link: StoreLink, request: ScanRequest): Promise<StoredScan>
  count(link: StoreLink, filter: EventFilter, upTo: number): Promise<{ n: number; exact: boolean }>
  countLines(
    link: StoreLink,
    filter: EventFilter,
    upTo: number,
  ): Promise<{ n: number; exact: boolean; lines: number }>
  get(link: StoreLink, filter: EventFilter, id: string): Promise<StoredEvent | undefined>
  /** Those of these events that match, in any order; `sinceMs`: when their ids had been read. */
  among(
    link: StoreLink,
    filter: EventFilter,
    wanted: { readonly ids: readonly string[]; readonly sinceMs: number },
  ): Promise<StoredEvent[]>
  heads(link: StoreLink, tenant: string, groups: readonly string[]): Promise<StoredEvent[]>
  seen(link: StoreLink, tenant: string): Promise<SeenValues>
}

interface Find {
  readonly query: Document
  readonly sort?: Sort
  readonly limit?: number
  readonly projection?: Document
}

/** What events in short have; each path is one that the format names. */
const SHORT: Document = Object.fromEntries(
  [
    '_id',
    'recordedAt',
    'fk',
    ...['v', 'tenant', 'at', 'type', 'operation', 'place', 'category', 'severity', 'outcome'].map(
      (field) => `e.${field}`,
    ),
    ...['actor', 'target', 'origin', 'group'].map((field) => `e.${field}`),
    ...['email', 'count', 'counts', 'rows', 'bytes', 'format'].map((field) => `e.details.${field}`),
    'e.personal',
    'e.personalName',
    'e.sealed',
  ].map((path) => [path, 1]),
)

export function createEventReader(options: EventReaderOptions): EventReader {
  const { names, dictionary, maxTimeMs } = options
  const collection = names.events

  async function queryOf(
    link: StoreLink,
    filter: EventFilter,
    sinceMs?: number,
  ): Promise<EventQuery | undefined> {
    const isKnown = isAboutKnown(filter) && typeof filter.tenant === 'string'
    const rows = isKnown ? await dictionary.rowsFor(link, filter, sinceMs) : []
    const known = isKnown ? knownKeys(filter, rows) : undefined
    return tryEventQuery(filter, { classes: link.classes, known })
  }

  async function find(link: StoreLink, wanted: Find): Promise<StoredEvent[]> {
    const { query, sort, limit, projection } = wanted
    const found = await findDocuments(link, {
      collection,
      query,
      maxTimeMs,
      bson: TYPED,
      ...(sort && { sort }),
      ...(limit !== undefined && { limit }),
      ...(projection && { projection }),
    })
    return found.map(eventOf)
  }

  return {
    async findByTime(link, request) {
      const { filter, order, limit, after, withoutGroups, clusterTime, isShort } = request
      const base = await queryOf(link, filter)
      if (base === undefined) return []
      const wanted = [
        ...withoutGroupsConditions(withoutGroups),
        // Said by the position: unlike a missing time, its absence is decided in the index.
        ...(clusterTime === 'absent' ? [{ 'e.ct.n': { $not: { $gte: 0 } } }] : []),
      ]
      const within = (further: readonly Document[]): Document =>
        composed(base, [...wanted, ...further])
      const direction = order === 'newest' ? -1 : 1
      const sort: Sort = { 'e.at': direction, _id: direction }
      const how = { sort, ...(isShort === true && { projection: SHORT }) }
      if (after === undefined) return find(link, { query: within([]), limit, ...how })
      // In two steps, each of which is one stretch of an index: what is left of the position's
      // own instant, which a bulk operation may share among thousands, and what lies beyond.
      const [same, beyond] = afterTime(after, direction)
      const rest = await find(link, { query: within([same]), limit, ...how })
      if (rest.length >= limit) return rest
      const next = await find(link, { query: within([beyond]), limit: limit - rest.length, ...how })
      return [...rest, ...next]
    },

    async findByRecord(link, { filter, order, limit, after }) {
      const base = await queryOf(link, filter)
      if (base === undefined) return []
      const direction = order === 'newest' ? -1 : 1
      const position = after ? [afterWrite(after, direction, link)] : []
      const query = composed(base, [{ 'e.ct.t': { $exists: true } }, ...position])
      const sort: Sort = { 'e.ct.t': direction, 'e.ct.n': direction, _id: direction }
      return find(link, { query, sort, limit })
    },

    async scan(link, { filter, order }) {
      const base = await queryOf(link, filter)
      return scanEvents(link, {
        collection,
        order,
        queryOf: (further) => base && composed(base, further),
        behind: (position) => afterTime(position, order === 'newest' ? -1 : 1),
      })
    },

    async count(link, filter, upTo) {
      const base = await queryOf(link, filter)
      if (base === undefined) return { n: 0, exact: true }
      const query = composed(base)
      const n = await countDocuments(link, { collection, query, limit: upTo + 1, maxTimeMs })
      return { n: Math.min(n, upTo), exact: n <= upTo }
    },

    async countLines(link, filter, upTo) {
      const base = await queryOf(link, filter)
      if (base === undefined) return { n: 0, exact: true, lines: 0 }
      const query = composed(base)
      const counted = { collection, query, limit: upTo + 1, maxTimeMs, field: 'e.group.id' }
      const { n, values } = await countByValue(link, counted)
      return { n: Math.min(n, upTo), exact: n <= upTo, lines: values }
    },

    async get(link, filter, id) {
      if (typeof id !== 'string') return undefined
      const base = await queryOf(link, filter)
      if (base === undefined) return undefined
      const [found] = await find(link, { query: composed(base, [{ _id: id }]), limit: 1 })
      return found
    },

    async among(link, filter, { ids, sinceMs }) {
      if (ids.length === 0) return []
      // A live reader goes on behind these ids: what it misses now it never asks for again.
      const base = await queryOf(link, filter, sinceMs)
      if (base === undefined) return []
      return find(link, { query: composed(base, [{ _id: { $in: [...ids] } }]) })
    },

    async heads(link, tenant, groups) {
      const wanted = groups.filter((group) => typeof group === 'string')
      if (typeof tenant !== 'string' || wanted.length === 0) return []
      const query = { 'e.tenant': tenant, 'e.group.id': { $in: wanted }, 'e.group.index': null }
      return find(link, { query })
    },

    async seen(link, tenant) {
      // A filter for what is not in it is refused: that is not to be said of what has just come.
      return seenValues(await dictionary.rowsFor(link, { tenant }, performance.now()))
    },
  }
}

function withoutGroupsConditions(groups: readonly string[] = []): Document[] {
  const left = groups.filter((group) => typeof group === 'string')
  return left.length === 0 ? [] : [{ 'e.group.id': { $nin: left } }]
}

function afterTime({ at, id }: TimePosition, direction: 1 | -1): [Document, Document] {
  const beyond = direction === -1 ? '$lt' : '$gt'
  return [{ 'e.at': at, _id: { [beyond]: id } }, { 'e.at': { [beyond]: at } }]
}

function afterWrite(
  { t, i, n, id }: RecordPosition,
  direction: 1 | -1,
  { classes }: StoreLink,
): Document {
  if (classes.Timestamp === undefined) {
    throw new AuditError(
      'AUDIT_DRIVER_UNSUPPORTED',
      'The driver’s Timestamp class is not known: pass the option bson',
    )
  }
  const time = new classes.Timestamp({ t, i })
  const [upTo, atOrBefore] = direction === -1 ? ['$lte', '$gte'] : ['$gte', '$lte']
  const notBefore = direction === -1 ? '$gt' : '$lt'
  // One stretch of the index without its first writes; a $or of three would be three stretches.
  return {
    'e.ct.t': { [upTo]: time },
    $nor: [
      { 'e.ct.t': time, 'e.ct.n': { [notBefore]: n } },
      { 'e.ct.t': time, 'e.ct.n': n, _id: { [atOrBefore]: id } },
    ],
  }
}
