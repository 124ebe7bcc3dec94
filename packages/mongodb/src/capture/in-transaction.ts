/**
 * A write inside the caller's transaction: find, command, find, and the events in the same
 * transaction, so that they share its fate.
 *
 * Nothing is retried here, and no transaction is ever started on a caller's session.
 */
import type { CapturedChange, CapturedIntent, StoredRecord } from '@rastro/core'
import { AuditError } from '@rastro/core'
import { planBulk } from './bulk-operations.ts'
import { changeOf, report, runBare, runCall } from './call.ts'
import type { WriteCall } from './call.ts'
import type { DriverSession, DriverTimestamp } from './driver.ts'
import { justAfter } from './driver.ts'
import { readModifyReply, withoutMetadata } from './find-and-modify.ts'
import { idKey } from './id-key.ts'
import { freezeDocument, freezeInserts, insertedChanges, insertedIds } from './insert.ts'
import { pairUp } from './many-changes.ts'
import { asDoc, numberOf } from './outcome.ts'
import { pinnedId } from './pinned-id.ts'
import { readByIds, readRecords } from './reads.ts'
import type { RecordQuery } from './reads.ts'
import { observe } from './sessions.ts'
import { freezeFilter } from './freeze.ts'
import { selectionOf } from './site.ts'
import { afterCommit, withinTransaction } from './transaction-guard.ts'

export function captureInTransaction(
  call: WriteCall,
  given: readonly unknown[],
  session: DriverSession,
): Promise<unknown> {
  const plan = planOf(call)
  return withinTransaction(session, async (position) => {
    if (!(await call.site.sink.wants(call.site.audited))) return runBare(call, given)
    const before = await readBefore(call, plan, session)
    const observed = observe(session.client, session)
    const extra = call.method.startsWith('findOneAnd') ? { includeResultMetadata: true } : undefined
    let result: unknown
    try {
      result = await runCall(call, observed.session, extra)
    } catch (error) {
      throw before.failure === undefined ? error : moreTelling(error, before.failure)
    }
    const time = timeSeen(session, observed.time())
    const written = { result, before: before.records, at: time && justAfter(time), position }
    const what = await whatHappened(call, plan, { ...written, session })
    if (!call.site.sharesStore(session.client)) {
      // The store is elsewhere: its events cannot share the fate, so they wait for it.
      afterCommit(session, () => report(call, what))
      return extra === undefined ? result : withoutMetadata(call, result)
    }
    try {
      await report(call, { ...what, transaction: { client: session.client, session } })
    } catch (error) {
      // The labels by which `withTransaction` decides to retry are on the driver's own error.
      throw AuditError.is(error) && error.cause !== undefined ? error.cause : error
    }
    return extra === undefined ? result : withoutMetadata(call, result)
  })
}

// With read concern `majority` the reply's own time is that of the majority, and may lie before a
// write that the statement has seen; the cluster's time on the same reply never does.
function timeSeen(
  session: DriverSession,
  replied: DriverTimestamp | undefined,
): DriverTimestamp | undefined {
  const clusterTime = asDoc(session.clusterTime)['clusterTime'] as DriverTimestamp | undefined
  if (replied === undefined || clusterTime === undefined) return replied
  return clusterTime.greaterThan(replied) ? clusterTime : replied
}

interface Plan {
  /** What may be touched, to be read before the command. */
  readonly queries: readonly RecordQuery[]
  readonly inserts: ReadonlyMap<number, StoredRecord>
  /** The condition that chose the records, for the last rung. */
  readonly filter: unknown
  /** Only one record can be touched. */
  readonly single: boolean
}

function planOf(call: WriteCall): Plan {
  if (call.method === 'insertOne' || call.method === 'insertMany') {
    const inserts = new Map(freezeInserts(call).entries())
    return { queries: [], inserts, filter: undefined, single: false }
  }
  if (call.method === 'bulkWrite') {
    const operations = call.args[0] as unknown[]
    const bulk = planBulk(operations, (document) => freezeDocument(call, document))
    const filter = { operations: operations.length }
    return { queries: bulk.queries, inserts: bulk.inserts, filter, single: false }
  }
  const filter = freezeFilter(call.args[0])
  const single = call.method !== 'updateMany' && call.method !== 'deleteMany'
  const query = { filter, selection: selectionOf(call.options), ...(single ? { limit: 1 } : {}) }
  return { queries: [query], inserts: new Map(), filter, single }
}

async function readBefore(
  call: WriteCall,
  plan: Plan,
  session: DriverSession,
): Promise<{ records: StoredRecord[]; failure?: unknown }> {
  const records: StoredRecord[] = []
  try {
    for (const query of plan.queries) {
      records.push(...(await readRecords(call.site, query, { session })))
    }
    return { records }
  } catch (failure) {
    // The command runs all the same: what is wrong with its condition is for it to say.
    return { records: [], failure }
  }
}

