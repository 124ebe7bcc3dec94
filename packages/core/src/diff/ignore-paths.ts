/**
 * What is left of a value without the paths that are not to be audited?
 *
 * Taken out before comparing, so that a whole subtree that is added cannot carry an ignored path
 * along. Untouched parts are shared with the original, which is never changed.
 */
import { fieldsOf, setField } from '../values/bson-type.ts'
import { isReference, kindOf } from '../values/kind.ts'

/** A path that is left out, with everything under it; `*` stands for any one segment. */
export type PathPattern = readonly string[]

/**
 * Returns the value without everything that a pattern matches.
 *
 * Array indexes need not be written: `['items', 'price']` and `['items', '*', 'price']` both take
 * `price` out of every element of `items`. An index never names one element, because elements move.
 */
export function withoutPaths(value: unknown, patterns: readonly PathPattern[]): unknown {
  const open = patterns.filter((pattern) => pattern.length > 0)
  if (open.length === 0) return value
  const kind = kindOf(value)
  if (kind === 'array') return withoutInArray(value as unknown[], open)
  return kind === 'object' && !isReference(value) ? withoutInObject(value as object, open) : value
}

function withoutInArray(items: readonly unknown[], patterns: readonly PathPattern[]): unknown[] {
  const inside = patterns.filter(([first]) => first === '*').map((pattern) => pattern.slice(1))
  if (inside.some((pattern) => pattern.length === 0)) return []
  return items.map((item) => withoutPaths(item, [...patterns, ...inside]))
}

function withoutInObject(value: object, patterns: readonly PathPattern[]): object {
  const fields = fieldsOf(value)
  const kept: Record<string, unknown> = {}
  for (const key of Object.keys(fields)) {
    const inside = patterns
      .filter(([first]) => first === '*' || first === key)
      .map((pattern) => pattern.slice(1))
    if (inside.some((pattern) => pattern.length === 0)) continue
    setField(kept, key, withoutPaths(fields[key], inside))
  }
  return kept
}
