/**
 * What would the driver have made of this value for the application?
 *
 * Images are read with every BSON type kept apart; an application whose client has the usual
 * settings gets numbers, texts and patterns of JavaScript in their place.
 */
import { isDate } from 'node:util/types'
import type { Doc, DriverCollection } from './driver.ts'

/** Options that decide what the driver makes of a reply. */
const SHAPING = [
  'raw',
  'promoteValues',
  'promoteLongs',
  'promoteBuffers',
  'useBigInt64',
  'bsonRegExp',
  'fieldsAsRaw',
  'enableUtf8Validation',
] as const

/** Whether replies are made into values in the usual way. */
export function hasUsualShape(original: DriverCollection, options: Doc): boolean {
  const ofCollection: Doc | undefined = original.bsonOptions
  if (ofCollection === undefined || SHAPING.some((name) => (options[name] ?? null) !== null)) {
    return false
  }
  const { promoteValues, promoteLongs, enableUtf8Validation, fieldsAsRaw } = ofCollection
  return (
    [promoteValues, promoteLongs, enableUtf8Validation].every((value) => value !== false) &&
    ['raw', 'promoteBuffers', 'useBigInt64', 'bsonRegExp'].every((name) => !ofCollection[name]) &&
    Object.keys(fieldsAsRaw ?? {}).length === 0
  )
}

/** Returns a copy as the driver makes it with its usual settings. */
export function promoted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(promoted)
  if (isDate(value)) return new Date(value)
  const type: unknown = Object.hasOwn(value, '_bsontype') ? undefined : (value as Doc)['_bsontype']
  if (typeof type !== 'string') return promotedFields(value)
  switch (type) {
    case 'Int32':
    case 'Double':
    case 'BSONSymbol':
      return (value as Doc)['value']
    case 'Long':
      return promotedLong(value as LongValue)
    case 'BSONRegExp':
      return promotedPattern(value as { pattern: string; options: string })
    case 'DBRef':
      return changed(value, { oid: promoted, fields: promoted })
    case 'Code':
      return changed(value, { scope: promoted })
    case 'Binary':
      // The image is kept while the application may write into its copy.
      return changed(value, { buffer: (bytes) => Buffer.from(bytes as Uint8Array) })
    default:
      return value
  }
}

function promotedFields(value: object): object {
  // Each key is defined, also `__proto__`.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, promoted(inner)]))
}

interface LongValue {
  toNumber(): number
  toString(): string
}

function promotedLong(value: LongValue): unknown {
  const n = BigInt(value.toString())
  const isSafe =
    n <= BigInt(Number.MAX_SAFE_INTEGER) + 1n && n >= -BigInt(Number.MAX_SAFE_INTEGER) - 1n
  return isSafe ? value.toNumber() : value
}

const FLAGS: Readonly<Record<string, string>> = { m: 'm', s: 'g', i: 'i' }

function promotedPattern({ pattern, options }: { pattern: string; options: string }): RegExp {
  return new RegExp(pattern, Array.from(options, (option) => FLAGS[option] ?? '').join(''))
}

function changed(value: object, how: Readonly<Record<string, (part: unknown) => unknown>>): object {
  const copy = Object.create(Object.getPrototypeOf(value) as object) as Doc
  Object.assign(copy, value)
  for (const [name, change] of Object.entries(how)) {
    if (copy[name] !== undefined) copy[name] = change(copy[name])
  }
  return copy
}
