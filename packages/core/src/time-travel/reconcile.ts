/**
 * What is known of a record that was worked out from both ends?
 *
 * From its first event forwards and from the live record backwards: where the two agree, nothing
 * was written past the capture; where one has a hole, the other may know.
 */
import { fieldsOf, setField } from '../values/bson-type.ts'
import { sameValue } from '../values/same-value.ts'
import { Hole, isOpenObject } from './hole.ts'

/** What came of it. */
export interface Reconciled {
  /** Undefined for no record; holes where nothing is known. */
  readonly image: unknown
  /** Where the two contradict each other; the empty path if one has a record and the other none. */
  readonly contradictions: readonly (readonly string[])[]
  /** Every value was known from both ends. */
  readonly isConfirmed: boolean
}

/** Puts the two together; where they contradict each other there is a hole. */
export function reconcile(forward: unknown, backward: unknown): Reconciled {
  const state: State = { contradictions: [], isConfirmed: true }
  if ((forward === undefined) !== (backward === undefined) && !isHole(forward, backward)) {
    return { image: forward ?? backward, contradictions: [[]], isConfirmed: false }
  }
  const image = both(state, [], [forward, backward])
  return { image, ...state }
}

interface State {
  readonly contradictions: (readonly string[])[]
  isConfirmed: boolean
}

function both(
  state: State,
  path: readonly string[],
  [one, other]: readonly [unknown, unknown],
): unknown {
  if (one instanceof Hole && other instanceof Hole) return other.untouched ? other : one
  if (one instanceof Hole || other instanceof Hole) return either(state, one, other)
  if (isOpenObject(one) && isOpenObject(other)) return objects(state, path, [one, other])
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    const items = one.map((item, index) =>
      both(state, [...path, String(index)], [item, other[index]]),
    )
    return items.every((item, index) => item === one[index]) ? one : items
  }
  if (sameValue(one, other)) return one
  return contradiction(state, path)
}

function objects(
  state: State,
  path: readonly string[],
  [a, b]: readonly [object, object],
): Record<string, unknown> {
  const [one, other] = [fieldsOf(a), fieldsOf(b)]
  const fields: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const at = [...path, key]
    const [inOne, inOther] = [Object.hasOwn(one, key), Object.hasOwn(other, key)]
    if (inOne && inOther) setField(fields, key, both(state, at, [one[key], other[key]]))
    else if (isHole(one[key], other[key])) setField(fields, key, inOne ? one[key] : other[key])
    else setField(fields, key, contradiction(state, at))
  }
  return fields
}

// A secret of the live record is no knowledge that may be shown: the hole stays one.
function either(state: State, one: unknown, other: unknown): unknown {
  if (other instanceof Hole && other.untouched) return other
  state.isConfirmed = false
  return one instanceof Hole ? other : one
}

function contradiction(state: State, path: readonly string[]): Hole {
  state.contradictions.push(path)
  return new Hole('not-captured')
}

function isHole(one: unknown, other: unknown): boolean {
  return one instanceof Hole || other instanceof Hole
}
