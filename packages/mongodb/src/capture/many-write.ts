/** `updateMany` and `deleteMany` outside a transaction: what did they change? */
import type { CapturedChange } from '@rastro/core'
import { runWithIntent } from './bare-write.ts'
import { changeOf, report } from './call.ts'
import type { WriteCall } from './call.ts'
import { hasTransactions } from './deployment.ts'
import type { DriverTimestamp } from './driver.ts'
import { tryFewChanged } from './last-rung.ts'
import { changesOfMany } from './many-changes.ts'
import { outcomeOfResult } from './outcome.ts'
import type { WriteOutcome } from './outcome.ts'
import { runInOwnTransaction } from './own-transaction.ts'
import { reportInParts } from './parts.ts'
import { byIds, readByIds } from './reads.ts'
import { freezeFilter } from './freeze.ts'
import { selectionOf } from './site.ts'
import { runWithoutTransaction } from './without-transaction.ts'

export async function captureManyWrite(
  call: WriteCall,
  given: readonly unknown[],
): Promise<unknown> {
  const filter = freezeFilter(call, call.args[0])
  if (!(await hasTransactions(call.site.original.client))) {
    return runWithIntent(call, given, { filter, because: 'no-transactions' })
  }
  const own = await runInOwnTransaction(call)
  if (!own.committed) {
    return runWithoutTransaction(call, given, { filter, because: 'not-in-transaction' })
  }
  try {
    const outcome = outcomeOfResult(own.result)
    await reportImages(own.call, { filter, outcome, at: own.at })
    if (own.failure !== undefined) throw own.failure.error
    return own.result
  } finally {
    await own.release()
  }
}

interface Written {
  readonly filter: unknown
  readonly outcome: WriteOutcome
  /** Absent where the answer to the commit was lost, and nothing tells its time any more. */
  readonly at: DriverTimestamp | undefined
}

async function reportImages(call: WriteCall, written: Written): Promise<void> {
  const { outcome, at } = written
  const expected = outcome.modified + outcome.deleted + (outcome.upsertedId === undefined ? 0 : 1)
  if (expected === 0) return
  const operation = call.method === 'deleteMany' ? 'delete' : 'update'
  if (at === undefined) {
    const intent = {
      operation,
      filter: written.filter,
      count: expected,
      because: 'no-time',
    } as const
    await report(call, { changes: [], intent })
    return
  }
  const few = await tryFewChanged(call.site, at, { matched: outcome.matched, changed: expected })
  const query =
    few === undefined
      ? { filter: written.filter, selection: selectionOf(call.options) }
      : byIds(few)
  const batches =
    outcome.upsertedId === undefined
      ? changesOfMany(call.site, { query, at, deleted: outcome.deleted })
      : upserted(call, outcome.upsertedId.id, at)
  await reportInParts(call, batches, (found) => {
    const count = expected - found.count
    if (count <= 0) return undefined
    return {
      operation,
      filter: written.filter,
      count,
      because: 'no-images',
      ct: { t: at, n: expected },
    }
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
