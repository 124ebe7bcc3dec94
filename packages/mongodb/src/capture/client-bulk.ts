/**
 * `MongoClient.bulkWrite`, and Mongoose's `Connection.bulkWrite` which calls it: one call that
 * writes to many collections, of which some are audited.
 *
 * The method is shadowed on the one client object. As for the bulk call of a collection, a
 * transaction of ours around the unmodified call gives all of it one time; the change stream of
 * each audited collection then names what was changed at that time.
 */
import type { CapturedChange, StoredValue } from '@rastro/core'
import { tryAttribute } from './attribution.ts'
import { sitesOf } from './audited-namespaces.ts'
import { stepsOf } from './bulk-steps.ts'
import { changeOf, report } from './call.ts'
import type { Report, WriteCall } from './call.ts'
import { captureClientBulkInTransaction } from './client-bulk-inside.ts'
import { hasTransactions } from './deployment.ts'
import { justBefore } from './driver.ts'
import type { Doc, DriverClient, DriverTimestamp } from './driver.ts'
import { NotStorable } from './freeze.ts'
import { idKey } from './id-key.ts'
import { asDoc, numberOf } from './outcome.ts'
import { runInOwnTransaction } from './own-transaction.ts'
import { byIds, readByIds } from './reads.ts'
import { isUnusable, observe, sessionOf } from './sessions.ts'
import { shadow } from './shadow.ts'
import { optionsOf } from './site.ts'
import type { CaptureSite } from './site.ts'
import { idMade, tryStatementsOf } from './statements.ts'
import type { Statements } from './statements.ts'
import { tryStreamEntries } from './stream-ids.ts'
import { tryCurrentTime } from './without-transaction.ts'
import { isMissable, isUnacknowledged } from './write-concern.ts'

const captured = new WeakSet<object>()

interface BulkClient extends DriverClient {
  bulkWrite?: (models: unknown, options?: unknown) => Promise<unknown>
}

/** Captures the client's own `bulkWrite`, once; drivers before 6.10 have none. */
export function captureClientBulk(client: BulkClient): void {
  const { bulkWrite } = client
  if (bulkWrite === undefined || captured.has(client)) return
  captured.add(client)
  shadow(client, 'bulkWrite', async (...given) => {
    const run = (...args: unknown[]): Promise<unknown> =>
      bulkWrite.apply(client, args as Parameters<typeof bulkWrite>)
    const bulk: ClientBulk = { client, given, run }
    const calls = await wantedCalls(bulk)
    if (calls.length === 0) return run(...given)
    try {
      return await captureCalls(bulk, calls)
    } catch (error) {
      if (error instanceof NotStorable) return run(...given)
      throw error
    }
  })
}

/** One call of the application on its client. */
interface ClientBulk {
  readonly client: DriverClient
  /** As the application passed it. */
  readonly given: readonly unknown[]
  readonly run: (...args: unknown[]) => Promise<unknown>
}

/** The part of it that writes to one audited collection, as a bulk call on that collection. */
export interface CollectionPart {
  readonly call: WriteCall
  /** Position of each operation in the whole call. */
  readonly positions: readonly number[]
}

async function wantedCalls({ client, given }: ClientBulk): Promise<CollectionPart[]> {
  const [models, second] = given
  if (!Array.isArray(models)) return []
  const byNamespace = new Map<string, { operations: Doc[]; positions: number[] }>()
  for (const [index, model] of models.entries()) {
    const { namespace, name, ...rest } = asDoc(model)
    if (typeof namespace !== 'string' || typeof name !== 'string') return []
    const part = byNamespace.get(namespace) ?? { operations: [], positions: [] }
    byNamespace.set(namespace, part)
    part.operations.push({ [name]: rest })
    part.positions.push(index)
  }
  const parts: CollectionPart[] = []
  for (const [namespace, { operations, positions }] of byNamespace) {
    for (const site of sitesOf(client, namespace)) {
      if (!(await site.sink.wants(site.audited))) continue
      const options = optionsOf(second)
      parts.push({ call: { site, method: 'bulkWrite', args: [operations], options }, positions })
    }
  }
  return parts
}

async function captureCalls(bulk: ClientBulk, parts: readonly CollectionPart[]): Promise<unknown> {
  const { client, given, run } = bulk
  const [first] = parts
  const options = optionsOf(given[1])
  const session = sessionOf(options)
  if (first === undefined || (session !== undefined && isUnusable(session, client))) {
    return run(...given)
  }
  if (session?.inTransaction() === true) {
    return captureClientBulkInTransaction(parts, { session, run: () => run(...given) })
  }
  const { site } = first.call
  if (isUnacknowledged(site, options)) return runWithIntents(bulk, parts, 'unacknowledged')
  if (!(await hasTransactions(client))) return runWithIntents(bulk, parts, 'no-transactions')
  if (isMissable(site, options)) return runAlone(bulk, parts)
  const own = await runInOwnTransaction(wholeCall(bulk, site))
  if (!own.committed) return runAlone(bulk, parts)
  try {
    const { at } = own
    if (at !== undefined) {
      for (const { call } of parts) await report(call, await whatChanged(call, at))
    }
    if (own.failure !== undefined) throw own.failure.error
    return own.result
  } finally {
    await own.release()
  }
}

/** The call on the client in the form of a call on a collection. */
function wholeCall({ given, run }: ClientBulk, site: CaptureSite): WriteCall {
  const original = Object.create(site.original) as CaptureSite['original']
  shadow(original, 'bulkWrite', (...args) => run(...args))
  // It belongs to no one collection, so nothing is announced of it.
  const sink = { ...site.sink, announce: () => undefined }
  const whole = { ...site, original, sink }
  return { site: whole, method: 'bulkWrite', args: [given[0]], options: optionsOf(given[1]) }
}

