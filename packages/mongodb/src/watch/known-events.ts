/**
 * What does the log know of these changes?
 *
 * Events of their records about the time, by index, and events that stand for calls without
 * naming records. Only what comparing needs: never an image.
 */
import type {
  AuditedCollection,
  ClusterInstant,
  KnownEvent,
  KnownIntent,
  SeenChange,
  StoredEvent,
} from '@rastro/core'
import { dateOf, MAX_INSERT_SECONDS } from '@rastro/core'
import type { Document, Timestamp } from 'mongodb'
import { idKey } from '../capture/id-key.ts'
import { numbersOf } from '../sequencer/known-ids.ts'
import type { CollectionNames } from '../store/collection-names.ts'
import { TYPED } from '../store/commands.ts'
import { withOwnClasses } from '../store/own-classes.ts'
import { findDocuments } from '../store/reads.ts'
import type { FindRequest } from '../store/reads.ts'
import type { StoreLink } from '../store/store-link.ts'

/** Whose log is asked. */
export interface LogToAsk {
  readonly link: StoreLink
  readonly names: CollectionNames
  readonly tenant: string
  /** Opens what is stored encrypted, where values are compared. */
  readonly open?: ((events: readonly StoredEvent[]) => Promise<readonly StoredEvent[]>) | undefined
}

/** What is asked of a change. */
type AskedChange = Pick<SeenChange, 'key' | 'id' | 'at' | 'kind' | 'isTransactional'>

/** Longer than the server lets any transaction run by default, twice. */
const MAX_TRANSACTION_SECONDS = 120
const MAX_TIME_MS = 30_000
const BAD_HINT = 2
/** A sequencer that was killed has a successor by then, or there is none. */
const TAKEOVER_MS = 60_000
const INTENTS_BEFORE_MS = 90_000
const INTENTS_AFTER_MS = 900_000

const SHOWN = {
  id: '$e.target.id',
  ct: '$e.ct.t',
  operation: '$e.operation',
  outOfBand: '$e.details.outOfBand',
}

/** Returns events of the records of these changes that may tell of them. */
export async function eventsOfChanges(
  log: LogToAsk,
  changes: readonly AskedChange[],
  collection: AuditedCollection,
): Promise<KnownEvent[]> {
  return eventsAbout(log, changes, typesOf(collection))
}

/** The same for records of these types. */
export async function eventsAbout(
  log: LogToAsk,
  changes: readonly AskedChange[],
  types: readonly string[],
): Promise<KnownEvent[]> {
  const times = changes.map(({ at }) => at).toSorted((a, b) => a.t - b.t || a.i - b.i)
  const [first, last] = [times[0], times.at(-1)]
  if (first === undefined || last === undefined) return []
  const seconds = changes.some(({ isTransactional }) => isTransactional)
    ? MAX_TRANSACTION_SECONDS
    : 0
  const from = { t: first.t - seconds, i: seconds === 0 ? first.i : 0 }
  const about = await findEvents(log, changes, {
    types,
    time: { $gte: timestamp(log, from), $lte: timestamp(log, last) },
  })
  // What was inserted by a call of many has the time of the call's end.
  const inserted = changes.filter(({ kind }) => kind === 'insert')
  const created = await findEvents(log, inserted, {
    types,
    time: {
      $gt: timestamp(log, last),
      $lte: timestamp(log, { t: last.t + MAX_INSERT_SECONDS, i: 0 }),
    },
    operation: 'create',
  })
  return [...about, ...created]
}

/** Says of events when they became visible, as far as they have numbers. */
export async function withVisibleTimes(
  { link, names }: LogToAsk,
  events: readonly KnownEvent[],
): Promise<KnownEvent[]> {
  if (events.length === 0) return []
  const ids = events.map(({ id }) => id)
  const batches = await findDocuments(link, {
    collection: names.batches,
    // What a scan found has the time of its statement there: of its commit nobody knows.
    query: { 'events.id': { $in: ids }, resumeToken: { $exists: true } },
    projection: { 'events.id': 1, 'events.ct': 1 },
    maxTimeMs: MAX_TIME_MS,
    bson: TYPED,
  })
  const wanted = new Set(ids)
  const times = new Map<string, Timestamp>()
  for (const batch of batches) {
    for (const { id, ct } of batch['events'] as { id: string; ct?: Timestamp }[]) {
      if (ct !== undefined && wanted.has(id)) times.set(id, ct)
    }
  }
  return events.map((event) => {
    const visibleAt = times.get(event.id)
    return visibleAt === undefined ? event : { ...event, visibleAt: partsOf(visibleAt) }
  })
}

/**
 * Whether it can be said when these events became visible, as far as that will ever be said:
 * where nobody gives numbers, nothing is waited for.
 */
