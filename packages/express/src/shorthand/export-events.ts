/**
 * How does an application report an export in one line?
 */
import type { RecordFunction } from '@rastro/core'

/** What is worth knowing about an export; a catalog may ask for more, or for less. */
export interface ExportDetails {
  /** How many records left. */
  readonly count?: number
  /** What they were chosen by: the conditions as the person set them. */
  readonly filter?: unknown
  /** E.g. `csv`. */
  readonly format?: string
  /** Size of the file. */
  readonly bytes?: number
  readonly [key: string]: unknown
}

/** Records `<place>.exported`. */
export type ExportedFunction = (
  place: string,
  details?: ExportDetails,
) => Promise<string | undefined>

/**
 * Makes the one-line report of an export.
 *
 * @param record - Records an event that the database cannot see.
 *
 * @example
 * ```ts
 * await exported('clients', { count: 1250, filter: { tag: 'vip' }, format: 'csv', bytes: 48_211 })
 * ```
 */
export function createExported(record: RecordFunction): ExportedFunction {
  return (place, details = {}) => {
    const known = Object.entries(details).filter(([, value]) => value !== undefined)
    return record(`${place}.exported`, { details: Object.fromEntries(known) })
  }
}
