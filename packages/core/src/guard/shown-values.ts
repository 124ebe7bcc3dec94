/**
 * Which values of a record may be shown?
 *
 * Pure, of what was read about last values: the last one of each annotated path, unless it was
 * deleted, is about to be superseded, came back by a revert, or nothing is to be shown at all.
 * Whatever is not known is not shown.
 */
import type { RecordReference } from '../event/event.ts'
import type { LastValues, PendingValues, RecordOf } from '../ports/last-values.ts'
import { maskText } from '../privacy/mask.ts'
import { recordKey } from '../privacy/record-key.ts'

/** What was read for one page, and what the policy says. */
export interface KnownValues {
  readonly tenant: string
  readonly showsLastValue: boolean
  readonly values: ReadonlyMap<string, LastValues>
  readonly pending: ReadonlyMap<string, PendingValues>
}

/** Whose value it is, and whether an event that holds it is one that may be shown. */
export interface ValueQuestion {
  readonly record: RecordOf
  /** The person that it is about, where that is another record. */
  readonly subject?: RecordOf | undefined
  /** Segments joined by dots. */
  readonly path: string
  /** The event that holds the value, or the number of the last event that is part of a state. */
  readonly holder: { readonly id: string } | { readonly upTo: number }
}

/** True where the value is the last one, and may be seen. */
export function isShown(question: ValueQuestion, known: KnownValues): boolean {
  if (!known.showsLastValue) return false
  const key = recordKey(known.tenant, question.record)
  const values = known.values.get(key)
  const place = values?.paths.get(question.path)
  if (values === undefined || place === undefined || place.isHidden) return false
  const { holder } = question
  const isHeld = 'id' in holder ? place.id === holder.id : place.sequence <= holder.upTo
  const pending = known.pending.get(key)
  const isSuperseded = pending?.isAll === true || pending?.paths.has(question.path) === true
  return (
    isHeld &&
    !isSuperseded &&
    place.sequence > (values.unknown ?? -1) &&
    place.sequence > (values.deleted ?? -1) &&
    !isGone(question.subject, place.sequence, known)
  )
}

/** What a record is called, as far as it may be seen; undefined where that is not known. */
export function shownName(
  record: RecordReference,
  known: KnownValues,
  own?: string,
): string | undefined {
  const key = recordKey(known.tenant, record)
  const { name, unknown = -1 } = known.values.get(key) ?? {}
  if (name === undefined) return own === undefined ? undefined : maskText(own)
  if (name.isMasked) return name.text
  const pending = known.pending.get(key)
  const isPending = pending !== undefined && (pending.isAll || pending.paths.size > 0)
  // A write was seen without what it changed: it may have been the name.
  const isUnsure = isPending || name.sequence <= unknown
  return known.showsLastValue && !isUnsure ? name.text : maskText(name.text)
}

/** What is about a person who was deleted goes with the person. */
function isGone(subject: RecordOf | undefined, sequence: number, known: KnownValues): boolean {
  if (subject === undefined) return false
  const key = recordKey(known.tenant, subject)
  if (known.pending.get(key)?.isAll === true) return true
  const { deleted, alive = -1 } = known.values.get(key) ?? {}
  return deleted !== undefined && (sequence < deleted || alive < deleted)
}