export async function areNumbered(
  { link, names }: LogToAsk,
  events: readonly KnownEvent[],
): Promise<boolean> {
  const ids = events.map(({ id }) => id)
  const numbers = await numbersOf(link, { batches: names.batches, ids })
  if (ids.every((id) => numbers.has(id))) return true
  const working = await findDocuments(link, {
    collection: names.leases,
    query: {
      _id: { $gte: 'sequencer:', $lt: 'sequencer;' },
      $expr: { $gt: ['$expiresAt', { $subtract: ['$$NOW', TAKEOVER_MS] }] },
    },
    projection: { _id: 1 },
    maxTimeMs: MAX_TIME_MS,
  })
  return working.length === 0
}

/** Returns events that stand for calls of about that time, and name at most one record. */
export async function intentsAbout(
  { link, names, tenant }: LogToAsk,
  times: readonly ClusterInstant[],
  places: readonly string[],
): Promise<KnownIntent[]> {
  const millis = times.map((at) => dateOf(at).getTime())
  const found = await findBy('by_because', link, {
    collection: names.events,
    query: {
      'e.tenant': tenant,
      'e.details.because': { $exists: true },
      'e.at': {
        $gte: new Date(Math.min(...millis) - INTENTS_BEFORE_MS),
        $lte: new Date(Math.max(...millis) + INTENTS_AFTER_MS),
      },
      'e.fidelity': 'intent',
      'e.place': { $in: [...places] },
      'e.details.outOfBand': { $ne: true },
    },
    projection: {
      ...SHOWN,
      at: '$e.at',
      place: '$e.place',
      count: '$e.details.count',
      call: '$e.details.call',
    },
    maxTimeMs: MAX_TIME_MS,
    bson: TYPED,
  })
  return found.map(intentOf)
}

/** Which of these events are stored? */
export async function storedIds(
  { link, names }: LogToAsk,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const found = await findDocuments(link, {
    collection: names.events,
    query: { _id: { $in: [...ids] } },
    projection: { _id: 1 },
    maxTimeMs: MAX_TIME_MS,
  })
  return new Set(found.map((one) => String(one['_id'])))
}

/** By this index: where two fit, the server may take one that reads a record's whole history. */
async function findBy(hint: string, link: StoreLink, request: FindRequest): Promise<Document[]> {
  try {
    return await findDocuments(link, { ...request, hint })
  } catch (error) {
    // Not there yet: indexes are made in the background.
    if (Number((error as { code?: unknown }).code) !== BAD_HINT) throw error
    return findDocuments(link, request)
  }
}

async function findEvents(
  log: LogToAsk,
  changes: readonly AskedChange[],
  what: {
    readonly types: readonly string[]
    readonly time: Document
    readonly operation?: string
  },
): Promise<KnownEvent[]> {
  const ids = [...new Map(changes.map(({ key, id }) => [key, id])).values()]
  if (ids.length === 0) return []
  const { link, names, tenant } = log
  const { types, time, operation } = what
  const found = await findBy('by_target_write', link, {
    collection: names.events,
    query: {
      'e.tenant': tenant,
      'e.target.id': { $in: withOwnClasses(ids, link.classes) },
      'e.ct.t': time,
      'e.target.type': { $in: [...types] },
      ...(operation === undefined ? {} : { 'e.operation': operation }),
    },
    projection: SHOWN,
    maxTimeMs: MAX_TIME_MS,
    bson: TYPED,
  })
  return found.map((one) => ({
    id: String(one['_id']),
    key: idKey(one['id']),
    at: partsOf(one['ct'] as Timestamp),
    operation: String(one['operation']),
    isOutOfBand: one['outOfBand'] === true,
  }))
}

/** Names under which the records of a collection stand in events. */
export function typesOf(collection: AuditedCollection): string[] {
  return (collection.models?.() ?? [collection.root]).map(({ type }) => type)
}

function intentOf(one: Document): KnownIntent {
  const { id, ct, count } = one
  return {
    id: String(one['_id']),
    place: String(one['place']),
    operation: String(one['operation']),
    call: String(one['call']),
    recordedAt: one['at'] as Date,
    ...(id === undefined ? {} : { key: idKey(id) }),
    ...(ct === undefined ? {} : { at: partsOf(ct as Timestamp) }),
    ...(count === undefined ? {} : { count: Number(count) }),
  }
}

/** The parts of a timestamp of any driver: its getters are younger than the oldest one. */
export function partsOf({ low, high }: { low: number; high: number }) {
  return { _bsontype: 'Timestamp', t: high >>> 0, i: low >>> 0 } as const
}

/** A timestamp of the store's own driver. */
export function timestamp({ link }: LogToAsk, { t, i }: { t: number; i: number }): unknown {
  const { Timestamp } = link.classes
  return Timestamp === undefined ? undefined : new Timestamp({ t: Math.max(0, t), i })
}
