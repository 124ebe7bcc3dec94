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
   * Nothing more is waited for: an event in a transaction of whose commit nothing is known stands
   * for one change that follows it.
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
  const insertsOf = new Map<string, ClusterTimestamp[]>()
  for (const { key, at, kind } of changes) {
    if (kind === 'insert') insertsOf.set(key, [...(insertsOf.get(key) ?? []), at])
  }
  const told = changes.map((change) => {
    const own = byKey.get(change.key) ?? []
    const inserts = insertsOf.get(change.key) ?? []
    return own.filter(
      (event) =>
        isAtItsTime(change, event) ||
        isOfItsTransaction(change, event) ||
        isOfItsInsert(change, event, inserts),
    )
  })
  const unclear = isFinal ? changesOfUnclear(changes, told, byKey) : new Set<number>()
  return told.map((own, index) => {
    if (own.length === 0) return unclear.has(index) ? 'audited' : 'missing'
    // The event that came late counts; the one that we made stays.
    return own.every((event) => event.isOutOfBand) ? 'out-of-band' : 'audited'
  })
}

/**
 * Which changes, by index, have an event of which it is not known when it was committed?
 *
 * Each stands for one change and no more, so that as many changes are left over as have no event.
 * The time of a statement says only that its commit comes later: it may be older than the commit
 * of another transaction that wrote the record before, where that one was not on a majority yet.
 */
function changesOfUnclear(
  changes: readonly SeenChange[],
  told: readonly (readonly KnownEvent[])[],
  byKey: ReadonlyMap<string, readonly KnownEvent[]>,
): ReadonlySet<number> {
  const used = new Set<KnownEvent>()
  const found = new Set<number>()
  const inOrder = [...changes.entries()].toSorted(([, a], [, b]) => compareTimes(a.at, b.at))
  for (const [index, change] of inOrder) {
    const own = told[index] ?? []
    const isTold = own.length > 0
    const candidates = isTold ? own : (byKey.get(change.key) ?? []).filter(mayBeOf(change))
    const event = candidates.find((one) => !used.has(one))
    if (event === undefined) continue
    used.add(event)
    if (!isTold) found.add(index)
  }
  return found
}

function mayBeOf(change: SeenChange): (event: KnownEvent) => boolean {
  return (event) =>
    change.isTransactional &&
    !event.isOutOfBand &&
    event.visibleAt === undefined &&
    compareTimes(event.at, change.at) <= 0
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

function isOfItsTransaction(change: SeenChange, { at, visibleAt }: KnownEvent): boolean {
  if (!change.isTransactional || visibleAt === undefined) return false
  return compareTimes(at, change.at) <= 0 && timeKey(visibleAt) === timeKey(change.at)
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
