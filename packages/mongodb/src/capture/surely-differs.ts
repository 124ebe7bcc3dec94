/**
 * Is a record that the application got another than the one that was read, whatever the client's
 * settings make of BSON values?
 *
 * Only texts, numbers and fields that are there or not are compared, since everything else has
 * several forms. False says nothing.
 */
import { asDoc, numberOf } from './outcome.ts'

export function surelyDiffers(shown: unknown, read: unknown): boolean {
  if (isPlain(shown) && isPlain(read)) {
    const keys = Object.keys(read)
    if (keys.length !== Object.keys(shown).length) return true
    const [a, b] = [asDoc(shown), asDoc(read)]
    return keys.some((key) => !Object.hasOwn(a, key) || surelyDiffers(a[key], b[key]))
  }
  if (typeof shown === 'string' && typeof read === 'string') return shown !== read
  if (typeof shown === 'boolean' && typeof read === 'boolean') return shown !== read
  const [a, b] = [plainNumber(shown), plainNumber(read)]
  return a !== undefined && b !== undefined && a !== b
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || '_bsontype' in value) return false
  return Object.getPrototypeOf(value) === Object.prototype
}

/** Of the types that fit into one; NaN differs from itself and says nothing. */
function plainNumber(value: unknown): number | undefined {
  const { _bsontype } = asDoc(value)
  const isSmall = _bsontype === 'Int32' || _bsontype === 'Double'
  if (typeof value !== 'number' && !isSmall) return undefined
  const n = numberOf(value)
  return Number.isFinite(n) ? n : undefined
}
