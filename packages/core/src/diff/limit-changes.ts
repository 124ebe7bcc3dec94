/**
 * How much of its changes may an event keep?
 *
 * The store never refuses an event for its size, so the event is cut before it is sent: the
 * largest values go first, and every path stays with the reason. Only where the paths alone are
 * too many do they give way to their common parents (`collapse-paths.ts`).
 */
import type { Change } from '../event/event.ts'
import { byteSize } from '../values/byte-size.ts'
import { sizeAtMost } from '../values/size-bound.ts'
import { collapsePaths } from './collapse-paths.ts'

/** How much the changes of one event may weigh. */
export interface ChangeLimits {
  /** Most bytes of all values together, and again of all paths together. Default 65,536. */
  readonly maxBytes?: number
}

export const DEFAULT_MAX_CHANGE_BYTES = 65_536

/**
 * Returns the changes with the largest values left out until the rest fits.
 *
 * A change whose values were left out has `omitted: 'size'` and neither `before` nor `after`.
 *
 * @param changes - What `diffRecords` returned.
 * @param limits - In BSON bytes.
 */
export function limitChanges(changes: readonly Change[], limits: ChangeLimits = {}): Change[] {
  const maxBytes = limits.maxBytes ?? DEFAULT_MAX_CHANGE_BYTES
  if (areSmall(changes, maxBytes)) return [...changes]
  // Paths first: the values that go with them make room for those of other fields.
  return withoutLargest(collapsePaths(changes, maxBytes), maxBytes)
}

/** Levels of one change, and as many more as is usual: what is deeper is counted. */
const USUAL_LEVELS = 40
/** Of each change, for the reason why its values are left out, which counts whether it is there or not. */
const REASON_BYTES = 20

function areSmall(changes: readonly Change[], maxBytes: number): boolean {
  const bytes = maxBytes - changes.length * REASON_BYTES
  return sizeAtMost(changes, { bytes, levels: USUAL_LEVELS }) !== undefined
}

function withoutLargest(changes: readonly Change[], maxBytes: number): Change[] {
  const sizes = changes.map(valueBytes)
  let total = sizes.reduce((sum, size) => sum + size, 0)
  const left = new Set<number>()
  // Of equals the later one goes first: what a reader sees first stays longest.
  const largestFirst = [...sizes.keys()].toSorted(
    (a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || b - a,
  )
  for (const index of largestFirst) {
    if (total <= maxBytes) break
    total -= sizes[index] ?? 0
    left.add(index)
  }
  return changes.map((change, index) =>
    left.has(index) ? { path: change.path, op: change.op, omitted: 'size' } : change,
  )
}

function valueBytes(change: Change): number {
  const before = change.before === undefined ? 0 : byteSize(change.before)
  const after = change.after === undefined ? 0 : byteSize(change.after)
  return before + after
}
