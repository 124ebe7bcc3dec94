/**
 * What changed between two images of a record?
 *
 * Written for readers and for exactness at once: the list says what a person would say (this
 * field, that element), and `applyChanges` gets from one image to the other with it. The order
 * of keys is no change; whether a record was written anew at all is asked by `identicalValue`.
 * How much of it an event may keep is decided in `limit-changes.ts`.
 */
import type { Change, StoredRecord, StoredValue } from '../event/event.ts'
import { fieldsOf } from '../values/bson-type.ts'
import { isBranch, kindOf } from '../values/kind.ts'
import { sameValue } from '../values/same-value.ts'
import { withoutPaths } from './ignore-paths.ts'
import type { PathPattern } from './ignore-paths.ts'

/** Up to here, an array of scalars reads better as a whole: a list of tags, of ids, of days. */
const MAX_WHOLE_ELEMENTS = 100

/** What a comparison leaves out. */
export interface DiffOptions {
  /** Paths left out with everything under them; `*` stands for any one segment. */
  readonly ignore?: readonly PathPattern[]
}

/**
 * Returns the changes that lead from one image of a record to the other.
 *
 * A create lists every leaf with `after`, a delete every leaf with `before`; a leaf is anything
 * but a non-empty object, so an array is one. An update goes down where both images have a
 * non-empty object; arrays of up to 100 scalars are replaced whole, other arrays element by
 * element between what they begin and end with in common. Indexes in paths count at the moment
 * the change is applied, in order. Values are shared with the images, not copied.
 *
 * @param before - The image before, in stored form; undefined if the record did not exist.
 * @param after - The image after; undefined if the record does not exist any more.
 * @param options - What to leave out.
 *
 * @example
 * ```ts
 * diffRecords({ _id: 1, status: 'open' }, { _id: 1, status: 'done' })
 * // [{ path: ['status'], op: 'replace', before: 'open', after: 'done' }]
 * ```
 */
export function diffRecords(
  before: StoredRecord | undefined,
  after: StoredRecord | undefined,
  options: DiffOptions = {},
): Change[] {
  const ignore = options.ignore ?? []
  const changes: Change[] = []
  const one = before && withoutPaths(before, ignore)
  const other = after && withoutPaths(after, ignore)
  if (one === undefined) {
    for (const leaf of leavesOf(other)) changes.push(added(leaf.path, leaf.value))
  } else if (other === undefined) {
    for (const leaf of leavesOf(one)) changes.push(removed(leaf.path, leaf.value))
  } else {
    diffObjects({ path: [], changes }, one as object, other as object)
  }
  return changes
}

interface Leaf {
  readonly path: string[]
  readonly value: StoredValue
}

function leavesOf(record: unknown): Leaf[] {
  const leaves: Leaf[] = []
  collectLeaves(record, { path: [], leaves })
  return leaves
}

function collectLeaves(value: unknown, into: { path: string[]; leaves: Leaf[] }): void {
  // A record is no value, even where its keys are those of a reference. An empty one has no leaf:
  // there is no key that could say so.
  const isRecord = into.path.length === 0 && typeof value === 'object' && value !== null
  if (!isRecord && !isBranch(value)) {
    if (into.path.length > 0) into.leaves.push({ path: into.path, value })
    return
  }
  const fields = fieldsOf(value)
  for (const key of Object.keys(fields)) {
    collectLeaves(fields[key], { path: [...into.path, key], leaves: into.leaves })
  }
}

interface Cursor {
  readonly path: readonly string[]
  readonly changes: Change[]
}

function diffValues(cursor: Cursor, before: unknown, after: unknown): void {
  if (isBranch(before) && isBranch(after)) {
    diffObjects(cursor, before, after)
  } else if (sameValue(before, after)) {
    return
  } else if (kindOf(before) === 'array' && kindOf(after) === 'array') {
    diffArrays(cursor, before as unknown[], after as unknown[])
  } else {
    cursor.changes.push(replaced(cursor.path, before, after))
  }
}

function diffObjects(cursor: Cursor, before: object, after: object): void {
  const { path, changes } = cursor
  const one = fieldsOf(before)
  const other = fieldsOf(after)
  for (const key of Object.keys(one)) {
    if (Object.hasOwn(other, key)) {
      diffValues({ path: [...path, key], changes }, one[key], other[key])
    } else {
      changes.push(removed([...path, key], one[key]))
    }
  }
  for (const key of Object.keys(other)) {
    if (!Object.hasOwn(one, key)) changes.push(added([...path, key], other[key]))
  }
}

function diffArrays(cursor: Cursor, before: readonly unknown[], after: readonly unknown[]): void {
  const { path, changes } = cursor
  if (isShortList(before) && isShortList(after)) {
    changes.push(replaced(path, before, after))
    return
  }
  const start = commonStart(before, after)
  const end = commonEnd(before, after, start)
  const beforeEnd = before.length - end
  const afterEnd = after.length - end
  const overlapEnd = Math.min(beforeEnd, afterEnd)
  const at = (index: number): string[] => [...path, String(index)]
  for (let index = start; index < overlapEnd; index += 1) {
    diffValues({ path: at(index), changes }, before[index], after[index])
  }
  for (let index = overlapEnd; index < afterEnd; index += 1) {
    changes.push(added(at(index), after[index]))
  }
  // From the end, so that each index is still right when its turn comes.
  for (let index = beforeEnd - 1; index >= overlapEnd; index -= 1) {
    changes.push(removed(at(index), before[index]))
  }
}

function isShortList(items: readonly unknown[]): boolean {
  return items.length <= MAX_WHOLE_ELEMENTS && items.every((item) => isScalar(item))
}

function isScalar(value: unknown): boolean {
  const kind = kindOf(value)
  return kind !== 'object' && kind !== 'array'
}

function commonStart(before: readonly unknown[], after: readonly unknown[]): number {
  const most = Math.min(before.length, after.length)
  let count = 0
  while (count < most && sameValue(before[count], after[count])) count += 1
  return count
}

function commonEnd(before: readonly unknown[], after: readonly unknown[], start: number): number {
  const most = Math.min(before.length, after.length) - start
  let count = 0
  while (count < most && sameValue(before.at(-1 - count), after.at(-1 - count))) count += 1
  return count
}

// Undefined is stored as null; in a change it would read as "left out".
function added(path: readonly string[], after: StoredValue): Change {
  return { path, op: 'add', after: after ?? null }
}

function removed(path: readonly string[], before: StoredValue): Change {
  return { path, op: 'remove', before: before ?? null }
}

function replaced(path: readonly string[], before: StoredValue, after: StoredValue): Change {
  return { path, op: 'replace', before: before ?? null, after: after ?? null }
}
