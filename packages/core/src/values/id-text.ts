/**
 * How does a record's id read in URLs and lists?
 *
 * Ids of different types may read the same (`5` the number and `5` the text): whoever looks a
 * record up by text compares with `matchesIdText`.
 */
import { binaryParts, longOf, numberOf } from './bson-type.ts'
import { toJson } from './json.ts'
import { kindOf } from './kind.ts'
import type { Kind } from './kind.ts'

const UUID_SUBTYPE = 4
const ID_KINDS: ReadonlySet<Kind> = new Set([
  'string',
  'int',
  'long',
  'double',
  'decimal',
  'objectId',
  'binary',
])

/**
 * True for what may name one record: text, a number that is one, or a driver's id. A list or an
 * object reads the same for many.
 */
export function isIdValue(value: unknown): boolean {
  return ID_KINDS.has(kindOf(value)) && !Number.isNaN(value)
}

/**
 * Returns an id as text: hex for an ObjectId, dashed for a UUID, decimal for numbers, itself for
 * a string, and compact JSON for anything else.
 */
export function idText(id: unknown): string {
  switch (kindOf(id)) {
    case 'string':
      return id as string
    case 'objectId':
      return (id as { toHexString(): string }).toHexString()
    case 'int':
    case 'double':
      return Object.is(numberOf(id), -0) ? '-0' : String(numberOf(id))
    case 'long':
      return String(longOf(id))
    case 'decimal':
      return String(id)
    case 'binary':
      return uuidText(id) ?? JSON.stringify(toJson(id))
    default:
      return JSON.stringify(toJson(id))
  }
}

/** True if `text` is how `id` reads; hex digits of ObjectIds and UUIDs in either case. */
export function matchesIdText(id: unknown, text: string): boolean {
  const own = idText(id)
  if (own === text) return true
  const isHex = kindOf(id) === 'objectId' || uuidText(id) !== undefined
  return isHex && own === text.toLowerCase()
}

function uuidText(id: unknown): string | undefined {
  if (kindOf(id) !== 'binary') return undefined
  const { subType, bytes } = binaryParts(id)
  if (subType !== UUID_SUBTYPE || bytes.byteLength !== 16) return undefined
  const hex = Buffer.from(bytes).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
