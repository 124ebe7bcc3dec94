/** Which items came to a list of scalars, which went, and did the others change places? */
import { toJson } from '../values/json.ts'
import { kindOf } from '../values/kind.ts'

export interface ListDifference {
  readonly added: readonly unknown[]
  readonly removed: readonly unknown[]
  /** The items that stayed are in another order than before. */
  readonly moved: boolean
}

/** The difference of two lists; undefined where one is none, or holds more than scalars. */
export function tryListDifference(before: unknown, after: unknown): ListDifference | undefined {
  if (!isScalarList(before) || !isScalarList(after)) return undefined
  const [had, has] = [before.map(keyOf), after.map(keyOf)]
  const stayedBefore = stayed(had, has)
  const stayedAfter = stayed(has, had)
  const order = (keys: readonly string[], kept: ReadonlySet<number>): string =>
    JSON.stringify(keys.filter((_, at) => kept.has(at)))
  return {
    added: after.filter((_, at) => !stayedAfter.has(at)),
    removed: before.filter((_, at) => !stayedBefore.has(at)),
    moved: order(had, stayedBefore) !== order(has, stayedAfter),
  }
}

/** True for a list without lists and objects in it. */
export function isScalarList(value: unknown): value is readonly unknown[] {
  return (
    kindOf(value) === 'array' &&
    (value as unknown[]).every((item) => kindOf(item) !== 'object' && kindOf(item) !== 'array')
  )
}

/** Indexes whose items the other list has too, each of those counting once. */
function stayed(keys: readonly string[], others: readonly string[]): ReadonlySet<number> {
  const counts = new Map<string, number>()
  for (const key of others) counts.set(key, (counts.get(key) ?? 0) + 1)
  const kept = new Set<number>()
  for (const [at, key] of keys.entries()) {
    const left = counts.get(key) ?? 0
    if (left === 0) continue
    counts.set(key, left - 1)
    kept.add(at)
  }
  return kept
}

// The same in JSON and of the same type is the same value.
function keyOf(value: unknown): string {
  return `${kindOf(value)} ${JSON.stringify(toJson(value))}`
}
