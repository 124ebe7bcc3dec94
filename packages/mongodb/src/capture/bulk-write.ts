/**
 * `bulkWrite` outside a transaction: what did it change?
 *
 * One transaction of ours gives all of it one time, hence one net change per record. Where several
 * operations touched one record they are replayed step by step; else the net change is what can be
 * shown, and `derived` says so.
 */
import type { CapturedChange } from '@rastro/core'
import { runWithIntent } from './bare-write.ts'
import { inOrder, stepsOf } from './bulk-steps.ts'
import { changeOf, report } from './call.ts'
import type { WriteCall } from './call.ts'
import { planBulk } from './bulk-operations.ts'
import type { BulkPlan } from './bulk-operations.ts'
import { hasTransactions } from './deployment.ts'
import { justBefore } from './driver.ts'
import type { DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import { captureInsert, hidesIds } from './insert.ts'
import { tryFewChanged } from './last-rung.ts'
import { changesOfMany } from './many-changes.ts'
import { asDoc, numberOf } from './outcome.ts'
import { runInOwnTransaction } from './own-transaction.ts'
import { reportInParts } from './parts.ts'
import { byIds, readByIds } from './reads.ts'
import type { RecordQuery } from './reads.ts'
import { runWithoutTransaction } from './without-transaction.ts'
import { upsertedIn } from './upserted-ids.ts'
import { isMissable } from './write-concern.ts'

export async function captureBulkWrite(
  call: WriteCall,
  given: readonly unknown[],
): Promise<unknown> {
  const plan = planBulk(call)
  const frozen = [...plan.inserts.values()]
  // Needs no transaction: what was inserted is known from what was sent and from the result.
  if (plan.insertsOnly) return captureInsert(call, given, { documents: plan.documents, frozen })
  const filter = { operations: (call.args[0] as unknown[]).length }
  if (!(await hasTransactions(call.site.original.client))) {
    return runWithIntent(call, given, { filter, because: 'no-transactions' })
  }
  if (hidesIds(call, frozen)) {
    return runWithIntent(call, given, { filter, because: 'ids-made-by-server' })
  }
  if (plan.parts > 1 && isMissable(call.site, call.options)) {
    return runWithoutTransaction(call, given, { filter, because: 'write-concern' })
  }
  const own = await runInOwnTransaction(call)
  if (!own.committed) {
    return runWithoutTransaction(call, given, { filter, because: 'not-in-transaction' })
  }
  try {
    const { result, at } = own
    await reportImages(own.call, plan, { result, at })
    if (own.failure !== undefined) throw own.failure.error
    return own.result
  } finally {
    await own.release()
  }
}

interface BulkWritten {
  readonly result: unknown
  readonly at: DriverTimestamp
}

async function reportImages(
  call: WriteCall,
  plan: BulkPlan,
  written: Pick<BulkWritten, 'result'> & { readonly at: DriverTimestamp | undefined },
): Promise<void> {
  const counts = asDoc(written.result)
  const operations =
    numberOf(counts['insertedCount']) +
    numberOf(counts['modifiedCount']) +
    numberOf(counts['deletedCount']) +
    numberOf(counts['upsertedCount'])
  if (operations === 0) return
  const { at } = written
  const filter = { operations: (call.args[0] as unknown[]).length }
  if (at === undefined) {
    const intent = { operation: 'update', filter, count: operations, because: 'no-time' } as const
    await report(call, { changes: [], intent })
    return
  }
  const changes = bulkChanges(call, plan, { ...written, at, operations })
  await reportInParts(call, changes, ({ count, isCutShort }) => {
    // Two operations on one record are one net change, or none where they undo each other: fewer
    // changes than operations are no gap, unless the images could not be read.
    if (!isCutShort) return undefined
    return {
      operation: 'update',
      filter,
      count: operations - count,
      because: 'no-images',
      ct: { t: at, n: count },
    }
  })
}

async function* bulkChanges(
  call: WriteCall,
  plan: BulkPlan,
  written: BulkWritten & { readonly operations: number },
): AsyncGenerator<CapturedChange[]> {
  const { at } = written
  const made = await madeRecords(call, written)
  const seen = new Map<string, CapturedChange>()
  for (const change of made) seen.set(idKey(change.id), change)
  const queries = (await fewQueries(call, written)) ?? plan.queries
  for (const query of queries) {
    for await (const changes of changesOfMany(call.site, { query, at, deleted: 0 })) {
      // Two conditions may match one record.
      for (const change of changes) {
        const key = idKey(change.id)
        if (!seen.has(key)) seen.set(key, change)
      }
    }
  }
  // One operation each: the net change is the change.
  if (seen.size === written.operations) {
    yield [...seen.values()].map((change, n) => ({ ...change, ct: { t: at, n } }))
    return
  }
  const steps = await stepsOf(call, {
    at,
    queries,
    madeIds: madeIds(written.result),
    upserted: upsertedIn(written.result),
  })
  const changes = inOrder(steps, { changes: seen, perId: plan.perId })
  yield changes.map((change, n) => ({ ...change, ct: { t: at, n } }))
}

/** Where far more matched than changed: the few that did, by their ids. */
async function fewQueries(
  { site }: WriteCall,
  written: BulkWritten & { readonly operations: number },
): Promise<RecordQuery[] | undefined> {
  const matched = numberOf(asDoc(written.result)['matchedCount'])
  const ids = await tryFewChanged(site, written.at, { matched, changed: written.operations })
  return ids && [byIds(ids)]
}

/** Inserted and upserted records, as they are at the end of the call. */
async function madeRecords(call: WriteCall, written: BulkWritten): Promise<CapturedChange[]> {
  const { at } = written
  const ids = madeIds(written.result)
  // An insert that a later operation of the same call may have changed is read, not remembered;
  // and an earlier one may have deleted a record of that id.
  const [before, after] = await Promise.all([
    readByIds(call.site, ids, { at: justBefore(at) }),
    readByIds(call.site, ids, { at }),
  ])
  return [...after].flatMap(([key, record]) => changeOf(before.get(key), record, { at }) ?? [])
}

// By value: the positions of an unordered call are wrong in driver 6.
function madeIds(result: unknown): unknown[] {
  const { insertedIds, upsertedIds } = asDoc(result)
  return [...Object.values(asDoc(insertedIds)), ...Object.values(asDoc(upsertedIds))]
}
