/**
 * A call that runs as the application made it, because images are not to be had: one event says
 * what was asked for, unless it is certain that nothing was written.
 */
import type { CapturedIntent } from '@rastro/core'
import { report, runBare } from './call.ts'
import type { WriteCall } from './call.ts'
import type { Doc } from './driver.ts'
import { asDoc, numberOf, outcomeOfReply, outcomeOfResult, replyInError } from './outcome.ts'
import { isUnacknowledged } from './write-concern.ts'

/** Runs the call as the application made it, and says what was asked for. */
export async function runWithIntent(
  call: WriteCall,
  given: readonly unknown[],
  what: { readonly filter: unknown; readonly because: string },
): Promise<unknown> {
  const intent: Omit<CapturedIntent, 'count'> = {
    operation: operationOf(call),
    ...(what.filter === undefined ? {} : { filter: what.filter }),
    because: what.because,
  }
  let result: unknown
  try {
    result = await runBare(call, given)
  } catch (error) {
    const written = await writtenBefore(error, call)
    if (written !== 0) await report(call, { changes: [], intent: withCount(intent, written) })
    throw error
  }
  const count = countOf(call, result)
  if (count !== 0) await report(call, { changes: [], intent: withCount(intent, count) })
  return result
}

/** What kind of change a call asks for, where its records cannot be looked at. */
export function operationOf(call: WriteCall): CapturedIntent['operation'] {
  if (call.method.startsWith('insert')) return 'create'
  return /delete/i.test(call.method) ? 'delete' : 'update'
}

/** A number of records, or that it cannot be known. */
export type Count = number | 'unknown'

/** An intent with its count, where that is known. */
export function withCount(intent: Omit<CapturedIntent, 'count'>, count: Count): CapturedIntent {
  return count === 'unknown' ? intent : { ...intent, count }
}

/** How many records a call has written, by its result. */
export function countOf(call: WriteCall, result: unknown): Count {
  const doc = asDoc(result)
  // The result of a bulk call counts nothing then, and does not say why.
  if (isUnacknowledged(call.site, call.options)) return 'unknown'
  if (doc['acknowledged'] === false) return 'unknown'
  // Without an answer these say null, which is also what they say where nothing matched.
  if (call.method.startsWith('findOneAnd')) return 'unknown'
  if (call.method === 'insertOne') return 1
  const outcome = outcomeOfResult(result)
  const upserted = numberOf(doc['upsertedCount'])
  return outcome.modified + outcome.deleted + upserted + numberOf(doc['insertedCount'])
}

/** How many records a call that threw has written all the same. */
export async function writtenBefore(error: unknown, call: WriteCall): Promise<Count> {
  const { name, code, result } = asDoc(error)
  const reply = replyInError(error)
  if (reply !== undefined) {
    const last = asDoc(reply['lastErrorObject'])
    if (call.method.startsWith('findOneAnd')) return numberOf(last['n'])
    const outcome = outcomeOfReply(reply, operationOf(call) === 'delete' ? 'delete' : 'update')
    return outcome.modified + outcome.deleted + (outcome.upsertedId === undefined ? 0 : 1)
  }
  if (name === 'MongoBulkWriteError') return writtenByBulk(asDoc(error), call)
  // The command was sent and its answer was lost.
  if (name === 'MongoNetworkError' || name === 'MongoNetworkTimeoutError') return 'unknown'
  const isServers = name === 'MongoServerError' && code !== undefined && result === undefined
  if (!isServers) return 0
  if (call.method !== 'updateMany' && call.method !== 'deleteMany') return 0
  return (await isRefusedUnseen(call)) ? 0 : 'unknown'
}

// An operation on many records that failed in the middle is counted as nothing by the server.
function writtenByBulk(error: Doc, call: WriteCall): Count {
  const counts = asDoc(error['result'])
  const count =
    numberOf(counts['insertedCount']) +
    numberOf(counts['modifiedCount']) +
    numberOf(counts['deletedCount']) +
    numberOf(counts['upsertedCount'])
  if (count > 0) return count
  const operations = call.args[0]
  const failures = error['writeErrors']
  const failed = Array.isArray(failures) ? failures : [failures]
  const isOfMany = failed.some((one) => {
    const operation = Array.isArray(operations)
      ? asDoc(operations[numberOf(asDoc(one)['index'])])
      : {}
    return 'updateMany' in operation || 'deleteMany' in operation
  })
  return isOfMany ? 'unknown' : 0
}

/**
 * Whether the server refuses the call before it looks at any record. Its error codes do not say:
 * a type mismatch may be in the update, or in the third record it came to. An explanation runs
 * all the checks that come first and writes nothing.
 */
async function isRefusedUnseen(call: WriteCall): Promise<boolean> {
  const { session: _session, signal: _signal, writeConcern: _concern, ...options } = call.options
  try {
    await call.site.original[call.method](...call.args, { ...options, explain: 'queryPlanner' })
    return false
  } catch (error) {
    return asDoc(error)['code'] !== undefined
  }
}
