/**
 * Are two values the same to the database?
 *
 * By value *and* BSON type: the integer 1 and the double 1.0 differ. `sameValue` is what a diff
 * asks, where the order of keys is no change anybody would read; `identicalValue` asks whether the
 * record was written anew at all, and there order counts.
 */
import {
  binaryParts,
  codeParts,
  dateMs,
  fieldsOf,
  longOf,
  numberOf,
  regexParts,
} from './bson-type.ts'
import { kindOf } from './kind.ts'
import type { Kind } from './kind.ts'

/** True if both are stored as the same value, whatever the order of keys in objects. */
export function sameValue(a: unknown, b: unknown): boolean {
  return areEqual(a, b, false)
}

/**
 * True if both are stored as the same value, keys in the same order; of keys that look like array
 * indexes JavaScript does not know the order.
 */
export function identicalValue(a: unknown, b: unknown): boolean {
  return areEqual(a, b, true)
}

function areEqual(a: unknown, b: unknown, ordered: boolean): boolean {
  // Also NaN, and not 0 and -0: they are stored as different bytes.
  if (Object.is(a, b)) return true
  const kind = kindOf(a)
  if (kind !== kindOf(b)) return false
  if (kind === 'object') return areEqualObjects(a as object, b as object, ordered)
  if (kind === 'array') return areEqualArrays(a as unknown[], b as unknown[], ordered)
  if (kind === 'javascriptWithScope') {
    const [one, other] = [codeParts(a), codeParts(b)]
    return one.code === other.code && areEqual(one.scope, other.scope, ordered)
  }
  return areEqualScalars(kind, a, b)
}

function areEqualObjects(a: object, b: object, ordered: boolean): boolean {
  const [one, other] = [fieldsOf(a), fieldsOf(b)]
  const keys = Object.keys(one)
  const otherKeys = Object.keys(other)
  if (keys.length !== otherKeys.length) return false
  return keys.every(
    (key, index) =>
      (ordered ? otherKeys[index] === key : Object.hasOwn(other, key)) &&
      areEqual(one[key], other[key], ordered),
  )
}

function areEqualArrays(a: readonly unknown[], b: readonly unknown[], ordered: boolean): boolean {
  if (a.length !== b.length) return false
  // By index, not `every`: a hole is stored as null and must be looked at.
  for (let index = 0; index < a.length; index += 1) {
    if (!areEqual(a[index], b[index], ordered)) return false
  }
  return true
}

function areEqualScalars(kind: Kind, a: unknown, b: unknown): boolean {
  switch (kind) {
    case 'int':
    case 'double':
      return Object.is(numberOf(a), numberOf(b))
    case 'long':
      return longOf(a) === longOf(b)
    case 'objectId':
      return hexOf(a) === hexOf(b)
    case 'date':
      return dateMs(a) === dateMs(b)
    case 'decimal':
      return areEqualBytes((a as { bytes: Uint8Array }).bytes, (b as { bytes: Uint8Array }).bytes)
    case 'binary': {
      const [one, other] = [binaryParts(a), binaryParts(b)]
      return one.subType === other.subType && areEqualBytes(one.bytes, other.bytes)
    }
    case 'regex': {
      const [one, other] = [regexParts(a), regexParts(b)]
      return one.pattern === other.pattern && one.options === other.options
    }
    case 'timestamp': {
      const [one, other] = [a, b] as [StampParts, StampParts]
      return one.t === other.t && one.i === other.i
    }
    case 'javascript':
      return codeParts(a).code === codeParts(b).code
    case 'symbol':
      return (a as { value: string }).value === (b as { value: string }).value
    case 'null':
    case 'minKey':
    case 'maxKey':
    case 'nothing':
      return true
    default:
      // Strings and booleans that are equal were told by `Object.is`.
      return false
  }
}

interface StampParts {
  readonly t: number
  readonly i: number
}

function hexOf(value: unknown): string {
  return (value as { toHexString(): string }).toHexString()
}

function areEqualBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && Buffer.compare(a, b) === 0
}
