/**
 * What must be written to bring something back?
 *
 * Pure: it says what is to be written and what must not have changed until then. Refuses rather
 * than guess, naming paths and events and never what they hold.
 */
import { diffRecords } from '../diff/diff-records.ts'
import type { Change, StoredRecord } from '../event/event.ts'
import type { RevertWrite } from '../ports/live-records.ts'
import { sameValue } from '../values/same-value.ts'
import { openSecrets } from './hole.ts'
import type { Journey } from './journey.ts'
import { outermost, overlap, upToArray, valueAt, withValueAt } from './paths.ts'
import { conflict, incomplete } from './refusals.ts'
import { filledFromLive, unfillable } from './shown-record.ts'
import { createWorkingRecord } from './working-record.ts'
import { endsRecord, leavesUnknown, makesRecord } from './write-kind.ts'
import type { WriteEvent } from './write-kind.ts'

type Path = readonly string[]

/** What is to be written. */
export interface RevertPlan {
  readonly operation: 'insert' | 'update' | 'delete' | 'none'
  readonly write: RevertWrite
  readonly changes: readonly Change[]
  readonly left: readonly Path[]
}

/** The record as it is. */
export interface Present {
  readonly id: unknown
  /** With everything in it; undefined if there is none. */
  readonly record: StoredRecord | undefined
  /** Without the paths that are not audited. */
  readonly audited: StoredRecord | undefined
  /** Top-level fields that are left as they are. */
  readonly bookkeeping: readonly string[]
}

/** A later write that meets what is to be reverted. */
export interface Meeting {
  readonly path: Path
  readonly event: string
}

/** Where a later write meets an event; nothing if they have nothing to do with each other. */
export function meetings(
  event: WriteEvent,
  later: WriteEvent,
  present: Pick<Present, 'audited' | 'bookkeeping'>,
): Meeting[] {
  const whole = [event, later].some(
    (one) => makesRecord(one) || endsRecord(one) || leavesUnknown(one),
  )
  if (whole) return [{ path: [], event: later.id }]
  const own = changesOf(event, present).map(({ path }) => upToArray(path, present.audited))
  const others = changesOf(later, present)
  return outermost(own)
    .filter((path) => others.some((other) => overlap(path, other.path)))
    .map((path) => ({ path, event: later.id }))
}

/** @throws AuditError `AUDIT_REVERT_CONFLICT`, `AUDIT_REVERT_INCOMPLETE` */
export function planEventRevert(
  event: WriteEvent,
  journey: Pick<Journey, 'contradictions'>,
  present: Present,
): RevertPlan {
  if (leavesUnknown(event)) throw incomplete([[]], [event.id])
  if (endsRecord(event)) return planReturn(event, present)
  if (makesRecord(event)) {
    if (present.record === undefined || journey.contradictions.length > 0) throw conflict([[]], [])
    return planRemoval(present)
  }
  if (present.audited === undefined) throw conflict([[]], [])
  const changes = changesOf(event, present)
  const leftOut = changes.filter(isLeftOut).map(({ path }) => path)
  if (leftOut.length > 0) throw incomplete(leftOut, [event.id])
  const working = createWorkingRecord(present.audited)
  const breaks = working.back({ ...event, changes })
  const own = changes.map(({ path }) => upToArray(path, present.audited))
  const passed = journey.contradictions.filter((path) => own.some((unit) => overlap(unit, path)))
  const notAsLeft = [...breaks.map(({ path }) => path), ...passed]
  if (notAsLeft.length > 0) throw conflict(notAsLeft, [])
  const left = (event.changes ?? []).filter((change) => !changes.includes(change))
  return planUpdate(
    present,
    working.image() as StoredRecord,
    left.map(({ path }) => path),
  )
}

/** @throws AuditError `AUDIT_REVERT_INCOMPLETE` */
export function planReturnTo(journey: Journey, present: Present): RevertPlan {
  const unknown = [...unfillable(journey.image).map(({ path }) => path), ...journey.contradictions]
  if (journey.boundary === undefined && !journey.hasBeginning) unknown.push([])
  if (unknown.length > 0) throw incomplete(unknown, [])
  const wanted = filledFromLive(journey.image, present.audited) as StoredRecord | undefined
  if (wanted === undefined) {
    return present.record === undefined ? nothing(present) : planRemoval(present)
  }
  return present.record === undefined
    ? planInsert(wanted, present)
    : planUpdate(present, wanted, [])
}

function planReturn(event: WriteEvent, present: Present): RevertPlan {
  if (present.record !== undefined) throw conflict([[]], [])
  const working = createWorkingRecord(undefined)
  working.back(event)
  const image = working.image()
  const unknown = unfillable(image).map(({ path }) => path)
  if (unknown.length > 0) throw incomplete(unknown, [event.id])
  return planInsert(image as StoredRecord, present)
}

function planInsert(wanted: StoredRecord, present: Present): RevertPlan {
  return {
    operation: 'insert',
    write: { id: present.id, before: undefined, after: wanted, paths: [] },
    changes: diffRecords(undefined, wanted),
    left: [],
  }
}

function planRemoval(present: Present): RevertPlan {
  return {
    operation: 'delete',
    write: { id: present.id, before: present.record, after: undefined, paths: [] },
    changes: diffRecords(present.audited, undefined),
    left: [],
  }
}

function planUpdate(
  present: Present,
  wanted: StoredRecord,
  leftAlready: readonly Path[],
): RevertPlan {
  const { record = {}, audited = {} } = present
  const all = diffRecords(audited, wanted)
  const changes = all.filter(({ path }) => !isBookkeeping(path, present))
  const leftNow = all.filter((change) => !changes.includes(change)).map(({ path }) => path)
  const left = outermost([...leftAlready, ...leftNow])
  if (changes.length === 0) return { ...nothing(present), left }
  const paths = outermost(changes.map(({ path }) => upToArray(path, audited)))
  const hidden = paths.filter((path) => !isSameAt(path, record, audited))
  // Written whole, such a path would lose what is not audited in it.
  if (hidden.length > 0) throw incomplete(hidden, [])
  const after = paths.reduce((made, path) => withValueAt(made, path, valueAt(wanted, path)), record)
  return {
    operation: 'update',
    write: { id: present.id, before: record, after, paths },
    changes,
    left,
  }
}

function nothing(present: Present): RevertPlan {
  const { id, record } = present
  return {
    operation: 'none',
    write: { id, before: record, after: record, paths: [] },
    changes: [],
    left: [],
  }
}

function changesOf(event: WriteEvent, present: Pick<Present, 'bookkeeping'>): readonly Change[] {
  return (event.changes ?? []).filter(({ path }) => !isBookkeeping(path, present))
}

function isBookkeeping(path: Path, { bookkeeping }: Pick<Present, 'bookkeeping'>): boolean {
  return path[0] !== undefined && bookkeeping.includes(path[0])
}

function isLeftOut({ omitted, before, after }: Change): boolean {
  if (omitted !== undefined) return true
  return openSecrets(before, '') !== before || openSecrets(after, '') !== after
}

function isSameAt(path: Path, one: StoredRecord, other: StoredRecord): boolean {
  const [a, b] = [valueAt(one, path), valueAt(other, path)]
  return a.found && b.found ? sameValue(a.value, b.value) : a.found === b.found
}
