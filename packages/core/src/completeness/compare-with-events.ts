/**
 * Is a record what its events say it is?
 *
 * Pure. Of each path the newest event counts; where that does not say the value, or goes through
 * an array, nothing is concluded. So a difference that is found is one, and some are not found.
 */
import { diffRecords } from '../diff/diff-records.ts'
import type { PathPattern } from '../diff/ignore-paths.ts'
import type { AuditEvent, Change, StoredRecord } from '../event/event.ts'
import { sameValue } from '../values/same-value.ts'

/** What its events say of a record. */
export interface ToldRecord {
  /** False after its deletion; undefined where no event says. */
  readonly exists: boolean | undefined
  readonly values: readonly Change[]
  /** Paths of which the value is not told. */
  readonly unknown: readonly (readonly string[])[]
  /** Every path is told: its events go back to its creation. */
  readonly isWhole: boolean
}

/** Puts together what events say, newest first. */
export function toldBy(events: readonly Pick<AuditEvent, 'changes' | 'fidelity'>[]): ToldRecord {
  const values: Change[] = []
  const unknown: (readonly string[])[] = []
  let exists: boolean | undefined
  for (const { changes, fidelity } of events) {
    if (changes === undefined || fidelity === 'intent') {
      unknown.push([])
      break
    }
    const ids = changes.filter(({ path }) => path.length === 1 && path[0] === '_id')
    const isDeletion = ids.some(({ op }) => op === 'remove')
    exists ??= !isDeletion
    if (isDeletion) return { exists, values, unknown, isWhole: false }
    for (const change of changes.toReversed()) {
      const isKnown =
        values.some(({ path }) => overlaps(path, change.path)) ||
        unknown.some((path) => overlaps(path, change.path))
      if (isKnown) continue
      if (change.omitted === undefined) values.push(change)
      else unknown.push(change.path)
    }
    if (ids.some(({ op }) => op === 'add')) return { exists, values, unknown, isWhole: true }
  }
  return { exists, values, unknown, isWhole: false }
}

/** Returns the changes that lead from what is told to what the record is. */
export function untoldChanges(
  told: ToldRecord,
  record: StoredRecord,
  ignore: readonly PathPattern[],
): Change[] {
  const changes: Change[] = []
  for (const { path, op, after } of told.values) {
    const found = lookUp(record, path)
    if (found === 'unclear') continue
    const isTold = op !== 'remove'
    if (isTold && found !== undefined && sameValue(found.value, after)) continue
    if (!isTold && found === undefined) continue
    if (!isTold) changes.push({ path, op: 'add', after: found?.value })
    else if (found === undefined) changes.push({ path, op: 'remove', before: after })
    else changes.push({ path, op: 'replace', before: after, after: found.value })
  }
  if (!told.isWhole) return changes
  const known = [...told.values.map(({ path }) => path), ...told.unknown]
  const extra = diffRecords(undefined, record, { ignore }).filter(
    ({ path }) => !known.some((one) => overlaps(one, path)),
  )
  return [...changes, ...extra]
}

function overlaps(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return false
  return true
}

function lookUp(
  record: StoredRecord,
  path: readonly string[],
): { readonly value: unknown } | undefined | 'unclear' {
  let value: unknown = record
  for (const segment of path) {
    // Elements move: an index that an event names is not the one of now.
    if (Array.isArray(value)) return 'unclear'
    if (typeof value !== 'object' || value === null) return undefined
    if (!Object.hasOwn(value, segment)) return undefined
    value = (value as Record<string, unknown>)[segment]
  }
  return { value }
}
