/** `updateMany` and `deleteMany` outside a transaction: what did they change? */
import type { CapturedChange, CapturedIntent } from '@rastro/core'
import { changeOf, report, runBare } from './call.ts'
import type { WriteCall } from './call.ts'
import { hasTransactions } from './deployment.ts'
import type { DriverTimestamp } from './driver.ts'
import { changesOfMany } from './many-changes.ts'
import { numberOf, asDoc, outcomeOfResult } from './outcome.ts'
import type { WriteOutcome } from './outcome.ts'
import { runInOwnTransaction } from './own-transaction.ts'
import { reportInParts } from './parts.ts'
import { readByIds } from './reads.ts'
import { freezeFilter } from './freeze.ts'
import { selectionOf } from './site.ts'

export async function captureManyWrite(
  call: WriteCall,
  given: readonly unknown[],
): Promise<unknown> {
  const filter = freezeFilter(call.args[0])
  if (!(await hasTransactions(call.site.original.client))) {
    return runWithIntent(call, given, { filter, because: 'no-transactions' })
  }
  const own = await runInOwnTransaction(call)
  if (!own.committed) return runWithIntent(call, given, { filter, because: 'not-in-transaction' })
  try {
    const outcome = outcomeOfResult(own.result)
    if (own.at !== undefined) await reportImages(call, { filter, outcome, at: own.at })
    if (own.failure !== undefined) throw own.failure.error
    return own.result
  } finally {
    await own.release()
  }
}

interface Written {
  readonly filter: unknown
  readonly outcome: WriteOutcome
  readonly at: DriverTimestamp
}

async function reportImages(call: WriteCall, written: Written): Promise<void> {
  const { outcome, at } = written
  const expected = outcome.modified + outcome.deleted + (outcome.upsertedId === undefined ? 0 : 1)
  if (expected === 0) return
  const query = { filter: written.filter, selection: selectionOf(call.options) }
  const batches =
    outcome.upsertedId === undefined
      ? changesOfMany(call.site, { query, at, deleted: outcome.deleted })
      : upserted(call, outcome.upsertedId.id, at)
  await reportInParts(call, batches, {
    expected,
    missing: (count) => ({
      operation: call.method === 'deleteMany' ? 'delete' : 'update',
      filter: written.filter,
      count,
      because: 'no-images',
      ct: { t: at, n: expected },
    }),
  })
}

async function* upserted(
  call: WriteCall,
  id: unknown,
  at: DriverTimestamp,
): AsyncGenerator<CapturedChange[]> {
  for (const after of (await readByIds(call.site, [id], { at })).values()) {
    const change = changeOf(undefined, after, { at })
    if (change !== undefined) yield [change]
  }
}

// Refused before anything was looked at: such a call changed nothing.
const REFUSED_AT_ONCE = new Set([2, 9, 13, 14, 26, 52, 54, 72, 40415])

/** Runs the call as the application made it, and says what was asked for: images are not to be had. */
export async function runWithIntent(
  call: WriteCall,
  given: readonly unknown[],
  what: { readonly filter: unknown; readonly because: string },
): Promise<unknown> {
  const intent: Omit<CapturedIntent, 'count'> = {
    operation: call.method.startsWith('delete') ? 'delete' : 'update',
    filter: what.filter,
    because: what.because,
  }
  let result: unknown
  try {
    result = await runBare(call, given)
  } catch (error) {
    // It may have changed some records before it failed; how many, the error does not say.
    const code = asDoc(error)['code']
    const reachedServer = code !== undefined && !REFUSED_AT_ONCE.has(numberOf(code))
    if (reachedServer) await report(call, { changes: [], intent })
    throw error
  }
  const counts = asDoc(result)
  const count =
    numberOf(counts['modifiedCount']) +
    numberOf(counts['deletedCount']) +
    numberOf(counts['upsertedCount']) +
    numberOf(counts['insertedCount'])
  if (count > 0 || counts['acknowledged'] === false) {
    await report(call, { changes: [], intent: { ...intent, count } })
  }
  return result
}
