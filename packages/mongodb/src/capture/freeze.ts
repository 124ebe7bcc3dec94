/**
 * Copies of what the application passed, taken before the driver gets it: an application may go
 * on changing its objects while the command is under way.
 */
import type { StoredRecord } from '@rastro/core'
import { storedForm } from '@rastro/core'
import type { WriteCall } from './call.ts'

/**
 * Thrown, before any command ran, for a value that the driver is going to refuse: the call then
 * runs bare, and the application gets the driver's own error.
 */
export class NotStorable extends Error {
  override readonly name = 'NotStorable'
}

/** A document as the database is going to store it. */
export function freezeDocument(call: WriteCall, document: unknown): StoredRecord {
  return freeze(call, document) as StoredRecord
}

/** A copy of a condition. */
export function freezeFilter(call: WriteCall, filter: unknown): unknown {
  return typeof filter === 'object' && filter !== null ? freeze(call, filter) : filter
}

function freeze(call: WriteCall, value: unknown): unknown {
  const ignoreUndefined =
    call.options['ignoreUndefined'] ?? call.site.original.bsonOptions?.ignoreUndefined
  try {
    return storedForm(value, { ignoreUndefined: ignoreUndefined === true })
  } catch (cause) {
    throw new NotStorable('the driver is going to refuse this value', { cause })
  }
}
