/**
 * Which stored values read as this text?
 *
 * An id in a URL is text; the record's id may be an ObjectId, a UUID, a number or an object. The
 * answer must contain every value for which core's `matchesIdText` is true. Numbers need one
 * value for all their types: the database compares int, long, double and decimal by value.
 */
import type { BsonClasses } from './bson-classes.ts'

const OBJECT_ID = /^[0-9a-f]{24}$/i
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const INTEGER = /^-?[0-9]{1,19}$/
const DECIMAL = /^-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?$/
const UUID_SUBTYPE = 4
/** Longer JSON is no id that anybody has in a URL. */
const MAX_JSON_LENGTH = 1_000
const MAX_JSON_LEVELS = 20

/** Returns the values to look for; the text itself is always among them. */
export function idCandidates(text: string, classes: BsonClasses): unknown[] {
  const candidates: unknown[] = [text]
  const { ObjectId, Binary, Decimal128 } = classes
  if (OBJECT_ID.test(text) && ObjectId) candidates.push(new ObjectId(text))
  if (UUID.test(text) && Binary) {
    candidates.push(new Binary(Buffer.from(text.replaceAll('-', ''), 'hex'), UUID_SUBTYPE))
  }
  const number = Number(text)
  if (String(number) === text && Number.isFinite(number)) candidates.push(number)
  if (INTEGER.test(text) && !Number.isSafeInteger(number)) {
    const long = BigInt(text)
    if (BigInt.asIntN(64, long) === long) candidates.push(long)
  }
  // A safe integer finds decimals of that value by itself; other doubles rarely equal a decimal.
  if (DECIMAL.test(text) && Decimal128 && !Number.isSafeInteger(number)) {
    candidates.push(Decimal128.fromString(text))
  }
  if (/^[{tf]/.test(text) && text.length <= MAX_JSON_LENGTH) {
    const value = valueOfJson(text, classes)
    if (value !== undefined) candidates.push(value)
  }
  return candidates
}

/** Reads the JSON form of ids that have no shorter text, as core's `idText` writes it. */
function valueOfJson(text: string, classes: BsonClasses): unknown {
  try {
    const value = fromJson(JSON.parse(text), classes)
    if (typeof value === 'boolean' || value instanceof Date) return value
    // An operator's name as a first key would be taken for an operator, not for a value.
    const isPlain = typeof value === 'object' && value !== null
    return isPlain && !Object.keys(value)[0]?.startsWith('$') ? value : undefined
  } catch {
    return undefined
  }
}

function fromJson(value: unknown, classes: BsonClasses, level = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (level > MAX_JSON_LEVELS) throw new RangeError('No id is nested that deep')
  if (Array.isArray(value)) return value.map((item) => fromJson(item, classes, level + 1))
  const [entry, second] = Object.entries(value)
  if (entry?.[0].startsWith('$') && !entry[0].startsWith('$$') && second === undefined) {
    return typedFromJson(entry[0], entry[1], classes)
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key.startsWith('$$') ? key.slice(1) : key,
      fromJson(item, classes, level + 1),
    ]),
  )
}

function typedFromJson(key: string, value: unknown, classes: BsonClasses): unknown {
  if (key === '$date') return dateFromJson(value)
  if (key === '$numberLong' && typeof value === 'string') return BigInt(value)
  const { ObjectId, Binary } = classes
  if (key === '$oid' && typeof value === 'string' && ObjectId) return new ObjectId(value)
  if (key === '$binary' && Binary) {
    const { base64, subType } = value as { base64: string; subType: string }
    return new Binary(Buffer.from(base64, 'base64'), Number.parseInt(subType, 16))
  }
  throw new TypeError('No id has this type')
}

function dateFromJson(value: unknown): Date {
  const ms = (value as { $numberLong?: string }).$numberLong
  const date = new Date(ms === undefined ? (value as string) : Number(ms))
  if (Number.isNaN(date.getTime())) throw new TypeError('No date reads like this')
  return date
}
