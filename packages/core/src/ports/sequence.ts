/**
 * In which order did events become visible, and up to where is that order known?
 *
 * A sequence number is given to each event once its transaction has committed, in the order of
 * commits: unlike ids and times, it never lets an event appear before one that was there already.
 * Whoever must not skip an event goes by it.
 */
import type { ReadEvent, StoredEvent } from '../event/event.ts'
import type { EventFilter } from './filter.ts'

/** An event and its place in the order of its log. */
export interface NumberedEvent {
  /** From 1. Grows from event to event of a tenant; other tenants' events may lie between. */
  readonly sequence: number
  readonly event: StoredEvent
}

/** An event as readers get it, and its place in the order of its log. */
export interface SequencedEvent {
  /** From 1. Grows from event to event of a tenant; other tenants' events may lie between. */
  readonly sequence: number
  readonly event: ReadEvent
}

/** Which events, from where on. */
export interface ReadSequence {
  readonly filter: EventFilter
  /** Only events with greater numbers. */
  readonly after: number
  /** 1 to 1,000. */
  readonly limit: number
}

/** Events in the order of their numbers. */
export interface NumberedPage {
  readonly events: readonly NumberedEvent[]
  /**
   * Everything that matches and has a number up to this one was handed out, here or before:
   * where to go on, also when there was nothing.
   */
  readonly upTo: number
}

/** The order of a log. */
export interface EventSequence {
  /**
   * The number up to which every event of the tenant has one: what a query that begins later
   * cannot miss. Null as long as nothing was sequenced.
   * @throws AuditError `AUDIT_STORE_UNAVAILABLE`
   */
  upTo(tenant: string): Promise<number | null>
  /** @throws AuditError `AUDIT_SEQUENCE_UNAVAILABLE`, `AUDIT_STORE_UNAVAILABLE` */
  read(request: ReadSequence): Promise<NumberedPage>
  /** Numbers of those of the tenant's events that have one. */
  numbersOf(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>>
}
