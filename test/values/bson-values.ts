/**
 * Which values do the tests of `values/` and `diff/` try?
 *
 * The same ones for both versions of `bson` that applications bring: 7 with mongodb 7 and
 * Mongoose 9, 6 with Mongoose 8.
 */
import { createRequire } from 'node:module'
import * as fc from 'fast-check'
import { BSON } from 'mongodb'

export interface BsonVersion {
  readonly name: string
  readonly bson: typeof BSON
}

// By `require`: the types of an alias of Mongoose declare a module of the other name.
const mongoose8 = createRequire(import.meta.url)('mongoose8') as { mongo: { BSON: typeof BSON } }

export const BSON_VERSIONS: readonly BsonVersion[] = [
  { name: 'bson 7', bson: BSON },
  { name: 'bson 6', bson: mongoose8.mongo.BSON },
]

/** Keys that a careless program trips over, beside ordinary ones. */
// prettier-ignore
const KEYS = [
  'a', 'b', 'c', 'name', 'status',
  '', '0', '1', '10', 'a.b', 'a/b', '~0', '$set', '$oid', '$ref', '$id', '*', 'é', '💡',
  '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length',
]

/** Keys that RFC 6902 and Extended JSON need not treat in any special way. */
const ORDINARY_KEYS = ['a', 'b', 'c', 'name', 'status', 'a.b', 'a/b', '~0', '', 'x y']

export function keyArbitrary(): fc.Arbitrary<string> {
  return fc.constantFrom(...KEYS)
}

export function textArbitrary(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom('', 'open', '\0', 'ação'),
  )
}

/** Every scalar that a database can give back, with few enough values for equals to meet. */
export function scalarArbitrary(bson: typeof BSON): fc.Arbitrary<unknown> {
  return fc.oneof(
    textArbitrary(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(0, 1, -1, -0, 1.5, NaN, Infinity, 2 ** 31, -(2 ** 31), 2 ** 53, 1e300),
    fc.integer().map((value) => new bson.Int32(value)),
    fc.constantFrom(0, 1, -0, 1.5, NaN, 2 ** 40).map((value) => new bson.Double(value)),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => bson.Long.fromBigInt(n)),
    fc.constantFrom(0, 1, 2).map((value) => bson.Long.fromNumber(value)),
    fc.constantFrom(0n, 1n, -1n, 2n ** 62n),
    fc.constantFrom('1', '1.0', '0.1', 'NaN', '-0').map((t) => bson.Decimal128.fromString(t)),
    fc.constantFrom('a', 'b').map((digit) => new bson.ObjectId(digit.repeat(24))),
    fc.date({ noInvalidDate: true }),
    fc.constantFrom(0, 1, 1500).map((ms) => new Date(ms)),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    fc
      .tuple(fc.uint8Array({ maxLength: 3 }), fc.constantFrom(0, 2, 5, 128))
      .map(([bytes, subType]) => new bson.Binary(bytes, subType)),
    fc.constantFrom('0', '1').map((digit) => new bson.UUID(digit.repeat(32))),
    fc.constantFrom(/a/, /a/g, /b/im).map((value) => new RegExp(value)),
    fc.constantFrom('i', 'x', '').map((options) => new bson.BSONRegExp('a', options)),
    fc.constantFrom(1, 2).map((t) => new bson.Timestamp({ t, i: 4_000_000_000 })),
    fc.constantFrom('f()', 'g()').map((code) => new bson.Code(code)),
    fc.constantFrom(1, 2).map((x) => new bson.Code('f()', { x })),
    fc.constantFrom('s', 't').map((value) => new bson.BSONSymbol(value)),
    fc
      .constantFrom('a', 'b')
      .map((digit) => new bson.DBRef('places', new bson.ObjectId(digit.repeat(24)))),
    fc.constant(new bson.MinKey()),
    fc.constant(new bson.MaxKey()),
  )
}

/** A value as the database may hold it, with hostile keys unless `ordinary`. */
export function valueArbitrary(
  bson: typeof BSON,
  options: { readonly ordinary?: boolean } = {},
): fc.Arbitrary<unknown> {
  return fc.letrec<{ value: unknown; record: object }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
      scalarArbitrary(bson),
      tie('record'),
      fc.array(tie('value'), { maxLength: 4 }),
    ),
    record: objectArbitrary(
      fc.constantFrom(...(options.ordinary ? ORDINARY_KEYS : KEYS)),
      tie('value'),
    ),
  })).value
}

/** A record with an `_id`, as every stored record has. */
export function recordArbitrary(
  bson: typeof BSON,
  options: { readonly ordinary?: boolean } = {},
): fc.Arbitrary<Record<string, unknown>> {
  const keys = options.ordinary ? ORDINARY_KEYS : KEYS
  return objectArbitrary(fc.constantFrom(...keys), valueArbitrary(bson, options)).map((fields) =>
    objectOf([['_id', 1], ...Object.entries(fields)]),
  )
}

/** Two images of one record: much is shared, some was changed, added, taken away or moved. */
export function imagesArbitrary(
  bson: typeof BSON,
  options: { readonly ordinary?: boolean } = {},
): fc.Arbitrary<[Record<string, unknown>, Record<string, unknown>]> {
  const value = valueArbitrary(bson, options)
  return fc
    .tuple(recordArbitrary(bson, options), fc.infiniteStream(fc.nat({ max: 9 })), value, value)
    .map(([before, dice, one, other]) => {
      const roll = (): number => Number(dice.next().value)
      const after = mutated(before, { roll, values: [one, other] })
      const fields = isPlain(after) ? Object.entries(after) : []
      return [before, objectOf([['_id', 1], ...fields])]
    })
}

export function objectArbitrary(
  key: fc.Arbitrary<string>,
  value: fc.Arbitrary<unknown>,
): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .uniqueArray(fc.tuple(key, value), { maxLength: 5, selector: ([name]) => name })
    .map(objectOf)
}

/** Builds an object whose own keys may include `__proto__`. */
export function objectOf(
  entries: readonly (readonly [string, unknown])[],
): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    })
  }
  return object
}

interface Chance {
  readonly roll: () => number
  readonly values: readonly [unknown, unknown]
}

function mutated(value: unknown, chance: Chance): unknown {
  const dice = chance.roll()
  if (dice === 9) return chance.values[0]
  if (dice === 8) return chance.values[1]
  if (Array.isArray(value)) {
    const items = value.map((item) => mutated(item, chance))
    const at = chance.roll() % (items.length + 1)
    if (dice === 7) items.splice(at, 0, ...chance.values)
    if (dice === 6) items.splice(at, 1 + (chance.roll() % 2))
    return items
  }
  if (!isPlain(value)) return value
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
    key,
    mutated(item, chance),
  ])
  if (dice === 7) entries.push(['added', chance.values[0]])
  if (dice === 6) entries.splice(chance.roll() % (entries.length + 1), 1)
  if (dice === 5) entries.reverse()
  return objectOf(entries)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  )
}
