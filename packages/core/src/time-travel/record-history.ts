/** The events of one record, page by page: a long history is never in memory as a whole. */
import { AuditError } from '../errors/audit-error.ts'
import type { ClusterTimestamp, ReadEvent, StoredValue } from '../event/event.ts'
import type { AuditReader, RecordKey } from '../query/reader.ts'
import { idText, matchesIdText } from '../values/id-text.ts'
import { kindOf } from '../values/kind.ts'
import { isWrite } from './write-kind.ts'
import type { WriteEvent } from './write-kind.ts'

/** An event may hold 64 KB of values. */
const EVENTS_PER_PAGE = 200

/** Which record, for whom, and what the database had at an instant. */
export interface HistoryOf {
  readonly tenant: string
  readonly target: RecordKey
  /** Later writes do not belong to the picture. */
  readonly asOf?: ClusterTimestamp
}

/** Every event of the record's history, in the order of its writes. */
export async function* eventsOf(
  reader: AuditReader,
  { tenant, target, asOf }: HistoryOf,
  order: 'newest' | 'oldest',
): AsyncGenerator<ReadEvent> {
  let cursor: string | undefined
  do {
    const page = await reader.history({ tenant }, target, { order, cursor, limit: EVENTS_PER_PAGE })
    for (const event of page.events) {
      if (asOf === undefined || !isLater(event, asOf)) yield event
    }
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

/** True for a write of this very record; events that only relate to it tell of others. */
export function isWriteOf(event: ReadEvent, { type, id }: RecordKey): event is WriteEvent {
  return isWrite(event) && event.target.type === type && isSameId(event.target.id, id)
}

/** The newest write of the record, if there is any. */
export async function newestWrite(
  reader: AuditReader,
  of: HistoryOf,
): Promise<WriteEvent | undefined> {
  for await (const event of eventsOf(reader, of, 'newest')) {
    if (isWriteOf(event, of.target)) return event
  }
  return undefined
}

/** The oldest write of the record, if there is any. */
export async function oldestWrite(
  reader: AuditReader,
  of: HistoryOf,
): Promise<WriteEvent | undefined> {
  for await (const event of eventsOf(reader, of, 'oldest')) {
    if (isWriteOf(event, of.target)) return event
  }
  return undefined
}

/**
 * The write's id as the database has it, of what may be a text.
 *
 * @throws AuditError `AUDIT_QUERY_INVALID` if the text means records with ids of several types.
 */
export function assertOneId(known: StoredValue, other: StoredValue): void {
  if (idText(known) === idText(other) && sameKind(known, other)) return
  throw new AuditError(
    'AUDIT_QUERY_INVALID',
    'id: several records have ids that read like this: give it with its type, in code',
    { field: 'id' },
  )
}

function isSameId(recorded: StoredValue, given: unknown): boolean {
  if (typeof given === 'string') return matchesIdText(recorded, given)
  return idText(recorded) === idText(given) && sameKind(recorded, given)
}

// Numbers of different types are one id to the database; a text and a number are not.
function sameKind(one: unknown, other: unknown): boolean {
  return kindClass(one) === kindClass(other)
}

function kindClass(value: unknown): string {
  const kind = kindOf(value)
  return ['int', 'long', 'double', 'decimal'].includes(kind) ? 'number' : kind
}

function isLater({ ct }: ReadEvent, { t, i }: ClusterTimestamp): boolean {
  if (ct === undefined) return false
  return ct.t.t === t ? ct.t.i > i : ct.t.t > t
}
