/** What can be asked of a record's past, and how is it brought back? */
import type { Change, RecordReference, StoredRecord } from '../event/event.ts'
import type { ReadAccess, RecordKey } from '../query/reader.ts'
import type { Instant } from './instant.ts'
import type { MissingPath } from './shown-record.ts'
import type { Break } from './working-record.ts'

/**
 * - `exact`: every event on the way has exact images, and what they add up to is the live record.
 * - `derived`: worked out, with nothing against it, but not proven so; `reason` says why.
 * - `incomplete`: the paths in `missing` are not known, or somebody wrote past the capture.
 */
export type StateStatus = 'exact' | 'derived' | 'incomplete'

/**
 * Why a state is not `exact`.
 *
 * - `not-captured`: a write of which no event tells changed the record.
 * - `intent`: an event tells of a write without its images.
 * - `left-out`: events left values out.
 * - `before-history`: the instant lies before the first event, which is no creation.
 * - `history-begins-later`: there is no creation to begin with; it was worked out backwards.
 * - `not-checked`: the live record is not at hand.
 * - `one-sided`: some values are known from one end of the history only.
 * - `derived-events`: events on the way are themselves derived.
 */
export type StateReason =
  | 'not-captured'
  | 'intent'
  | 'left-out'
  | 'before-history'
  | 'history-begins-later'
  | 'not-checked'
  | 'one-sided'
  | 'derived-events'

/** How sure an answer about the past is. */
export interface Certainty {
  readonly status: StateStatus
  /** Absent where the status is `exact`. */
  readonly reason?: StateReason
  /** Paths that are not known, or not audited (`ignored`, which makes no answer incomplete). */
  readonly missing: readonly MissingPath[]
  /** `live`: the record as it is now, or its absence, agrees or was asked. */
  readonly checkedAgainst: 'live' | 'nothing'
  /** Events of the history that do not fit what came before them; at most 100. */
  readonly breaks: readonly Break[]
}

/** A record as it was. */
export interface RecordState extends Certainty {
  readonly target: RecordReference
  /** What is known of it, types kept; undefined if there was none, or nothing is known. */
  readonly record: StoredRecord | undefined
  /** Null if that is not known. */
  readonly exists: boolean | null
  /** The last event that is part of it; null before the first. */
  readonly event: string | null
}

/** The difference of two instants. */
export interface Comparison extends Certainty {
  readonly target: RecordReference
  /** What leads from the first to the second; nothing of the paths in `missing`. */
  readonly changes: readonly Change[]
  readonly from: Pick<RecordState, 'exists' | 'event' | 'status'>
  readonly to: Pick<RecordState, 'exists' | 'event' | 'status'>
}

/** What to revert: one event, or a record to what it was. */
export type RevertWhat =
  { readonly event: string } | { readonly target: RecordKey; readonly to: Instant }

/** How to revert. */
export interface RevertOptions {
  /** Why; stands in the event. At most 1,000 characters. */
  readonly reason?: string
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean
  /** The newest write that the asker knows of: refused if there is a newer one. */
  readonly latest?: string
}

/** What a revert did, or would do. */
export interface RevertResult {
  readonly target: RecordReference
  /** `none`: the record is as it was asked for. */
  readonly operation: 'insert' | 'update' | 'delete' | 'none'
  /** What is written, as the event will say it; secrets without their values. */
  readonly changes: readonly Change[]
  readonly dryRun: boolean
  /** The event of this write; null where nothing was written. */
  readonly event: string | null
  /** The newest write that was taken into account. */
  readonly latest: string | null
  /** Paths that are left as they are: not audited, or the count and time of writes. */
  readonly left: readonly (readonly string[])[]
}

/** The past of records. Every question names who asks; a confined reader sees whole histories only. */
export interface TimeTravel {
  /** @throws AuditError `AUDIT_QUERY_INVALID`, `AUDIT_NOT_FOUND` if nothing was recorded of it. */
  stateAt(access: ReadAccess, target: RecordKey, instant: Instant): Promise<RecordState>
  /** @throws AuditError as `stateAt`. */
  compare(
    access: ReadAccess,
    target: RecordKey,
    between: { readonly from: Instant; readonly to: Instant },
  ): Promise<Comparison>
  /**
   * @throws AuditError `AUDIT_REVERT_CONFLICT`, `AUDIT_REVERT_INCOMPLETE`, `AUDIT_REVERT_REFUSED`,
   * `AUDIT_TARGET_UNKNOWN`, and as `stateAt`.
   */
  revert(access: ReadAccess, what: RevertWhat, options?: RevertOptions): Promise<RevertResult>
}
