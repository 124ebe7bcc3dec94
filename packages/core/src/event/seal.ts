/** What is stored for an event? */
import type { AuditEvent, StoredEvent } from './event.ts'
import { filterKey, filterKeyParts } from './filter-key.ts'

/** What an event gets when it is sent. */
export interface SealOptions {
  /** A ULID, from `createIdSource()`. */
  readonly id: string
  /** The instant of this send: an event that is sent again keeps its id and gets a new instant. */
  readonly now: Date
}

/** Returns the event as stores take it: with its id, its filter key and the time of this send. */
export function sealEvent(event: AuditEvent, options: SealOptions): StoredEvent {
  return {
    _id: options.id,
    e: event,
    recordedAt: options.now,
    fk: filterKey(filterKeyParts(event)),
  }
}
