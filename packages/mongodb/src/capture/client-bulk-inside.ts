/**
 * A bulk call on the client inside the caller's transaction: the records of each audited
 * collection are read before and after it, and the events share the transaction's fate.
 */
import type { CapturedChange, StoredRecord, StoredValue } from '@rastro/core'
import { AuditError } from '@rastro/core'
import { planBulk } from './bulk-operations.ts'
import type { BulkPlan } from './bulk-operations.ts'
import { changeOf, report } from './call.ts'
import type { Report, WriteCall } from './call.ts'
import { justAfter } from './driver.ts'
import type { DriverSession, DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import { asDoc, numberOf } from './outcome.ts'
import { pinnedId } from './pinned-id.ts'
import { readByIds, readRecords } from './reads.ts'
import { idMade } from './statements.ts'
import { afterCommit, withinTransaction } from './transaction-guard.ts'

/** The part of the call that writes to one audited collection. */
interface Part {
  readonly call: WriteCall
  /** Position of each operation in the whole call. */
  readonly positions: readonly number[]
}

interface Read extends Part {
  readonly plan: BulkPlan
  readonly before: readonly StoredRecord[]
}

/** Runs the call in its turn, between reads of what it may touch. */
export function captureClientBulkInTransaction(
  parts: readonly Part[],
  how: { readonly session: DriverSession; readonly run: () => Promise<unknown> },
): Promise<unknown> {
  const { session } = how
  return withinTransaction(session, async (position) => {
    const reads: Read[] = []
    for (const part of parts) reads.push(await readBefore(part, session))
    const result = await how.run()
    for (const read of reads) {
      const { changes, ...rest } = await whatChanged(read, { session, result })
      const what = { ...rest, changes: changes.map((change) => placed(change, session, position)) }
      await reportInside(read.call, what, session)
    }
    return result
  })
}

// Above every write that this transaction has seen, below its commit.
function placed(
  change: CapturedChange,
  session: DriverSession,
  position: { n: number },
): CapturedChange {
  const time = asDoc(session.clusterTime)['clusterTime'] as DriverTimestamp | undefined
  const n = position.n
  position.n += 1
  return time === undefined ? change : { ...change, ct: { t: justAfter(time), n } }
}

async function readBefore(part: Part, session: DriverSession): Promise<Read> {
  const plan = planBulk(part.call)
  const before: StoredRecord[] = []
  for (const query of plan.queries) {
    before.push(...(await readRecords(part.call.site, query, { session })))
  }
  return { ...part, plan, before }
}

async function whatChanged(
  read: Read,
  inside: { readonly session: DriverSession; readonly result: unknown },
): Promise<Report> {
  const { call, plan } = read
  const before = new Map(read.before.map((record) => [idKey(record['_id']), record]))
  const all = [...read.before.map((record) => record['_id']), ...madeIds(read, inside.result)]
  const ids = new Map(all.map((id) => [idKey(id), id]))
  const after = await readByIds(call.site, [...ids.values()], { session: inside.session })
  const changes = [...ids.keys()].flatMap((key): CapturedChange[] => {
    const isOnce = plan.perId !== undefined && (plan.perId.get(key) ?? 0) <= 1
    const fidelity = isOnce ? 'exact' : 'derived'
    const change = changeOf(before.get(key), after.get(key), { fidelity })
    return change === undefined ? [] : [change]
  })
  // Without verbose results nothing tells which records were made where no condition names them.
  const hidden = hiddenUpserts(read, inside.result)
  if (hidden === 0) return { changes }
  const filter = { operations: operationsOf(read).length }
  return { changes, intent: { operation: 'create', filter, because: 'no-images' } }
}

function operationsOf({ call }: Read): readonly unknown[] {
  return call.args[0] as readonly unknown[]
}

/** Ids of records that the call may have made: of inserts, and of upserts as far as they are told. */
function madeIds(read: Read, result: unknown): StoredValue[] {
  return operationsOf(read).flatMap((operation, index): StoredValue[] => {
    const [name, body] = Object.entries(asDoc(operation))[0] ?? []
    if (name === 'insertOne')
      return [read.plan.inserts.get(index)?.['_id'] ?? idMade(read.call, index)]
    const told = asDoc(resultsAt(result, read.positions[index]))
    if (told['upsertedId'] !== undefined) return [told['upsertedId']]
    const pinned = pinnedId(asDoc(body)['filter'])
    return asDoc(body)['upsert'] === true && pinned !== undefined ? [pinned.id] : []
  })
}

function resultsAt(result: unknown, position: number | undefined): unknown {
  const { updateResults } = asDoc(result)
  return updateResults instanceof Map ? updateResults.get(position) : undefined
}

function hiddenUpserts(read: Read, result: unknown): number {
  const { upsertedCount, updateResults } = asDoc(result)
  if (numberOf(upsertedCount) === 0 || updateResults instanceof Map) return 0
  return operationsOf(read).filter((operation) => {
    const body = asDoc(Object.values(asDoc(operation))[0])
    return body['upsert'] === true && pinnedId(body['filter']) === undefined
  }).length
}

async function reportInside(call: WriteCall, what: Report, session: DriverSession): Promise<void> {
  const { client } = session
  if (!call.site.sharesStore(client)) {
    afterCommit(session, () => report(call, what))
    return
  }
  try {
    await report(call, { ...what, transaction: { client, session } })
  } catch (error) {
    // The labels by which `withTransaction` decides to retry are on the driver's own error.
    throw AuditError.is(error) && error.cause !== undefined ? error.cause : error
  }
}
