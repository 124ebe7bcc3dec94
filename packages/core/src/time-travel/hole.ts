/**
 * What stands where a value is not known?
 *
 * A hole is part of a record while it is worked out, so that it moves with the elements of an
 * array; no answer holds one. Why a value is missing goes with it.
 */
import type { StoredValue } from '../event/event.ts'
import { fieldsOf, setField } from '../values/bson-type.ts'
import { isBranch, kindOf } from '../values/kind.ts'
import { sameValue } from '../values/same-value.ts'
import { ERASED } from '../privacy/erased.ts'
import { replacedAt } from '../privacy/personal-paths.ts'
import { isSecretName } from '../privacy/secret-names.ts'
import { WITHHELD } from '../privacy/withhold.ts'

/** Why a value is not known. */
export type Missing =
  /** The event left it out for its size. */
  | 'size'
  /** The place keeps names only. */
  | 'summary'
  /** The path is named like a secret. */
  | 'secret'
  /** The key of the person whose value it was is destroyed. */
  | 'erased'
  /** The model's own choice: changes of it make no event. */
  | 'ignored'
  /** An event tells of a write without its images. */
  | 'intent'
  /** The record was changed by a write of which no event tells. */
  | 'not-captured'
  /** The history begins later. */
  | 'before-history'

/** One value that is not known. */
export class Hole {
  readonly because: Missing
  /** The event that left it out. */
  readonly event: string | undefined
  /** The live record has the value, unchanged since, and it is not for show. */
  readonly untouched: boolean

  constructor(because: Missing, options: { event?: string; untouched?: boolean } = {}) {
    this.because = because
    this.event = options.event
    this.untouched = options.untouched ?? false
  }
}

/** True for an object whose fields may hold holes. */
export function isOpenObject(value: unknown): value is object {
  return !(value instanceof Hole) && isBranch(value)
}

/** True if both may be the same value: a hole may be anything. */
export function mayBeSame(a: unknown, b: unknown): boolean {
  if (a instanceof Hole || b instanceof Hole) return true
  if (isOpenObject(a) && isOpenObject(b)) {
    const [one, other] = [fieldsOf(a), fieldsOf(b)]
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) =>
      mayBeSameField(one, other, key),
    )
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => mayBeSame(item, b[index]))
  }
  return sameValue(a, b)
}

/** Holes in place of what the event withheld, or cannot tell any more, inside a value. */
export function openSecrets(value: StoredValue, event: string): unknown {
  // Whatever the key is called: a schema may have said that it is secret.
  return mapFields(value, (_key, item) => {
    if (item === WITHHELD) return new Hole('secret', { event })
    return item === ERASED ? new Hole('erased', { event }) : undefined
  })
}

/** The live record with holes in place of everything that no event would tell. */
export function withoutLiveSecrets(
  record: StoredValue,
  paths: readonly (readonly string[])[] = [],
): unknown {
  const hole = (): Hole => new Hole('secret', { untouched: true })
  return mapFields(replacedAt(record, paths, hole), (key) =>
    isSecretName(key) ? new Hole('secret', { untouched: true }) : undefined,
  )
}

/** The live record with a hole in place of every value: only names are kept of its kind. */
export function namesOfLive(record: StoredValue): unknown {
  return mapFields(record, (_key, item) =>
    isBranch(item) ? undefined : new Hole('summary', { untouched: true }),
  )
}

/** Copies a value with some fields, at any depth, replaced; what has none is not copied. */
function mapFields(
  value: unknown,
  replace: (key: string, item: unknown) => Hole | undefined,
): unknown {
  if (value instanceof Hole) return value
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => mapFields(item, replace))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (kindOf(value) !== 'object' || !isBranch(value)) return value
  const fields = fieldsOf(value)
  let copy: Record<string, unknown> | undefined
  for (const key of Object.keys(fields)) {
    const item = replace(key, fields[key]) ?? mapFields(fields[key], replace)
    if (item === fields[key]) continue
    copy ??= { ...fields }
    setField(copy, key, item)
  }
  return copy ?? value
}

function mayBeSameField(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
  key: string,
): boolean {
  const [inOne, inOther] = [Object.hasOwn(one, key), Object.hasOwn(other, key)]
  if (inOne && inOther) return mayBeSame(one[key], other[key])
  // What is not known may also be nothing.
  return (inOne ? one[key] : other[key]) instanceof Hole
}
