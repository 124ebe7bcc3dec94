/**
 * Which event holds the last value of which path?
 *
 * Kept by whoever gives events their numbers, in the same transaction. It says where the last
 * value is and never what it is, except for what a record is called.
 */
import type { StoredValue } from '../event/event.ts'

/** An event, and its place in the order of the log. */
export interface EventPlace {
  readonly sequence: number
  readonly id: string
}

/** What is known of the last values of one record. */
export interface LastValues {
  /** By annotated path: the last event that changed it. `isHidden`: a revert, which brings back what was hidden. */
  readonly paths: ReadonlyMap<string, EventPlace & { readonly isHidden: boolean }>
  /** What it was called last, by the event of that number; masked where that is no longer to be seen. */
  readonly name?: { readonly text: string; readonly isMasked: boolean; readonly sequence: number }
  /** Number of the last event that deleted it. */
  readonly deleted?: number
  /** Number of the last event that made it, or brought it back. */
  readonly alive?: number
  /** Nothing up to this number is known to be the last: a write was seen without what it changed. */
  readonly unknown?: number
}

/** Which record. */
export interface RecordOf {
  readonly type: string
  readonly id: StoredValue
}

/** Events of a record that have no number yet. */
export interface PendingValues {
  /** Annotated paths that they touch. */
  readonly paths: ReadonlySet<string>
  /** They delete it, or may have changed anything. */
  readonly isAll: boolean
}

/** Where the last values are asked for. Records are named by `recordKey`. */
export interface LastValueStore {
  /** One reading, however many records. What is not known is left out. */
  read(tenant: string, records: readonly RecordOf[]): Promise<ReadonlyMap<string, LastValues>>
  /** What is about to supersede those values. */
  pending(tenant: string, records: readonly RecordOf[]): Promise<ReadonlyMap<string, PendingValues>>
  /** Records whose last known name is this; at most 20. Whether it may be seen is another question. */
  called(tenant: string, name: string): Promise<readonly RecordOf[]>
}