/** What a transaction of ours changed in one collection. */
async function whatChanged(call: WriteCall, at: DriverTimestamp): Promise<Report> {
  const { site } = call
  const entries = await tryStreamEntries(site, { after: justBefore(at), until: at })
  if (entries === undefined) return { changes: [], intent: intentOf(call, 'no-images', at) }
  const ids = [...new Map(entries.map(({ id }) => [idKey(id), id])).values()]
  if (ids.length === 0) return { changes: [] }
  try {
    return {
      changes: await changesOf(call, { at, ids, isOnceEach: ids.length === entries.length }),
    }
  } catch {
    return { changes: [], intent: { ...intentOf(call, 'no-images', at), ids, count: ids.length } }
  }
}

async function changesOf(
  call: WriteCall,
  what: {
    readonly at: DriverTimestamp
    readonly ids: readonly StoredValue[]
    readonly isOnceEach: boolean
  },
): Promise<CapturedChange[]> {
  const { site } = call
  const { at, ids } = what
  const [before, after] = await Promise.all([
    readByIds(site, ids, { at: justBefore(at) }),
    readByIds(site, ids, { at }),
  ])
  // The stream tells ids, and not by which operation a record was made.
  const upserted = ids.map((id) => [-1, id] as const)
  const steps = what.isOnceEach
    ? new Map<string, never>()
    : await stepsOf(call, { at, queries: [byIds(ids)], madeIds: ids, upserted })
  const changes = ids.flatMap((id): CapturedChange[] => {
    const key = idKey(id)
    const taken = steps.get(key)
    if (taken !== undefined) return taken.map(({ change }) => change)
    const fidelity = what.isOnceEach ? 'exact' : 'derived'
    return [changeOf(before.get(key), after.get(key), { at, fidelity })].flatMap((one) => one ?? [])
  })
  return changes.map((change, n) => ({ ...change, ct: { t: at, n } }))
}

function intentOf(
  call: WriteCall,
  because: string,
  at?: DriverTimestamp,
): NonNullable<Report['intent']> {
  return {
    operation: 'update',
    filter: { operations: (call.args[0] as unknown[]).length },
    because,
    ...(at === undefined ? {} : { ct: { t: at, n: 0 } }),
  }
}

async function runWithIntents(
  { given, run }: ClientBulk,
  parts: readonly CollectionPart[],
  because: string,
): Promise<unknown> {
  const result = await run(...given)
  for (const { call } of parts) {
    await report(call, { changes: [], intent: intentOf(call, because) })
  }
  return result
}

/** Runs it without a transaction, and finds out what it did. */
async function runAlone(bulk: ClientBulk, parts: readonly CollectionPart[]): Promise<unknown> {
  const [first] = parts
  const from = first === undefined ? undefined : await tryCurrentTime(first.call.site)
  const statements = parts.map(({ call }) => tryStatementsOf(call))
  const options = optionsOf(bulk.given[1])
  const observed = observe(bulk.client, sessionOf(options))
  try {
    let result: unknown
    let failure: { error: unknown } | undefined
    try {
      result = await bulk.run(bulk.given[0], { ...options, session: observed.session })
    } catch (error) {
      failure = { error }
      result = asDoc(error)['partialResult']
      if (!mayHaveWritten(error)) throw error
    }
    const until = observed.time()
    for (const [index, part] of parts.entries()) {
      const ran = { statements: statements[index], from, until, result, error: failure?.error }
      await report(part.call, await attributed(part, ran))
    }
    if (failure !== undefined) throw failure.error
    return result
  } finally {
    await observed.release()
  }
}

// What the driver refuses by itself, or the server as a whole, has written nothing.
function mayHaveWritten(error: unknown): boolean {
  const { name, partialResult } = asDoc(error)
  if (name === 'MongoNetworkError' || name === 'MongoNetworkTimeoutError') return true
  return name === 'MongoClientBulkWriteError' && typeof partialResult === 'object'
}

async function attributed(
  { call, positions }: CollectionPart,
  ran: {
    readonly statements: Statements | undefined
    readonly from: DriverTimestamp | undefined
    readonly until: DriverTimestamp | undefined
    readonly result: unknown
    readonly error: unknown
  },
): Promise<Report> {
  const { statements, from, until, result } = ran
  const counts = asDoc(result)
  const total = ['insertedCount', 'modifiedCount', 'deletedCount', 'upsertedCount']
    .map((key) => numberOf(counts[key]))
    .reduce((sum, count) => sum + count, 0)
  if (result !== undefined && total === 0) return { changes: [] }
  const unseen: Report = { changes: [], intent: intentOf(call, 'not-in-transaction') }
  if (statements === undefined || from === undefined || until === undefined) return unseen
  const madeIds = statements.list.flatMap((one): StoredValue[] =>
    one.kind === 'insert' ? [one.document['_id'] ?? idMade(call, one.index)] : [],
  )
  const failures = asDoc(ran.error)['writeErrors']
  const failed = new Set(
    positions.flatMap((position, index) =>
      failures instanceof Map && failures.has(position) ? [index] : [],
    ),
  )
  // The counts are of all collections together, so none is that of this one.
  const none = { atLeast: 0, made: 0 }
  const done = { statements, from, until, count: 'unknown' as const, ...none, madeIds, failed }
  const found = await tryAttribute(call, done)
  return found === undefined ? unseen : { changes: found.changes }
}
