/**
 * A write inside the caller's transaction: find, command, find, and the events in the same
 * transaction, so that they share its fate.
 *
 * Nothing is retried here, and no transaction is ever started on a caller's session.
 */
import type { CapturedChange, CapturedIntent, StoredRecord } from '@rastro/core'
import { AuditError, sameValue } from '@rastro/core'
import { operationOf } from './bare-write.ts'
import { planBulk } from './bulk-operations.ts'
import { inOrder, stepsBetween } from './bulk-steps.ts'
import { changeOf, handOverAny, report, runBare, runCall } from './call.ts'
import type { WriteCall } from './call.ts'
import type { DriverSession, DriverTimestamp } from './driver.ts'
import { justAfter } from './driver.ts'
import { readModifyReply, shownResult } from './find-and-modify.ts'
import { isEveryMatch, isOneId } from './every-match.ts'
import { idKey } from './id-key.ts'
import { hidesIds, insertedChanges, insertedIds, insertsOf } from './insert.ts'
import { pairUp } from './many-changes.ts'
import { asDoc, numberOf } from './outcome.ts'
import { ownError } from './own-error.ts'
import { pinnedId } from './pinned-id.ts'
import { readByIds, readRecords } from './reads.ts'
import type { RecordQuery } from './reads.ts'
import { observe } from './sessions.ts'
import { freezeDocument, freezeFilter } from './freeze.ts'
import { selectionOf } from './site.ts'
import { unsafe } from './unsafe.ts'
import { afterCommit, withinTransaction } from './transaction-guard.ts'
import { upsertedIn } from './upserted-ids.ts'

export function captureInTransaction(
  call: WriteCall,
  given: readonly unknown[],
  session: DriverSession,
): Promise<unknown> {
  return withinTransaction(session, async (position) => {
    const { sink, audited } = call.site
    if (!(await sink.wants(audited))) return runBare(call, given)
    const isCritical = sink.safetyOf(audited).class === 'critical'
    const sharesStore = call.site.sharesStore(session.client)
    if (isCritical && !sharesStore) throw unsafe('the audit store is on another deployment')
    const { result, what } = await writeInside(call, session, position)
    if (!sharesStore) {
      // The store is elsewhere: its events cannot share the fate, so they wait for it.
      afterCommit(session, () => report(call, what))
      return shownResult(call, result)
    }
    try {
      const transaction = { client: session.client, session }
      // Of class critical, also an event that cannot be made is one that is not stored.
      if (isCritical) await handOverAny(call, { ...what, transaction })
      else await report(call, { ...what, transaction })
    } catch (error) {
      // The labels by which `withTransaction` decides to retry are on the driver's own error.
      throw AuditError.is(error) && error.cause !== undefined ? error.cause : error
    }
    return shownResult(call, result)
  })
}

/** What one call wrote inside a transaction, and what is to be told of it. */
export interface WroteInside {
  /** As the driver gave it; {@link shownResult} makes of it what the application gets. */
  readonly result: unknown
  readonly what: { readonly changes: CapturedChange[]; readonly intent?: CapturedIntent }
}

/** Reads, runs the command, and reads again, all in the session's open transaction. */
async function writeInside(
  call: WriteCall,
  session: DriverSession,
  position: { n: number },
): Promise<WroteInside> {
  // Now, and not when the call came: while it waited for its turn its documents may have changed.
  const plan = planOf(call)
  const before = await readBefore(call, plan, session)
  return writeAfterReading(call, session, { plan, before, position, isCallers: true })
}

/** What may be touched could not be read, and the transaction is over by it. */
export class NotReadBefore extends Error {
  override readonly name = 'NotReadBefore'
}

/**
 * The same in a transaction of ours, which can be begun anew.
 *
 * @param unread - Why there is no reading before, where an earlier attempt has shown it: the command
 * runs all the same, for its error is the application's.
 * @throws NotReadBefore
 */
