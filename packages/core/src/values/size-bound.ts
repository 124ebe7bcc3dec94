/**
 * Is a value certainly small?
 *
 * Nearly every event is far below every limit. Here its size is not counted but bounded from
 * above, without a look at the bytes of any text, and given up where that does not settle it:
 * `byte-size.ts` counts then.
 */

const NUMBERS_AND_IDS: ReadonlySet<unknown> = new Set([
  'ObjectId',
  'Int32',
  'Long',
  'Double',
  'Decimal128',
  'Timestamp',
])

/** No value of a fixed size takes more. */
const MAX_FIXED_BYTES = 16
/** What UTF-8 makes of one unit of UTF-16, at most. */
const MAX_BYTES_PER_UNIT = 3
/** Length in front and closing zero. */
const AROUND_BYTES = 5
/** Type byte in front, and zero behind the key. */
const ELEMENT_BYTES = 2
/** More elements than that have no place in what is small. */
const MAX_INDEX_DIGITS = 10

const TOO_MUCH = -1

/** What counts as small. */
export interface SmallSize {
  readonly bytes: number
  /** How many levels containers may be inside each other. */
  readonly levels: number
}

/**
 * Returns a number of bytes that the BSON size of a value does not exceed; undefined where it may be
 * larger or deeper than asked for, or would have to be counted.
 */
export function sizeAtMost(value: unknown, { bytes, levels }: SmallSize): number | undefined {
  const bound = boundOf(value, bytes, levels)
  return bound === TOO_MUCH || bound > bytes ? undefined : bound
}

// Three plain parameters: this runs once for every value of every event.
function boundOf(value: unknown, bytes: number, levels: number): number {
  switch (typeof value) {
    case 'string':
      return value.length * MAX_BYTES_PER_UNIT + AROUND_BYTES
    case 'object':
      return value === null ? 0 : boundOfObject(value, bytes, levels)
    case 'function':
    case 'symbol':
      return 0
    default:
      return MAX_FIXED_BYTES
  }
}

function boundOfObject(value: object, bytes: number, levels: number): number {
  if (value instanceof Date) return MAX_FIXED_BYTES
  if ('_bsontype' in value) return NUMBERS_AND_IDS.has(value._bsontype) ? MAX_FIXED_BYTES : TOO_MUCH
  if (levels === 0) return TOO_MUCH
  return Array.isArray(value)
    ? boundOfArray(value, bytes, levels - 1)
    : boundOfFields(value, bytes, levels - 1)
}

function boundOfArray(items: readonly unknown[], bytes: number, levels: number): number {
  let sum = AROUND_BYTES
  for (const item of items) {
    const bound = boundOf(item, bytes, levels)
    if (bound === TOO_MUCH || sum > bytes) return TOO_MUCH
    sum += ELEMENT_BYTES + MAX_INDEX_DIGITS + bound
  }
  return sum
}

function boundOfFields(value: object, bytes: number, levels: number): number {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return TOO_MUCH
  let sum = AROUND_BYTES
  for (const key of Object.keys(value)) {
    const bound = boundOf((value as Readonly<Record<string, unknown>>)[key], bytes, levels)
    if (bound === TOO_MUCH || sum > bytes) return TOO_MUCH
    sum += ELEMENT_BYTES + key.length * MAX_BYTES_PER_UNIT + bound
  }
  return sum
}