// Our failed read has ended the transaction on the server, so the command could only say that;
// what is wrong with the condition stands in the read's error.
function moreTelling(error: unknown, readFailure: unknown): unknown {
  const isGone = numberOf(asDoc(error)['code']) === 251
  const isTransient =
    asDoc(readFailure)['errorLabelSet'] instanceof Set
      ? (asDoc(readFailure)['errorLabelSet'] as Set<string>).has('TransientTransactionError')
      : false
  return isGone && !isTransient ? withPlainCode(readFailure) : error
}

// Reads keep number types apart, also in their errors; the application compares codes.
function withPlainCode(error: unknown): unknown {
  const failed = asDoc(error)
  failed['code'] = numberOf(failed['code'])
  return error
}

interface WrittenInside {
  readonly result: unknown
  readonly before: readonly StoredRecord[]
  /** Above every write that this transaction has seen, below its commit. */
  readonly at: DriverTimestamp | undefined
  readonly position: { n: number }
  readonly session: DriverSession
}

async function whatHappened(
  call: WriteCall,
  plan: Plan,
  written: WrittenInside,
): Promise<{ changes: CapturedChange[]; intent?: CapturedIntent }> {
  const how = { counter: written.position, ...(written.at === undefined ? {} : { at: written.at }) }
  if (plan.inserts.size > 0 && plan.queries.length === 0) {
    const ids = insertedIds(written.result)
    const changes = insertedChanges([...plan.inserts.values()], ids, undefined).map((change) =>
      renumber({ ...change, fidelity: 'exact' }, how),
    )
    return { changes }
  }
  const touched = touchedBy(call, written.result)
  if (touched.count === 0) return { changes: [] }
  const candidates = new Map(written.before.map((record) => [idKey(record['_id']), record]))
  const madeIds = [...touched.madeIds, ...insertedByBulk(plan, written.result)]
  const known = touched.id === undefined ? [] : [touched.id.id]
  const ids = [...written.before.map((record) => record['_id']), ...madeIds, ...known]
  const after = await readByIds(call.site, ids, { session: written.session })
  const changes = pairUp([...candidates.values()], after, how)
  for (const id of madeIds) {
    const record = after.get(idKey(id))
    const change = candidates.has(idKey(id)) ? undefined : changeOf(undefined, record, {})
    if (change !== undefined) changes.push(renumber(change, how))
  }
  const missing = plan.single ? touched.count - changes.length : 0
  const mayBeNoOp =
    call.method === 'findOneAndUpdate' &&
    (touched.id === undefined || candidates.has(idKey(touched.id.id)))
  if (
    missing <= 0 ||
    mayBeNoOp ||
    call.method.endsWith('Replace') ||
    call.method === 'replaceOne'
  ) {
    return { changes: markNet(call, changes, touched.count) }
  }
  return {
    changes,
    intent: lastRung(call, plan, { touched, at: written.at, n: written.position.n }),
  }
}

interface Touched {
  readonly count: number
  readonly madeIds: readonly unknown[]
  readonly id?: { readonly id: unknown }
}

function touchedBy(call: WriteCall, result: unknown): Touched {
  if (call.method.startsWith('findOneAnd')) {
    const said = readModifyReply(result)
    return {
      count: said.touched ? 1 : 0,
      madeIds: said.upsertedId === undefined ? [] : [said.upsertedId.id],
      ...(said.id === undefined ? {} : { id: said.id }),
    }
  }
  const counts = asDoc(result)
  const upserted =
    call.method === 'bulkWrite'
      ? Object.values(asDoc(counts['upsertedIds']))
      : numberOf(counts['upsertedCount']) > 0
        ? [counts['upsertedId']]
        : []
  const count =
    numberOf(counts['modifiedCount']) +
    numberOf(counts['deletedCount']) +
    numberOf(counts['insertedCount']) +
    upserted.length
  return { count, madeIds: upserted }
}

function insertedByBulk(plan: Plan, result: unknown): unknown[] {
  const ids = asDoc(asDoc(result)['insertedIds'])
  return [...plan.inserts.keys()].map((index) => ids[String(index)])
}

// Several operations of one bulk on one record leave one net change.
function markNet(call: WriteCall, changes: CapturedChange[], operations: number): CapturedChange[] {
  if (call.method !== 'bulkWrite' || changes.length === operations) return changes
  return changes.map((change) => ({ ...change, fidelity: 'derived' }))
}

function renumber(
  change: CapturedChange,
  how: { readonly at?: DriverTimestamp; readonly counter: { n: number } },
): CapturedChange {
  const n = how.counter.n
  how.counter.n += 1
  return how.at === undefined ? change : { ...change, ct: { t: how.at, n } }
}

function lastRung(
  call: WriteCall,
  plan: Plan,
  how: { readonly touched: Touched; readonly at: DriverTimestamp | undefined; readonly n: number },
): CapturedIntent {
  const id = how.touched.id ?? pinnedId(plan.filter)
  return {
    operation: /delete/i.test(call.method) ? 'delete' : 'update',
    ...(id === undefined ? {} : { ids: [id.id] }),
    filter: plan.filter,
    count: how.touched.count,
    because: 'no-images',
    ...(how.at === undefined ? {} : { ct: { t: how.at, n: how.n } }),
  }
}
