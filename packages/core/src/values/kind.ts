/**
 * As what would the database store this value?
 *
 * The names are those of MongoDB's `$type`, except `binary` for `binData`. Nothing here looks
 * inside a value; `same-value.ts` compares.
 */
import { isDate, isMap, isRegExp, isUint8Array } from 'node:util/types'
import { bsonTypeOf, codeParts, getField } from './bson-type.ts'
import type { BsonType } from './bson-type.ts'

/** A BSON type by its name. */
export type Kind =
  | 'object'
  | 'array'
  | 'string'
  | 'int'
  | 'long'
  | 'double'
  | 'decimal'
  | 'objectId'
  | 'date'
  | 'binary'
  | 'bool'
  | 'null'
  | 'regex'
  | 'timestamp'
  | 'javascript'
  | 'javascriptWithScope'
  | 'symbol'
  | 'minKey'
  | 'maxKey'
  /** Functions and JavaScript symbols: the driver does not store them. */
  | 'nothing'

const KIND_OF_BSON: Readonly<Record<Exclude<BsonType, 'Code'>, Kind>> = {
  ObjectId: 'objectId',
  Long: 'long',
  Int32: 'int',
  Double: 'double',
  Decimal128: 'decimal',
  Timestamp: 'timestamp',
  Binary: 'binary',
  BSONRegExp: 'regex',
  DBRef: 'object',
  MinKey: 'minKey',
  MaxKey: 'maxKey',
  BSONSymbol: 'symbol',
}

const INT32_MIN = -0x8000_0000
const INT32_MAX = 0x7fff_ffff

/**
 * Returns the kind that the database would store a value as.
 *
 * A plain number counts as the driver would send it: `int` if it is a whole number of 32 bits and
 * not -0, else `double`. `undefined` counts as `null`, a `Buffer` as `binary`, a `Map` as `object`.
 *
 * @example
 * ```ts
 * kindOf(1) // 'int'
 * kindOf(2 ** 40) // 'double'
 * ```
 */
export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'number':
      return isInt32(value) ? 'int' : 'double'
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'long'
    case 'object':
      return value === null ? 'null' : kindOfObject(value)
    case 'undefined':
      return 'null'
    default:
      return 'nothing'
  }
}

/**
 * True for an object that has fields of its own to look at: not empty, and no database reference.
 * Everything else is one value as far as a diff or a list of paths is concerned.
 */
export function isBranch(value: unknown): value is object {
  if (kindOf(value) !== 'object' || isReference(value)) return false
  return isMap(value) ? value.size > 0 : Object.keys(value as object).length > 0
}

/**
 * True for a `DBRef`, and for a plain object that the driver reads back as one: which of the two
 * a value is depends on who read it, and must make no difference.
 */
export function isReference(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (bsonTypeOf(value) === 'DBRef') return true
  if (!Object.hasOwn(value, '$ref')) return false
  const fields = value as Record<string, unknown>
  const db = getField(fields, '$db')
  return (
    typeof fields['$ref'] === 'string' &&
    (getField(fields, '$id') ?? null) !== null &&
    (db === undefined || db === null || typeof db === 'string') &&
    Object.keys(fields).every((key) => !key.startsWith('$') || REFERENCE_KEYS.has(key))
  )
}

const REFERENCE_KEYS: ReadonlySet<string> = new Set(['$ref', '$id', '$db'])

function kindOfObject(value: object): Kind {
  if (Array.isArray(value)) return 'array'
  const type = bsonTypeOf(value)
  if (type !== undefined) {
    if (type !== 'Code') return KIND_OF_BSON[type]
    return codeParts(value).scope === undefined ? 'javascript' : 'javascriptWithScope'
  }
  if (isDate(value)) return 'date'
  if (isUint8Array(value)) return 'binary'
  return isRegExp(value) ? 'regex' : 'object'
}

function isInt32(value: number): boolean {
  return (
    Number.isInteger(value) && value >= INT32_MIN && value <= INT32_MAX && !Object.is(value, -0)
  )
}
