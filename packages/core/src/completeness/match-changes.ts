/**
 * Which changes have their events?
 *
 * Pure. All changes and events here are of one collection. A change outside a transaction has its
 * event's time; several changes of one record at one time are one event or several. In a
 * transaction an event has the time of its statement, and became visible at the time of the
 * change. Events of an insert of many have the time of its last one, and an id is inserted once
 * until it is deleted.
 */
import type { ClusterTimestamp } from '../event/event.ts'
import type { KnownEvent, SeenChange } from '../ports/completeness.ts'
import { compareTimes, timeKey } from './cluster-time.ts'

/** What is known of a change: it has its event, it has one that we made, or none so far. */
export type Found = 'audited' | 'out-of-band' | 'missing'

/** How to look. */
export interface MatchOptions {
  /**
   * Nothing more is waited for: an event in a transaction that has no number stands for the change
   * that follows it.
   */
  readonly isFinal: boolean
}

/** A call that inserts many: first and last are no farther apart, in seconds. */
export const MAX_INSERT_SECONDS = 900

/** Returns what was found of each change, in their order. */
export function matchChanges(
  changes: readonly SeenChange[],
  events: readonly KnownEvent[],
  { isFinal }: MatchOptions,
): Found[] {
  const byKey = new Map<string, KnownEvent[]>()
  for (const event of events) byKey.set(event.key, [...(byKey.get(event.key) ?? []), event])
  const timesOf = new Map<string, ClusterTimestamp[]>()
  const insertsOf = new Map<string, ClusterTimestamp[]>()
  for (const { key, at, kind } of changes) {
    timesOf.set(key, [...(timesOf.get(key) ?? []), at])
    if (kind === 'insert') insertsOf.set(key, [...(insertsOf.get(key) ?? []), at])
  }
  return changes.map((change) => {
    const own = byKey.get(change.key) ?? []
    const others = timesOf.get(change.key) ?? []
    const inserts = insertsOf.get(change.key) ?? []
    const told = own.filter(
      (event) =>
        isAtItsTime(change, event) ||
        isOfItsTransaction(change, event, { isFinal, others }) ||
        isOfItsInsert(change, event, inserts),
    )
    if (told.length === 0) return 'missing'
    // The event that came late counts; the one that we made stays.
    return told.every((event) => event.isOutOfBand) ? 'out-of-band' : 'audited'
  })
}

/** Returns the event that tells of a change after all, of those that were not made for it. */
export function tryLateEvent(
  change: SeenChange,
  events: readonly KnownEvent[],
): KnownEvent | undefined {
  return events.find(
    (event) =>
      event.key === change.key &&
      !event.isOutOfBand &&
      (isAtItsTime(change, event) || isOfItsInsert(change, event, [])),
  )
}

function isAtItsTime(change: SeenChange, event: KnownEvent): boolean {
  return timeKey(change.at) === timeKey(event.at)
}

function isOfItsTransaction(
  change: SeenChange,
  event: KnownEvent,
  how: { readonly isFinal: boolean; readonly others: readonly ClusterTimestamp[] },
): boolean {
  if (!change.isTransactional || compareTimes(event.at, change.at) > 0) return false
  if (event.visibleAt !== undefined) return timeKey(event.visibleAt) === timeKey(change.at)
  // Between the statement and the commit nobody else can have written this record.
  const isFollowed = how.others.some(
    (other) => compareTimes(event.at, other) <= 0 && compareTimes(other, change.at) < 0,
  )
  return how.isFinal && !isFollowed
}

function isOfItsInsert(
  change: SeenChange,
  event: KnownEvent,
  inserts: readonly ClusterTimestamp[],
): boolean {
  if (change.kind !== 'insert' || event.operation !== 'create' || event.isOutOfBand) return false
  if (compareTimes(event.at, change.at) < 0) return false
  if (event.at.t - change.at.t > MAX_INSERT_SECONDS) return false
  return !inserts.some(
    (other) => compareTimes(other, change.at) > 0 && compareTimes(other, event.at) <= 0,
  )
}
