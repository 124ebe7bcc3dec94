/**
 * How are records read as they are now, and written back?
 *
 * The one way from the reading side to the application's own data. What it writes goes through the
 * captured collection, so that a revert is a write with an event like any other.
 */
import type { ClusterTimestamp, StoredRecord, StoredValue } from '../event/event.ts'

/** A record as it is in the database. */
export interface LiveRecord {
  /** With every field and type; undefined if there is none. */
  readonly record: StoredRecord | undefined
  /** The instant of the reading, in the database's own order; absent on a standalone server. */
  readonly asOf?: ClusterTimestamp
}

/** What a revert is about to do, and what must still be so when it does it. */
export interface RevertWrite {
  readonly id: StoredValue
  /** The record as it was when the revert was decided; undefined if there was none. */
  readonly before: StoredRecord | undefined
  /** The record as it is to be; undefined if it is to go. */
  readonly after: StoredRecord | undefined
  /** Where both exist: which paths are written. None goes through an array. */
  readonly paths: readonly (readonly string[])[]
}

/** `done`, or what is no longer as it was; an empty path is the whole record. */
export type RevertOutcome =
  | { readonly done: true }
  | { readonly done: false; readonly changed: readonly (readonly string[])[] }

/** The collection that keeps the records of one type. */
export interface LiveCollection {
  /** Paths that are not audited, for a record of this kind. */
  ignoredOf(record: StoredRecord | undefined): readonly (readonly string[])[]
  /** Top-level fields that count writes or tell their time, and are left by a revert. */
  readonly bookkeeping: readonly string[]
  /** The place and operation under which this change would be recorded; undefined where it has no model. */
  classify(change: {
    readonly before?: StoredRecord
    readonly after?: StoredRecord
  }): { readonly place: string; readonly operation: string } | undefined
  /** @throws AuditError `AUDIT_STORE_UNAVAILABLE` if the database cannot be reached. */
  read(id: StoredValue): Promise<LiveRecord>
  /**
   * Writes, if what is written is still as it was, by value and type. All or nothing.
   * @throws AuditError `AUDIT_REVERT_REFUSED` if the database refuses it.
   */
  write(write: RevertWrite): Promise<RevertOutcome>
}

/** Where live records are found. */
export interface LiveRecords {
  /**
   * Finds the collection of a type of records; where several have it, the one that has the record.
   * @returns undefined if no audited collection keeps such records.
   * @throws AuditError `AUDIT_TARGET_UNKNOWN` if several do and none can be preferred.
   */
  find(type: string, id: StoredValue): Promise<LiveCollection | undefined>
}
