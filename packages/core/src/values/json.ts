/**
 * How does a stored value read in JSON?
 *
 * MongoDB Extended JSON v2, relaxed, with three differences that make it unambiguous: a record's
 * own key that starts with `$` gets one `$` more (so one `$` is always a type), a long beyond 2^53
 * stays exact as `$numberLong`, and -0 is `{ "$numberDouble": "-0.0" }`. Relaxed means that 1 and
 * 1.0 read the same.
 */
import {
  binaryParts,
  codeParts,
  dateMs,
  fieldsOf,
  longOf,
  numberOf,
  regexParts,
  setField,
} from './bson-type.ts'
import { isReference, kindOf } from './kind.ts'

/** What `JSON.stringify` gives back as it was. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** The first instant of the year 10000: later dates have no ISO form of four digits. */
const YEAR_10000_MS = 253_402_300_800_000
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER)

/**
 * Returns the JSON form of a stored value.
 *
 * A reference (`DBRef`) reads as `{ "$ref", "$id" }`; other keys with `$` are escaped by one more.
 *
 * @example
 * ```ts
 * toJson({ at: new Date(0), $oid: 'mine' })
 * // { at: { $date: '1970-01-01T00:00:00Z' }, $$oid: 'mine' }
 * ```
 */
export function toJson(value: unknown): JsonValue {
  const kind = kindOf(value)
  switch (kind) {
    case 'object':
      return objectToJson(value as object)
    case 'array':
      return Array.from(value as unknown[], toJson)
    case 'string':
      return value as string
    case 'bool':
      return value as boolean
    case 'int':
      return numberOf(value)
    case 'double':
      return doubleToJson(numberOf(value))
    case 'long':
      return longToJson(longOf(value))
    case 'decimal':
      return { $numberDecimal: String(value) }
    case 'objectId':
      return { $oid: (value as { toHexString(): string }).toHexString() }
    case 'date':
      return { $date: dateToJson(dateMs(value)) }
    case 'binary': {
      const { subType, bytes } = binaryParts(value)
      const base64 = Buffer.from(bytes).toString('base64')
      return { $binary: { base64, subType: subType.toString(16).padStart(2, '0') } }
    }
    case 'regex':
      return { $regularExpression: regexParts(value) }
    case 'timestamp': {
      const { t, i } = value as { t: number; i: number }
      return { $timestamp: { t, i } }
    }
    case 'javascript':
      return { $code: codeParts(value).code }
    case 'javascriptWithScope': {
      const { code, scope } = codeParts(value)
      return { $code: code, $scope: toJson(scope) }
    }
    case 'symbol':
      return { $symbol: (value as { value: string }).value }
    case 'minKey':
      return { $minKey: 1 }
    case 'maxKey':
      return { $maxKey: 1 }
    default:
      return null
  }
}

function objectToJson(value: object): JsonValue {
  const isRef = isReference(value)
  const fields = fieldsOf(value)
  const json: Record<string, JsonValue> = {}
  for (const key of Object.keys(fields)) {
    const isEscaped = key.startsWith('$') && !isRef
    setField(json, isEscaped ? `$${key}` : key, toJson(fields[key]))
  }
  return json
}

function doubleToJson(value: number): JsonValue {
  if (Object.is(value, -0)) return { $numberDouble: '-0.0' }
  return Number.isFinite(value) ? value : { $numberDouble: String(value) }
}

function longToJson(value: bigint): JsonValue {
  const isSafe = value <= MAX_SAFE && value >= -MAX_SAFE
  return isSafe ? Number(value) : { $numberLong: String(value) }
}

function dateToJson(ms: number): JsonValue {
  if (ms < 0 || ms >= YEAR_10000_MS) return { $numberLong: String(ms) }
  const iso = new Date(ms).toISOString()
  // The format leaves milliseconds out where they are zero.
  return ms % 1000 === 0 ? iso.replace('.000Z', 'Z') : iso
}
