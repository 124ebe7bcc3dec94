/**
 * Which values stand below a name that is usual for personal data, however deep?
 *
 * For what an application says in its own words, of which nothing is annotated.
 */
import type { StoredValue } from '../event/event.ts'
import { fieldsOf, setField } from '../values/bson-type.ts'
import { isReference, kindOf } from '../values/kind.ts'
import { isLikelyPersonal } from './likely-personal.ts'
import { maskLeaves } from './mask.ts'

/** True where such a name stands anywhere in the value. */
export function holdsLikelyPersonal(value: StoredValue): boolean {
  if (kindOf(value) === 'array') return (value as readonly StoredValue[]).some(holdsLikelyPersonal)
  if (!hasFields(value)) return false
  return Object.entries(fieldsOf(value)).some(
    ([name, inner]) => isLikelyPersonal(name) || holdsLikelyPersonal(inner),
  )
}

/** The value with everything below such a name masked; the same one where there is none. */
export function maskLikelyPersonal(value: StoredValue): StoredValue {
  if (!holdsLikelyPersonal(value)) return value
  if (kindOf(value) === 'array') return (value as readonly StoredValue[]).map(maskLikelyPersonal)
  const kept: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(fieldsOf(value as object))) {
    setField(kept, name, isLikelyPersonal(name) ? maskLeaves(inner) : maskLikelyPersonal(inner))
  }
  return kept
}

function hasFields(value: StoredValue): value is object {
  return kindOf(value) === 'object' && !isReference(value)
}
