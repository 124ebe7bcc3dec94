/**
 * What is the value at this path of a record?
 *
 * For paths as Mongoose writes them, `address.city` or `items.0.price`; a diff's paths are lists
 * of segments, because keys may contain dots.
 */
import { fieldsOf, getField } from './bson-type.ts'
import { kindOf } from './kind.ts'

/**
 * Returns the value at a dotted path, through objects, maps and array indexes.
 *
 * @param record - A record in its stored form; undefined gives undefined.
 * @param path - Segments joined by dots.
 * @returns undefined if there is nothing at that path; inherited properties are nothing.
 */
export function readPath(record: unknown, path: string): unknown {
  let value = record
  for (const segment of path.split('.')) value = readSegment(value, segment)
  return value
}

function readSegment(value: unknown, segment: string): unknown {
  const kind = kindOf(value)
  if (kind === 'object') return getField(fieldsOf(value as object), segment)
  if (kind === 'array' && /^\d+$/.test(segment)) return (value as unknown[])[Number(segment)]
  return undefined
}
