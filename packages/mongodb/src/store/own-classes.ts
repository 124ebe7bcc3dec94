/**
 * What if an event's values were made by another copy of the driver?
 *
 * The store may live on another deployment, reached by a client of another major version, and
 * `bson` refuses values of another version of itself. They are rebuilt here, value by value. A
 * type whose class the store does not have becomes its JSON text: readable, and said to be text.
 */
import { idText, kindOf } from '@rastro/core'
import type { BsonClasses } from './bson-classes.ts'

/** Returns a copy of the value with the store's own classes. */
export function withOwnClasses<T>(value: T, classes: BsonClasses): T {
  return rebuilt(value, classes) as T
}

function rebuilt(value: unknown, classes: BsonClasses): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('_bsontype' in value) return ownValue(value, classes)
  if (Array.isArray(value)) return value.map((item) => rebuilt(item, classes))
  if (kindOf(value) !== 'object') return value
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return Object.fromEntries(entries.map(([key, item]) => [key, rebuilt(item, classes)]))
}

function ownValue(value: object, classes: BsonClasses): unknown {
  const { ObjectId, Binary, Timestamp, Decimal128, Double } = classes
  switch (kindOf(value)) {
    case 'int':
      return Number(value)
    case 'double':
      return Double ? new Double(Number(value)) : Number(value)
    case 'long':
      return BigInt(String(value))
    case 'objectId':
      return ObjectId ? new ObjectId(idText(value)) : idText(value)
    case 'decimal':
      return Decimal128 ? Decimal128.fromString(String(value)) : String(value)
    case 'timestamp': {
      const { t, i } = value as { t: number; i: number }
      return Timestamp ? new Timestamp({ t, i }) : idText(value)
    }
    case 'binary': {
      const { buffer, position, sub_type: subType } = value as StoredBinary
      const bytes = buffer.subarray(0, position)
      return Binary ? new Binary(bytes, subType) : Buffer.from(bytes)
    }
    default:
      return idText(value)
  }
}

interface StoredBinary {
  readonly buffer: Uint8Array
  readonly position: number
  readonly sub_type: number
}
