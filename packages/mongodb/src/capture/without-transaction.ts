/**
 * A call on many records that cannot run in a transaction of ours, or could not: it runs as the
 * application made it, and what it did is found out afterwards.
 *
 * Its errors and partial effects are its own. What is found is `derived`; what is not is said in
 * one `intent` event.
 */
import type { CapturedIntent, StoredValue } from '@rastro/core'
import { tryAttribute } from './attribution.ts'
import type { Done } from './attribution.ts'
import { countOf, operationOf, runWithIntent, withCount, writtenBefore } from './bare-write.ts'
import type { Count } from './bare-write.ts'
import { report, runCall } from './call.ts'
import type { Report, WriteCall } from './call.ts'
import type { Doc, DriverTimestamp } from './driver.ts'
import { asDoc, numberOf } from './outcome.ts'
import { observe, sessionOf } from './sessions.ts'
import type { CaptureSite } from './site.ts'
import type { Statement, Statements } from './statements.ts'
import { idMade, isUnrepeatable, tryStatementsOf } from './statements.ts'

/** Runs the call without a transaction, and reports what it did. */
export async function runWithoutTransaction(
  call: WriteCall,
  given: readonly unknown[],
  what: { readonly filter: unknown; readonly because: string },
): Promise<unknown> {
  const statements = tryStatementsOf(call)
  const from = statements === undefined ? undefined : await tryCurrentTime(call.site)
  if (statements === undefined || from === undefined) return runWithIntent(call, given, what)
  const observed = observe(call.site.original.client, sessionOf(call.options))
  try {
    let outcome: Outcome
    let result: unknown
    let failure: { error: unknown } | undefined
    try {
      result = await runCall(call, observed.session)
      outcome = outcomeOf(call, statements, result)
    } catch (error) {
      failure = { error }
      outcome = await outcomeOfError(call, statements, error)
    }
    if (outcome.total !== 0) {
      const until = observed.time()
      const intent = { operation: operationOf(call), filter: what.filter, because: what.because }
      await report(call, await whatHappened(call, { statements, outcome, from, until, intent }))
    }
    if (failure !== undefined) throw failure.error
    return result
  } finally {
    await observed.release()
  }
}

/** The cluster's time, before which nothing that is sent now can be written. */
export async function tryCurrentTime(site: CaptureSite): Promise<DriverTimestamp | undefined> {
  const { client } = site.original
  const session = client.startSession({ causalConsistency: true })
  try {
    await client.db('admin').command({ ping: 1 }, { session, readPreference: 'primary' })
    return session.operationTime
  } catch {
    return undefined
  } finally {
    await session.endSession()
  }
}

interface Outcome extends Pick<Done, 'count' | 'atLeast' | 'made' | 'madeIds' | 'failed'> {
  /** All records that were written. */
  readonly total: Count
}

function outcomeOf(call: WriteCall, statements: Statements, result: unknown): Outcome {
  const total = countOf(call, result)
  const madeIds = madeBy(call, statements, { result })
  const made = madeCount(asDoc(result))
  const count = lessMade(total, made)
  return { total, count, atLeast: least(count), made, madeIds, failed: new Set() }
}

async function outcomeOfError(
  call: WriteCall,
  statements: Statements,
  error: unknown,
): Promise<Outcome> {
  const total = await writtenBefore(error, call)
  const failed = failedStatements(statements, error)
  const single = failed.filter((one) => one.kind === 'insert' || !one.multi)
  // An operation on many records that failed in the middle is counted as nothing by the server.
  const isHidden = single.length < failed.length
  const unrun = new Set([...skippedAfter(statements, failed), ...single].map(({ index }) => index))
  const madeIds = madeBy(call, statements, { error, unrun })
  const made =
    call.method === 'bulkWrite' ? madeCount(asDoc(asDoc(error)['result'])) : madeIds.length
  const counted = lessMade(total, made)
  const count = isHidden ? 'unknown' : counted
  return { total, count, atLeast: least(counted), made, madeIds, failed: unrun }
}

function madeCount(counts: Doc): number {
  return numberOf(counts['insertedCount']) + numberOf(counts['upsertedCount'])
}

function lessMade(total: Count, made: number): Count {
  return total === 'unknown' ? total : Math.max(0, total - made)
}

function least(count: Count): number {
  return count === 'unknown' ? 0 : count
}

function failedStatements(statements: Statements, error: unknown): Statement[] {
  const failures = asDoc(error)['writeErrors']
  const list: readonly unknown[] = Array.isArray(failures)
    ? failures
    : failures === undefined
      ? []
      : [failures]
  return list.flatMap((one) => statements.list[numberOf(asDoc(one)['index'])] ?? [])
}

// An ordered call ends with its first failure.
function skippedAfter(statements: Statements, failed: readonly Statement[]): readonly Statement[] {
  const first = failed[0]
  if (!statements.ordered || first === undefined) return []
  return statements.list.slice(first.index + 1)
}

type Ended =
  { readonly result: unknown } | { readonly error: unknown; readonly unrun: ReadonlySet<number> }

/** Ids of the records that may have been made, by insert or upsert. */
function madeBy(call: WriteCall, statements: Statements, ended: Ended): StoredValue[] {
  // What an error says of inserted ids counts operations that were never sent.
  const ids = statements.list.flatMap((one): StoredValue[] => {
    if (one.kind !== 'insert' || ('unrun' in ended && ended.unrun.has(one.index))) return []
    return [one.document['_id'] ?? idMade(call, one.index)]
  })
  return [...ids, ...upsertedBy(call, 'result' in ended ? ended.result : ended.error)]
}

function upsertedBy(call: WriteCall, ended: unknown): StoredValue[] {
  const doc = asDoc(ended)
  if (call.method === 'bulkWrite') {
    return Object.values(asDoc(doc['upsertedIds'] ?? asDoc(doc['result'])['upsertedIds']))
  }
  if (numberOf(doc['upsertedCount']) > 0) return [doc['upsertedId']]
  const upserted = asDoc(doc['result'])['upserted']
  return Array.isArray(upserted) ? upserted.map((one) => asDoc(one)['_id']) : []
}

async function whatHappened(
  call: WriteCall,
  known: {
    readonly statements: Statements
    readonly outcome: Outcome
    readonly from: DriverTimestamp
    readonly until: DriverTimestamp | undefined
    readonly intent: Omit<CapturedIntent, 'count'>
  },
): Promise<Report> {
  const { statements, outcome, from, until, intent } = known
  const all = { changes: [], intent: withCount(intent, outcome.total) }
  if (until === undefined) return all
  const found = await tryAttribute(call, { statements, from, until, ...outcome })
  if (found === undefined) return all
  const isSilent = outcome.count === 'unknown' && isUnrepeatable(statements)
  if (found.missing <= 0 && !isSilent) return { changes: found.changes }
  const ids = found.ids.length === 0 ? {} : { ids: found.ids }
  const count = isSilent ? 'unknown' : found.missing
  return { changes: found.changes, intent: withCount({ ...intent, ...ids }, count) }
}
