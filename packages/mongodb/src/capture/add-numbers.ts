/**
 * What is a stored number after `$inc`?
 *
 * As the server adds: two whole numbers of 32 bits give one of 32 bits if it fits, else one of 64;
 * with one of 64 bits the sum has 64 bits; with a double it is a double.
 */
import { kindOf } from '@rastro/core'
import type { Doc } from './driver.ts'
import { asDoc } from './outcome.ts'

/** The sum, and whether the server takes it for a change. */
export interface Sum {
  readonly value: unknown
  readonly isChange: boolean
}

const MAX_LONG = 2n ** 63n - 1n
const MIN_LONG = -(2n ** 63n)

/**
 * Adds two numbers in stored form.
 *
 * @returns undefined where it is not certain: for decimals, for what is no finite number, and where
 * the sum would be of a class that neither number has.
 */
export function tryAdd(before: unknown, by: unknown): Sum | undefined {
  const kinds = [kindOf(before), kindOf(by)]
  if (kinds.includes('double')) return addDoubles(before, by, kinds)
  if (!kinds.every((kind) => kind === 'int' || kind === 'long')) return undefined
  const sum = wholeOf(before) + wholeOf(by)
  if (sum > MAX_LONG || sum < MIN_LONG) return undefined
  const isInt = kinds[0] === 'int' && kinds[1] === 'int'
  if (isInt && BigInt.asIntN(32, sum) === sum) {
    return { value: Number(sum), isChange: sum !== wholeOf(before) }
  }
  const value = longOf(sum, [before, by])
  if (value === undefined) return undefined
  return { value, isChange: kinds[0] !== 'long' || sum !== wholeOf(before) }
}

function addDoubles(before: unknown, by: unknown, kinds: readonly string[]): Sum | undefined {
  if (kinds.includes('decimal') || kinds.some((kind) => !NUMBERS.has(kind))) return undefined
  const sum = doubleOf(before) + doubleOf(by)
  if (!Number.isFinite(sum) || !Number.isFinite(doubleOf(before))) return undefined
  // By value, as the server compares: 0 and -0 are one, and the record keeps what it has.
  if (kinds[0] === 'double' && sum === doubleOf(before)) return { value: before, isChange: false }
  if (kindOf(sum) === 'double') return { value: sum, isChange: true }
  const Double = classOf('Double', [before, by])
  return Double === undefined ? undefined : { value: new Double(sum), isChange: true }
}

const NUMBERS = new Set(['int', 'long', 'double'])

function wholeOf(value: unknown): bigint {
  if (typeof value === 'number') return BigInt(value)
  const { _bsontype, value: n, low, high } = asDoc(value)
  if (_bsontype === 'Int32') return BigInt(n as number)
  return (BigInt(high as number) << 32n) | BigInt((low as number) >>> 0)
}

function doubleOf(value: unknown): number {
  if (typeof value === 'number') return value
  const { _bsontype, value: n } = asDoc(value)
  return _bsontype === 'Long' ? Number(wholeOf(value)) : (n as number)
}

function longOf(sum: bigint, given: readonly unknown[]): unknown {
  const Long = classOf('Long', given) as { fromString?: (text: string) => unknown } | undefined
  return Long?.fromString?.(String(sum))
}

type NumberClass = new (value: number) => unknown

function classOf(type: string, given: readonly unknown[]): NumberClass | undefined {
  const instance = given.find((value) => asDoc(value)['_bsontype'] === type)
  return instance === undefined ? undefined : ((instance as Doc).constructor as NumberClass)
}
