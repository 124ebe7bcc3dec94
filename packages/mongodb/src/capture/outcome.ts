/**
 * What did a call do, by its result or by the error it threw?
 *
 * A write-concern error is thrown by a call that did write: its reply is inside the error.
 */
import type { Doc } from './driver.ts'

export interface WriteOutcome {
  readonly matched: number
  readonly modified: number
  readonly deleted: number
  readonly upsertedId?: { readonly id: unknown }
}

/** Reads the driver's result of an update, replacement or deletion. */
export function outcomeOfResult(result: unknown): WriteOutcome {
  const doc = asDoc(result)
  const upsertedCount = numberOf(doc['upsertedCount'])
  return {
    matched: numberOf(doc['matchedCount']),
    modified: numberOf(doc['modifiedCount']),
    deleted: numberOf(doc['deletedCount']),
    ...(upsertedCount > 0 ? { upsertedId: { id: doc['upsertedId'] } } : {}),
  }
}

/** The server's reply inside a write-concern error; undefined for errors that wrote nothing known. */
export function replyInError(error: unknown): Doc | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ((error as Error).name !== 'MongoWriteConcernError') return undefined
  const reply = (error as { result?: unknown }).result
  return typeof reply === 'object' && reply !== null ? (reply as Doc) : undefined
}

/** The same as {@link outcomeOfResult} from the server's own reply to an update or delete. */
export function outcomeOfReply(reply: Doc, kind: 'update' | 'delete'): WriteOutcome {
  const upserted = Array.isArray(reply['upserted']) ? asDoc(reply['upserted'][0]) : undefined
  const n = numberOf(reply['n'])
  return {
    matched: kind === 'update' ? n : 0,
    modified: numberOf(reply['nModified']),
    deleted: kind === 'delete' ? n : 0,
    ...(upserted === undefined || !('_id' in upserted)
      ? {}
      : { upsertedId: { id: upserted['_id'] } }),
  }
}

/** A number whatever number type the client's settings made of it. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'object' && value !== null) {
    const n = Number(String(value))
    return Number.isNaN(n) ? 0 : n
  }
  return 0
}

export function asDoc(value: unknown): Doc {
  return typeof value === 'object' && value !== null ? (value as Doc) : {}
}
