/** Which events tell of a write of a record, and what did the write do to it? */
import type { Fidelity, ReadEvent, Target } from '../event/event.ts'

/** An event that tells what the database was made to store. */
export interface WriteEvent extends ReadEvent {
  readonly target: Target
  readonly fidelity: Fidelity
}

/** True for what capture recorded: an event recorded by hand tells of no write by itself. */
export function isWrite(event: ReadEvent): event is WriteEvent {
  return event.target !== undefined && event.fidelity !== undefined
}

/** True if the record did not exist before. */
export function makesRecord(event: WriteEvent): boolean {
  if (event.fidelity === 'intent') return event.operation === 'create'
  return touchesIdentity(event, 'add')
}

/** True if the record does not exist after; one that went to the trash does. */
export function endsRecord(event: WriteEvent): boolean {
  if (event.fidelity === 'intent') {
    return event.operation === 'delete' || event.operation === 'bulk-delete'
  }
  return touchesIdentity(event, 'remove')
}

/** True if the event does not even say which paths changed. */
export function leavesUnknown({ fidelity, details }: WriteEvent): boolean {
  return fidelity === 'intent' || details?.['pathsLeftOut'] !== undefined
}

// An `_id` never changes: where it comes or goes, the record does. Paths that were too many gave
// way to the record itself, the empty path, which may also stand for those of an update.
function touchesIdentity({ changes = [], operation }: WriteEvent, op: 'add' | 'remove'): boolean {
  const isSo = op === 'add' ? operation === 'create' : operation.endsWith('delete')
  return changes.some((change) => {
    const [first] = change.path
    return change.op === op && (first === '_id' || (first === undefined && isSo))
  })
}
