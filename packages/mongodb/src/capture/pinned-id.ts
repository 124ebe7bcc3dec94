/** Does a condition name one record by its `_id`? */
import type { Doc } from './driver.ts'

/**
 * Returns the `_id` that a condition pins, or undefined if other records may match.
 *
 * @param filter - The condition as the driver got it.
 * @returns The id wrapped in an object, since any value, also `false`, is an id.
 */
export function pinnedId(filter: unknown): { readonly id: unknown } | undefined {
  if (typeof filter !== 'object' || filter === null || !Object.hasOwn(filter, '_id')) {
    return undefined
  }
  const value = (filter as Doc)['_id']
  if (isPlain(value)) {
    const keys = Object.keys(value)
    if (!keys.some((key) => key.startsWith('$'))) return { id: value }
    const equals = value['$eq']
    return keys.length === 1 && isPinning(equals) ? { id: equals } : undefined
  }
  return isPinning(value) ? { id: value } : undefined
}

// null also matches a missing field, a pattern or a list matches many.
function isPinning(value: unknown): boolean {
  if (value === null || value === undefined) return false
  if (value instanceof RegExp || Array.isArray(value) || value instanceof Map) return false
  return (value as { _bsontype?: unknown })._bsontype !== 'BSONRegExp'
}

function isPlain(value: unknown): value is Doc {
  if (typeof value !== 'object' || value === null || '_bsontype' in value) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
