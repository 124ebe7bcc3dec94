/**
 * What remains of an event whose values no store can hold?
 *
 * The last rung of a store: the recorder has left out what is too large long before. An event
 * that says which record and which paths changed, and that the values are missing, is worth far
 * more than none.
 */
import type { AuditEvent, Change } from './event.ts'

/** Above this many, paths alone would be too large: the event then says how many there were. */
const MAX_PATHS = 10_000
const MAX_PATH_LENGTH = 1_000

/** Returns the event with ids and changed paths, and without values and details. */
export function withoutValues(event: AuditEvent): AuditEvent {
  const { details, changes, ...frame } = event
  if (changes === undefined) {
    return details === undefined ? event : { ...frame, details: { omitted: 'size' } }
  }
  const kept = changes.slice(0, MAX_PATHS).map(withoutValue)
  const left = changes.length - kept.length
  return {
    ...frame,
    changes: kept,
    ...((details !== undefined || left > 0) && {
      details: { omitted: 'size', ...(left > 0 && { pathsLeftOut: left }) },
    }),
  }
}

function withoutValue(change: Change): Change {
  const path = change.path.map((segment) =>
    segment.slice(0, MAX_PATH_LENGTH).replaceAll('\0', '\uFFFD'),
  )
  return { path, op: change.op, omitted: 'size' }
}
