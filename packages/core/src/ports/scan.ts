/** How are all events of a filter read, however many they are? */
import type { StoredEvent } from '../event/event.ts'
import type { EventFilter } from './filter.ts'

/** Which events, and in which order of the servers' clocks. */
export interface ScanRequest {
  readonly filter: EventFilter
  readonly order: 'newest' | 'oldest'
}

/** A reading that goes on as long as it is asked to. */
export interface Scan<Event> {
  /**
   * The next events, each once and in order; none at the end, and once it was closed. At most one
   * batch is read ahead.
   * @throws AuditError `AUDIT_QUERY_TIMEOUT`, `AUDIT_STORE_UNAVAILABLE`
   */
  next(): Promise<readonly Event[]>
  /** Lets go of everything at once, also while `next` is under way. May be called again. */
  close(): Promise<void>
}

/** A reading of events as the store keeps them. */
export type StoredScan = Scan<StoredEvent>
