/** What every captured call on one collection has at hand. */
import type { AuditedCollection, CaptureSink, Logger } from '@rastro/core'
import type { Doc, DriverCollection } from './driver.ts'

export interface CaptureSite {
  /** The application's own collection object: its methods do the writing. */
  readonly original: DriverCollection
  readonly audited: AuditedCollection
  readonly sink: CaptureSink
  readonly log: Logger
  /** Whether events can be stored in a transaction of this client's: same deployment as the store. */
  sharesStore(client: unknown): boolean
}

/** The options argument of a driver call, which may be missing. */
export function optionsOf(value: unknown): Doc {
  return typeof value === 'object' && value !== null ? (value as Doc) : {}
}

/** The driver's options that say which record a condition means; undefined ones left out. */
export function selectionOf(options: Doc): Doc {
  const chosen: Doc = {}
  for (const key of ['sort', 'collation', 'hint', 'let']) {
    // A key that is present but undefined would be sent as null, which the server refuses.
    if (options[key] !== undefined && options[key] !== null) chosen[key] = options[key]
  }
  return chosen
}
