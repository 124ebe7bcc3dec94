/**
 * Is this a BSON value, and what is inside it?
 *
 * Core has no driver: the application brings its own, of any version, and maybe two. BSON values
 * are therefore known by the `_bsontype` that all versions of `bson` put on their prototypes, and
 * read through the fields that bson 6 and 7 share. Which kind a value counts as is in `kind.ts`.
 */
import { isMap, isUint8Array } from 'node:util/types'

export type BsonType =
  | 'ObjectId'
  | 'Long'
  | 'Int32'
  | 'Double'
  | 'Decimal128'
  | 'Timestamp'
  | 'Binary'
  | 'BSONRegExp'
  | 'Code'
  | 'DBRef'
  | 'MinKey'
  | 'MaxKey'
  | 'BSONSymbol'

const BSON_TYPES: ReadonlySet<string> = new Set<BsonType>([
  'ObjectId',
  'Long',
  'Int32',
  'Double',
  'Decimal128',
  'Timestamp',
  'Binary',
  'BSONRegExp',
  'Code',
  'DBRef',
  'MinKey',
  'MaxKey',
  'BSONSymbol',
])

/**
 * Returns the BSON type of an instance of one of the driver's classes, else undefined.
 *
 * A record may have a *key* `_bsontype` of its own; that makes it no BSON value. The one exception
 * is a timestamp by shape, which is how the event format describes its cluster time.
 */
export function bsonTypeOf(value: object): BsonType | undefined {
  const type: unknown = (value as { _bsontype?: unknown })._bsontype
  if (typeof type !== 'string' || !BSON_TYPES.has(type)) return undefined
  if (Object.hasOwn(value, '_bsontype') && !isTimestampShape(value)) return undefined
  return type as BsonType
}

/** The number inside an `Int32`, a `Double` or a plain number. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : (value as { value: number }).value
}

/** The 64 bits of a `Long` or bigint, signed, as the database keeps them. */
export function longOf(value: unknown): bigint {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value)
  const { low, high } = value as { low: number; high: number }
  return (BigInt(high | 0) << 32n) | BigInt(low >>> 0)
}

/** Milliseconds since the epoch; an invalid date is stored as the epoch itself. */
export function dateMs(value: unknown): number {
  const ms = (value as Date).getTime()
  return Number.isNaN(ms) ? 0 : ms
}

/** Subtype and bytes of a `Binary`, a `Buffer` or a `Uint8Array`. */
export function binaryParts(value: unknown): { subType: number; bytes: Uint8Array } {
  if (isUint8Array(value)) return { subType: 0, bytes: value }
  const { sub_type, buffer, position } = value as {
    sub_type: number
    buffer: Uint8Array
    position: number
  }
  return { subType: sub_type, bytes: buffer.subarray(0, position) }
}

/** Pattern and options of a regular expression as they are stored: `g` becomes `s`. */
export function regexParts(value: unknown): { pattern: string; options: string } {
  const { pattern, options } = value as { pattern?: string; options?: string }
  if (pattern !== undefined)
    return { pattern, options: (options ?? '').split('').toSorted().join('') }
  const { source, ignoreCase, global, multiline } = value as RegExp
  // The order of letters is the stored one: options are sorted in BSON.
  const stored = `${ignoreCase ? 'i' : ''}${multiline ? 'm' : ''}${global ? 's' : ''}`
  return { pattern: source, options: stored }
}

/** Source and, where there is one, scope of a `Code`. */
export function codeParts(value: unknown): { code: string; scope: object | undefined } {
  const { code, scope } = value as { code: unknown; scope?: unknown }
  return { code: String(code), scope: typeof scope === 'object' && scope ? scope : undefined }
}

/**
 * The fields of anything that is stored as an object: a plain object itself, a `Map` or a `DBRef`
 * as the object it is stored as. Read own keys only: a record may have a key `__proto__`.
 */
export function fieldsOf(value: object): Record<string, unknown> {
  if (isMap(value)) {
    const fields: Record<string, unknown> = {}
    for (const [key, item] of value) setField(fields, String(key), item)
    return fields
  }
  return bsonTypeOf(value) === 'DBRef' ? referenceFields(value) : (value as Record<string, unknown>)
}

/** Sets a key that may be `__proto__`, which a plain assignment would take as the prototype. */
export function setField(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') {
    target[key] = value
    return
  }
  Object.defineProperty(target, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  })
}

/** Reads an own key; undefined where the object has only inherited one. */
export function getField(source: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(source, key) ? source[key] : undefined
}

function referenceFields(value: object): Record<string, unknown> {
  const { collection, oid, db, fields } = value as {
    collection: string
    oid: unknown
    db?: string | null
    fields?: Record<string, unknown>
  }
  const stored: Record<string, unknown> = { $ref: collection, $id: oid }
  if (db !== undefined && db !== null) stored['$db'] = db
  for (const [key, item] of Object.entries(fields ?? {})) {
    // The driver leaves undefined out of references, whatever `ignoreUndefined` says.
    if (item !== undefined) setField(stored, key, item)
  }
  return stored
}

function isTimestampShape(value: object): boolean {
  const { _bsontype, t, i } = value as { _bsontype?: unknown; t?: unknown; i?: unknown }
  return _bsontype === 'Timestamp' && typeof t === 'number' && typeof i === 'number'
}
