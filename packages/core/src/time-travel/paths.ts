/** Which paths of a record can be written by themselves, and which of them meet? */
import type { StoredRecord } from '../event/event.ts'
import { fieldsOf, setField } from '../values/bson-type.ts'
import { isBranch } from '../values/kind.ts'

/** True if one of the paths is the other or lies above it. */
export function overlap(a: readonly string[], b: readonly string[]): boolean {
  const most = Math.min(a.length, b.length)
  for (let index = 0; index < most; index += 1) {
    if (a[index] !== b[index]) return false
  }
  return true
}

/**
 * Cuts a path at the first array on its way: elements move, so an array is written whole.
 *
 * @param record - The record that says where the arrays are.
 */
export function upToArray(path: readonly string[], record: unknown): readonly string[] {
  let value = record
  for (const [index, segment] of path.entries()) {
    if (Array.isArray(value)) return path.slice(0, index)
    if (!isBranch(value)) return path
    const fields = fieldsOf(value)
    value = Object.hasOwn(fields, segment) ? fields[segment] : undefined
  }
  return path
}

/** What stands at a path that goes through objects only. */
export type Found =
  | { readonly found: true; readonly value: unknown }
  /** `obstructed`: something on the way is no object. */
  | { readonly found: false; readonly obstructed: boolean }

/** Looks up a path through objects; never into an array. */
export function valueAt(record: StoredRecord | undefined, path: readonly string[]): Found {
  let value: unknown = record
  for (const segment of path) {
    if (value === undefined) return { found: false, obstructed: false }
    if (!isBranch(value)) return { found: false, obstructed: !isEmptyObject(value) }
    const fields = fieldsOf(value)
    if (!Object.hasOwn(fields, segment)) return { found: false, obstructed: false }
    value = fields[segment]
  }
  return value === undefined ? { found: false, obstructed: false } : { found: true, value }
}

/** The record with what was found put at a path, or taken from it; containers are copied. */
export function withValueAt(
  record: StoredRecord,
  path: readonly string[],
  found: Found,
): StoredRecord {
  const [key, ...rest] = path
  if (key === undefined) return record
  const copy: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(record)) setField(copy, name, item)
  if (rest.length > 0) {
    const inner = Object.hasOwn(copy, key) && isBranch(copy[key]) ? fieldsOf(copy[key]) : {}
    setField(copy, key, withValueAt(inner, rest, found))
  } else if (found.found) {
    setField(copy, key, found.value)
  } else {
    delete copy[key]
  }
  return copy
}

/** Each path once, and none that lies below another. */
export function outermost(paths: readonly (readonly string[])[]): (readonly string[])[] {
  const sorted = paths.toSorted((a, b) => a.length - b.length)
  const kept: (readonly string[])[] = []
  for (const path of sorted) {
    if (!kept.some((above) => above.length <= path.length && overlap(above, path))) kept.push(path)
  }
  return kept
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.keys(value).length === 0
  )
}