export async function writeInOwn(
  call: WriteCall,
  session: DriverSession,
  unread: NotReadBefore | undefined,
): Promise<WroteInside> {
  const plan = planOf(call)
  const before =
    unread === undefined
      ? await readBefore(call, plan, session)
      : { records: [], failure: unread.cause }
  if (before.failure !== undefined && unread === undefined) {
    throw new NotReadBefore('the condition could not be read', { cause: before.failure })
  }
  return writeAfterReading(call, session, { plan, before, position: { n: 0 }, isCallers: false })
}

async function writeAfterReading(
  call: WriteCall,
  session: DriverSession,
  ready: {
    readonly plan: Plan
    readonly before: WrittenInside['before']
    readonly position: { n: number }
    /** The transaction is the application's. */
    readonly isCallers: boolean
  },
): Promise<WroteInside> {
  const { plan, before, position, isCallers } = ready
  const { result, time } = await runObserved(call, session).catch(async (error: unknown) => {
    const readFailure = before.failure
    if (readFailure === undefined) throw error
    throw await ownError(call, error, { readFailure, isCallers })
  })
  const written = { result, before, at: time && justAfter(time), position }
  return { result, what: await whatHappened(call, plan, { ...written, session }) }
}

/** Runs the command, and notes a time above everything that it has seen. */
export async function runObserved(
  call: WriteCall,
  session: DriverSession,
): Promise<{ result: unknown; time: DriverTimestamp | undefined }> {
  const extra = call.method.startsWith('findOneAnd') ? { includeResultMetadata: true } : undefined
  const observed = observe(session.client, session)
  try {
    const result = await runCall(call, observed.session, extra)
    return { result, time: timeSeen(session, observed.time()) }
  } finally {
    await observed.release()
  }
}

// With read concern `majority` the reply's own time is that of the majority, and may lie before a
// write that the statement has seen; the cluster's time on the same reply never does.
export function timeSeen(
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
  /** The documents of the inserts, the application's own objects. */
  readonly documents: readonly unknown[]
  /** The condition that chose the records, for the last rung. */
  readonly filter: unknown
  /** Only one record can be touched. */
  readonly single: boolean
  /** Operations of a bulk call per record, where each names its record. */
  readonly perId?: ReadonlyMap<string, number> | undefined
}

