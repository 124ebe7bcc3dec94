/**
 * What does whoever watches the application's own data say of them, and what does it have to know?
 *
 * A change is what the database says it did; an event is what the audit says of it. Whoever
 * watches compares the two.
 */
import type { ClusterTimestamp, StoredValue } from '../event/event.ts'
import type { OpenIntent } from './spool.ts'

/** One change of one record, by the database's own account. */
export interface SeenChange {
  /** The record's id as a string: ids that the database holds for equal have equal keys. */
  readonly key: string
  readonly id: StoredValue
  readonly at: ClusterTimestamp
  /** By the server's clock, where it says: `at` is to the second. */
  readonly clock?: Date
  readonly kind: 'insert' | 'update' | 'replace' | 'delete'
  /** Written in a transaction. */
  readonly isTransactional: boolean
  /** Which one, where the database says: its session's id as text, and its number there. */
  readonly transaction?: { readonly session: string; readonly number: string }
  /** What an update touched, dots between segments; absent where the whole record was written. */
  readonly touched?: readonly string[]
}

/** What is known of an event that may tell of a change. */
export interface KnownEvent {
  readonly id: string
  /** As in `SeenChange`. */
  readonly key: string
  readonly at: ClusterTimestamp
  readonly operation: string
  /** Made by whoever watches, for a change that had no event. */
  readonly isOutOfBand: boolean
  /** When it became visible, in the same database's time; unknown where it has no number yet. */
  readonly visibleAt?: ClusterTimestamp
}

/** An event that stands for a call whose records are not named. */
export interface KnownIntent {
  readonly id: string
  readonly place: string
  readonly operation: string
  /** The driver's method. */
  readonly call: string
  /** When it was recorded: after the call. */
  readonly recordedAt: Date
  readonly at?: ClusterTimestamp
  /** The one record it names. */
  readonly key?: string
  /** How many records it stands for; any number where it does not say. */
  readonly count?: number
}

/** Numbers of one period. */
export interface CompletenessCounts {
  /** Changes of records in audited collections. */
  readonly seen: number
  /** Of these, those that have their event. */
  readonly audited: number
  /** Of these, those that bypassed capture. */
  readonly outOfBand: number
  /**
   * Of these, those that nobody asked to be told of: places that are off, ignored paths, records
   * of models without the plugin, replacements with equal content.
   */
  readonly exempt: number
  /** Stretches in which changes cannot have been seen. */
  readonly gaps: number
}

/** What was found of a stretch of time. */
export interface CompletenessReport extends CompletenessCounts {
  readonly from: Date
  readonly to: Date
  /** Changes that bypassed capture as far as was known, and whose events came later. */
  readonly reconciled: number
  /** Since when the data are watched; null if they never were. */
  readonly watchedSince: Date | null
  /** Up to when every change has been compared; null as long as nothing was. */
  readonly settledUpTo: Date | null
}

/** Which stretch of time. */
export interface CompletenessPeriod {
  /** Inclusive. Default: 24 hours before `to`. */
  readonly from?: Date
  /** Exclusive. Default: now. */
  readonly to?: Date
}

/** Where watching stands, in each database. */
export interface WatchStanding extends CompletenessCounts {
  readonly database: string
  readonly since: Date
  /** Begin of the period that has no statement yet. */
  readonly periodFrom: Date
  readonly settledUpTo: Date
}

/** Tells where watching stands, whichever process does it. */
export interface WatchStandings {
  /** @throws AuditError `AUDIT_STORE_UNAVAILABLE` */
  read(): Promise<readonly WatchStanding[]>
}

/** Announced writes of which nobody has told what became of them. */
export type OpenIntents = () => readonly OpenIntent[]
