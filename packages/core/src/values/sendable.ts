/**
 * Will the driver accept this stored value again?
 *
 * One thing that a database can hold is refused by the driver that read it: an object with a key
 * `_bsontype` (written by another language, or by an aggregation). An event must not be lost for
 * it, nor the write that it is about; as a `Map` the same object is sent.
 */
import { bsonTypeOf, fieldsOf, setField } from './bson-type.ts'
import { kindOf } from './kind.ts'

/**
 * Returns a value that the driver stores as the bytes it came from.
 *
 * @param value - In stored form, e.g. an event.
 * @returns The value itself if nothing in it is refused, else a copy of what has to differ.
 */
export function sendableValue(value: unknown): unknown {
  const kind = kindOf(value)
  if (kind === 'array') return sendableArray(value as unknown[])
  return kind === 'object' && bsonTypeOf(value as object) === undefined
    ? sendableObject(value as object)
    : value
}

function sendableArray(items: unknown[]): unknown[] {
  const copy = items.map(sendableValue)
  return copy.some((item, index) => !Object.is(item, items[index])) ? copy : items
}

function sendableObject(value: object): object {
  const fields = fieldsOf(value)
  const copy: Record<string, unknown> = {}
  let isSame = true
  for (const key of Object.keys(fields)) {
    const item = sendableValue(fields[key])
    isSame &&= Object.is(item, fields[key])
    setField(copy, key, item)
  }
  if (Object.hasOwn(fields, '_bsontype')) return new Map(Object.entries(copy))
  return isSame ? value : copy
}
