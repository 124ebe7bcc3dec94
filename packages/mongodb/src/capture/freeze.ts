/**
 * Copies of what the application passed, taken before the driver gets it: an application may go
 * on changing its objects while the command is under way.
 */
import type { StoredRecord } from '@rastro/core'
import { storedForm } from '@rastro/core'

/**
 * Thrown, before any command ran, for a value that the driver is going to refuse: the call then
 * runs bare, and the application gets the driver's own error.
 */
export class NotStorable extends Error {
  override readonly name = 'NotStorable'
}

/** A document as the database is going to store it. */
export function freezeRecord(
  document: unknown,
  options: { ignoreUndefined: boolean },
): StoredRecord {
  return freeze(document, options.ignoreUndefined) as StoredRecord
}

/** A copy of a condition. */
export function freezeFilter(filter: unknown): unknown {
  return typeof filter === 'object' && filter !== null ? freeze(filter, false) : filter
}

function freeze(value: unknown, ignoreUndefined: boolean): unknown {
  try {
    return storedForm(value, { ignoreUndefined })
  } catch (cause) {
    throw new NotStorable('the driver is going to refuse this value', { cause })
  }
}
