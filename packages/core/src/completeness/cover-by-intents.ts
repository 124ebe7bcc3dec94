/**
 * Which changes does an event stand for that names no records?
 *
 * Pure. It says what was asked for: what kind of change, in which place, how often, and when. A
 * change of that kind in that time is taken for one of them, up to the number it says. That is a
 * doubt in favour of the audit, and bounded: by the number, or by a minute where there is none.
 */
import type { KnownIntent, SeenChange } from '../ports/completeness.ts'
import { compareTimes, dateOf, timeKey } from './cluster-time.ts'

/** How often each event was used so far, by id. */
export type UsedIntents = ReadonlyMap<string, number>

/** A call with a time of its own ends at it; this long before, in seconds, it may have begun. */
const MAX_CALL_SECONDS = 600
/** Without a time: the call ended when it was recorded, or was never answered. */
const BEFORE_MS = 60_000
const AFTER_MS = 10_000

const OPERATIONS: Readonly<Record<SeenChange['kind'], readonly string[]>> = {
  // An upsert inserts, and so does what an aggregation writes.
  insert: ['create', 'update'],
  update: ['update', 'restore', 'delete', 'bulk-delete'],
  replace: ['update', 'restore', 'delete', 'bulk-delete'],
  delete: ['delete', 'bulk-delete'],
}

/**
 * Takes intents for changes, in the order of changes.
 *
 * @returns Which of the changes are covered, and how often each intent is used now.
 */
export function coverByIntents(
  changes: readonly SeenChange[],
  intents: readonly KnownIntent[],
  used: UsedIntents,
): { readonly isCovered: readonly boolean[]; readonly used: UsedIntents } {
  const uses = new Map(used)
  const isCovered = changes.map((change) => {
    const intent = intents.find((one) => isMeant(one, change) && hasLeft(one, uses))
    if (intent === undefined) return false
    uses.set(intent.id, (uses.get(intent.id) ?? 0) + 1)
    return true
  })
  return { isCovered, used: uses }
}

function hasLeft({ id, count }: KnownIntent, uses: UsedIntents): boolean {
  return count === undefined || (uses.get(id) ?? 0) < count
}

function isMeant(intent: KnownIntent, change: SeenChange): boolean {
  if (intent.key !== undefined && intent.key !== change.key) return false
  if (!OPERATIONS[change.kind].includes(intent.operation)) return false
  return isInTime(intent, change)
}

function isInTime({ at, call, recordedAt }: KnownIntent, change: SeenChange): boolean {
  if (at !== undefined) {
    if (timeKey(at) === timeKey(change.at)) return true
    return compareTimes(change.at, at) < 0 && at.t - change.at.t <= MAX_CALL_SECONDS
  }
  const aheadMs = dateOf(change.at).getTime() - recordedAt.getTime()
  const beforeMs = call === 'aggregate' ? MAX_CALL_SECONDS * 1000 : BEFORE_MS
  return aheadMs >= -beforeMs && aheadMs <= AFTER_MS
}
