/**
 * `bulkWrite` outside a transaction: what did it change?
 *
 * One transaction of ours gives all of it one time, hence one net change per record. Where several
 * operations touched one record, the net change is what can be shown, and `derived` says so.
 */
import type { CapturedChange } from '@rastro/core'
import { runWithIntent } from './bare-write.ts'
import { changeOf } from './call.ts'
import type { WriteCall } from './call.ts'
import { planBulk } from './bulk-operations.ts'
import type { BulkPlan } from './bulk-operations.ts'
import { hasTransactions } from './deployment.ts'
import { justBefore } from './driver.ts'
import type { DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import { captureInsert, hidesIds } from './insert.ts'
import { changesOfMany } from './many-changes.ts'
import { asDoc, numberOf } from './outcome.ts'
import { runInOwnTransaction } from './own-transaction.ts'
import { reportInParts } from './parts.ts'
import { readByIds } from './reads.ts'

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
  const own = await runInOwnTransaction(call)
  if (!own.committed) return runWithIntent(call, given, { filter, because: 'not-in-transaction' })
  try {
    if (own.at !== undefined) await reportImages(call, plan, { result: own.result, at: own.at })
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

async function reportImages(call: WriteCall, plan: BulkPlan, written: BulkWritten): Promise<void> {
  const counts = asDoc(written.result)
  const operations =
    numberOf(counts['insertedCount']) +
    numberOf(counts['modifiedCount']) +
    numberOf(counts['deletedCount']) +
    numberOf(counts['upsertedCount'])
  if (operations === 0) return
  const changes = bulkChanges(call, plan, { ...written, operations })
  await reportInParts(call, changes, ({ count, isCutShort }) => {
    // Two operations on one record are one net change, or none where they undo each other: fewer
    // changes than operations are no gap, unless the images could not be read.
    if (!isCutShort) return undefined
    return {
      operation: 'update',
      filter: { operations: (call.args[0] as unknown[]).length },
      count: operations - count,
      because: 'no-images',
      ct: { t: written.at, n: count },
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
  for (const query of plan.queries) {
    for await (const changes of changesOfMany(call.site, { query, at, deleted: 0 })) {
      // Two conditions may match one record.
      for (const change of changes) {
        const key = idKey(change.id)
        if (!seen.has(key)) seen.set(key, change)
      }
    }
  }
  const oneEach = seen.size === written.operations
  let n = 0
  const all = [...seen].map(([key, change]): CapturedChange => {
    const isSure = oneEach || (plan.perId?.get(key) ?? 0) === 1
    n += 1
    return { ...change, ct: { t: at, n: n - 1 }, fidelity: isSure ? change.fidelity : 'derived' }
  })
  yield all
}

/** Inserted and upserted records, as they are at the end of the call. */
async function madeRecords(call: WriteCall, written: BulkWritten): Promise<CapturedChange[]> {
  const { at } = written
  const result = asDoc(written.result)
  // By value: the positions of an unordered call are wrong in driver 6.
  const ids = [
    ...Object.values(asDoc(result['insertedIds'])),
    ...Object.values(asDoc(result['upsertedIds'])),
  ]
  // An insert that a later operation of the same call may have changed is read, not remembered;
  // and an earlier one may have deleted a record of that id.
  const [before, after] = await Promise.all([
    readByIds(call.site, ids, { at: justBefore(at) }),
    readByIds(call.site, ids, { at }),
  ])
  return [...after].flatMap(([key, record]) => changeOf(before.get(key), record, { at }) ?? [])
}