function planOf(call: WriteCall): Plan {
  if (call.method === 'insertOne' || call.method === 'insertMany') {
    const { documents, frozen } = insertsOf(call)
    const inserts = new Map(frozen.entries())
    return { queries: [], inserts, documents, filter: undefined, single: false }
  }
  if (call.method === 'bulkWrite') {
    const filter = { operations: (call.args[0] as unknown[]).length }
    return { ...planBulk(call), filter, single: false }
  }
  const filter = freezeFilter(call, call.args[0])
  const single = call.method !== 'updateMany' && call.method !== 'deleteMany'
  const query = { filter, selection: selectionOf(call.options), ...(single ? { limit: 1 } : {}) }
  return { queries: [query], inserts: new Map(), documents: [], filter, single }
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

interface WrittenInside {
  readonly result: unknown
  readonly before: { readonly records: readonly StoredRecord[]; readonly failure?: unknown }
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
  const frozen = [...plan.inserts.values()]
  if (frozen.length > 0 && plan.queries.length === 0 && !hidesIds(call, frozen)) {
    const inserted = await insertedChanges(
      call,
      { documents: plan.documents, frozen },
      {
        ids: insertedIds(written.result),
        at: undefined,
        point: { session: written.session },
        overlapped: false,
      },
    )
    return { changes: inserted.map((change) => renumber(change, how)) }
  }
  const touched = touchedBy(call, written.result)
  if (touched.count === 0) return { changes: [] }
  const { records, failure } = written.before
  const candidates = new Map(records.map((record) => [idKey(record['_id']), record]))
  const madeIds = [...touched.madeIds, ...insertedByBulk(written.result)]
  const known = touched.id === undefined ? [] : [touched.id.id]
  const ids = [...records.map((record) => record['_id']), ...madeIds, ...known]
  const after = await readByIds(call.site, ids, { session: written.session })
  const first = written.position.n
  const changes = pairUp([...candidates.values()], after, how)
  for (const id of madeIds) {
    const record = after.get(idKey(id))
    const change = candidates.has(idKey(id)) ? undefined : changeOf(undefined, record, {})
    if (change !== undefined) changes.push(renumber(change, how))
  }
  const isKnown = failure === undefined && !hidesIds(call, frozen)
  if (isKnown && isAllThereIs(call, plan, { touched, changes, records })) {
    const isNet = call.method === 'bulkWrite' && changes.length !== touched.count
    if (!isNet) return { changes }
    // Several operations on one record: told one by one, else what they came to.
    const at = written.at === undefined ? {} : { at: written.at }
    const upserted = upsertedIn(written.result)
    const images = { before: candidates, after, upserted, ...at }
    const steps = await stepsBetween(call, () => images)
    const net = new Map(changes.map((change) => [idKey(change.id), change]))
    how.counter.n = first
    const all = inOrder(steps, { changes: net, perId: plan.perId })
    return { changes: all.map((change) => renumber(change, how)) }
  }
  return {
    changes,
    intent: lastRung(call, plan, { touched, at: written.at, n: written.position.n }),
  }
}

/** Whether what was found explains what the answer says. */
function isAllThereIs(
  call: WriteCall,
  plan: Plan,
  found: {
    readonly touched: Touched
    readonly changes: readonly CapturedChange[]
    readonly records: readonly StoredRecord[]
  },
): boolean {
  const { touched, changes, records } = found
  if (changes.length >= touched.count) return true
  // Operations on one record leave one net change, or none.
  if (call.method === 'bulkWrite') return true
  if (!plan.single) return isEveryMatch(call, { matched: touched.matched, read: records.length })
  const [record] = records
  // A raw answer says nothing: what did not match was not changed.
  if (record === undefined) return touched.isGuess && call.options['upsert'] !== true
  const isSameRecord =
    touched.id === undefined
      ? pinnedId(plan.filter) !== undefined || call.method === 'findOneAndUpdate'
      : idKey(touched.id.id) === idKey(record['_id'])
  // An update may change nothing, a replacement may be by equal content.
  if (call.method.startsWith('findOneAnd')) return isSameRecord
  if (call.method === 'updateOne') return isOneId(pinnedId(plan.filter)?.id)
  return call.method === 'replaceOne' && (isSameRecord || isReplacedByEqual(call, record))
}

function isReplacedByEqual(call: WriteCall, record: StoredRecord): boolean {
  const { _id: _own, ...content } = record
  const { _id: _given, ...replacement } = freezeDocument(call, call.args[1])
  return sameValue(content, replacement)
}

/** What the answer says of the records that were touched. */
export interface Touched {
  readonly count: number
  /** Records that an update found, where the answer says it. */
  readonly matched?: number
  /** The answer was left as bytes: one record at most, perhaps none. */
  readonly isGuess: boolean
  readonly madeIds: readonly unknown[]
  readonly id?: { readonly id: unknown }
}

export function touchedBy(call: WriteCall, result: unknown): Touched {
  if (call.method.startsWith('findOneAnd')) {
    const said = readModifyReply(call, result)
    return {
      count: said.touched === false ? 0 : 1,
      isGuess: said.touched === 'unknown',
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
    (call.method === 'insertOne' ? 1 : numberOf(counts['insertedCount'])) +
    upserted.length
  const matched = numberOf(counts['matchedCount'])
  return { count, matched, isGuess: false, madeIds: upserted }
}

// By value: the positions of an unordered call are wrong in driver 6.
function insertedByBulk(result: unknown): unknown[] {
  return Object.values(asDoc(asDoc(result)['insertedIds']))
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
    operation: operationOf(call),
    ...(id === undefined ? {} : { ids: [id.id] }),
    filter: plan.filter,
    count: how.touched.count,
    because: 'no-images',
    ...(how.at === undefined ? {} : { ct: { t: how.at, n: how.n } }),
  }
}
