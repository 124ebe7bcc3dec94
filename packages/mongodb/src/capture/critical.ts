/**
 * No change without its event, no event without its change: the command, its images and its events
 * in one transaction.
 *
 * The command is the application's own, unmodified. It throws what it would have thrown without
 * the suite, and besides that only that its event cannot be stored.
 */
import { AuditError } from '@rastro/core'
import { canReadBeside, NotSeenBeside, writeBeside } from './beside-transaction.ts'
import { handOverAny } from './call.ts'
import type { WriteCall } from './call.ts'
import { runCriticalParts } from './critical-parts.ts'
import { hasTransactions } from './deployment.ts'
import type { DriverSession } from './driver.ts'
import { idKey } from './id-key.ts'
import { shownResult } from './find-and-modify.ts'
import { NotReadBefore, writeInOwn } from './in-transaction.ts'
import type { WroteInside } from './in-transaction.ts'
import { isTransient } from './labels.ts'
import { missedConcernError } from './missed-concern.ts'
import { asDoc, numberOf } from './outcome.ts'
import { abortQuietly, commitOnce, copyTimes } from './own-transaction.ts'
import { pinnedId } from './pinned-id.ts'
import { tryPlainPlan } from './plain-plan.ts'
import type { PlainPlan } from './plain-plan.ts'
import { tryWritePlain } from './plain-inside.ts'
import { inTurn } from './record-queue.ts'
import { sessionOf } from './sessions.ts'
import { unsafe } from './unsafe.ts'
import { isUnacknowledged, safeConcernOf } from './write-concern.ts'

// Captured at load: applications fake timers in their tests.
const wait = setTimeout

/** A plain write is tried again by the server for as long as it takes; this one for that long. */
const PATIENCE_MS = 60_000
const MAX_PAUSE_MS = 200
/** Capped and time-series collections. */
const NOT_IN_TRANSACTIONS = 263

/**
 * Runs a call of class `critical`.
 *
 * @throws AuditError `AUDIT_CRITICAL_UNSAFE` before anything is sent, where no transaction can hold
 * write and event; `AUDIT_STORE_UNAVAILABLE` where the event could not be stored: nothing was written.
 */
export async function captureCritical(
  call: WriteCall,
  given: readonly unknown[],
): Promise<unknown> {
  await assertPossible(call, given)
  if (call.method === 'insertMany' || call.method === 'bulkWrite') {
    return runCriticalParts(call, runCritical)
  }
  return runCritical(call)
}

async function assertPossible(call: WriteCall, given: readonly unknown[]): Promise<void> {
  const { site } = call
  if (isUnacknowledged(site, call.options)) throw unsafe('it asks for no answer (w: 0)')
  if (typeof given[call.args.length] === 'string') throw unsafe('its options are no object')
  if (!site.sharesStore(site.original.client)) {
    throw unsafe('the audit store is on another deployment')
  }
  if (!(await hasTransactions(site.original.client))) {
    throw unsafe('the server has no transactions; a replica set of MongoDB 5.0 or later has')
  }
}

function runCritical(call: WriteCall): Promise<unknown> {
  return inTurn(recordOf(call), () => tryUntilDone(call))
}

// Of an id that a collation gives several meanings, each is a queue of its own: no harm.
function recordOf(call: WriteCall): string | undefined {
  const pinned = call.method.startsWith('insert') ? undefined : pinnedId(call.args[0])
  if (pinned === undefined) return undefined
  const { dbName, collectionName } = call.site.original
  return `${dbName}.${collectionName} ${idKey(pinned.id)}`
}

async function tryUntilDone(call: WriteCall): Promise<unknown> {
  const { client } = call.site.original
  const given = sessionOf(call.options)
  const until = performance.now() + patienceOf(call)
  const session = client.startSession({ causalConsistency: true })
  let how: How = { isBeside: canReadBeside(call), plan: tryPlainPlan(call) }
  try {
    if (given !== undefined) copyTimes(given, session)
    for (let attempt = 1; ; attempt += 1) {
      const tried = await tryOnce(call, session, how)
      if ('result' in tried) {
        if (given !== undefined) copyTimes(session, given)
        if (tried.failure !== undefined) throw tried.failure.error
        return shownResult(call, tried.result)
      }
      if ('how' in tried) how = tried.how
      else if (performance.now() >= until) throw stillInConflict(tried.conflict)
      else await pause(attempt)
    }
  } finally {
    await session.endSession()
  }
}

type Tried =
  | { readonly result: unknown; readonly failure?: { readonly error: unknown } }
  | { readonly how: How }
  | { readonly conflict: unknown }

interface How {
  /** Where the answer to the write brings the record before. */
  readonly plan?: PlainPlan | undefined
  readonly isBeside: boolean
  readonly unread?: NotReadBefore
}

async function tryOnce(call: WriteCall, session: DriverSession, how: How): Promise<Tried> {
  const concern = safeConcernOf(call.site, call.options)
  session.startTransaction({
    readConcern: { level: 'local' },
    readPreference: 'primary',
    writeConcern: concern,
  })
  let wrote: WroteInside | undefined
  try {
    if (how.plan !== undefined) {
      wrote = await tryWritePlain(call, session, how.plan)
      if (wrote === undefined) {
        await abortQuietly(session)
        return { how: { isBeside: how.isBeside } }
      }
    }
    wrote ??= how.isBeside
      ? await writeBeside(call, session)
      : await writeInOwn(call, session, how.unread)
    // What is confirmed is the commit, and by a majority at least.
    const told = { ...call, options: { ...call.options, writeConcern: concern } }
    const transaction = { client: session.client, session }
    await handOverAny(told, { ...wrote.what, transaction })
  } catch (error) {
    await abortQuietly(session)
    if (error instanceof NotSeenBeside) return { how: { isBeside: false } }
    const isOurs = AuditError.is(error) || error instanceof NotReadBefore
    const cause = isOurs ? (error.cause ?? error) : error
    if (isTransient(cause)) return { conflict: cause }
    if (error instanceof NotReadBefore) return { how: { isBeside: false, unread: error } }
    if (numberOf(asDoc(error)['code']) === NOT_IN_TRANSACTIONS) {
      throw unsafe('the collection takes part in no transaction', error)
    }
    throw error
  }
  const committed = await commitOnce(session)
  if (committed === 'conflict') return { conflict: undefined }
  const { result } = wrote
  if (committed === undefined) return { result }
  return { result, failure: { error: await missedConcernError(call, committed.error, result) } }
}

function patienceOf(call: WriteCall): number {
  const limit = numberOf(call.options['maxTimeMS'] ?? call.options['timeoutMS'])
  return limit > 0 ? Math.min(limit, PATIENCE_MS) : PATIENCE_MS
}

function stillInConflict(cause: unknown): AuditError {
  return new AuditError(
    'AUDIT_STORE_UNAVAILABLE',
    'a write of class critical and its event could not be stored together: others kept writing ' +
      'the same record; nothing was written',
    { cause },
  )
}

function pause(attempt: number): Promise<void> {
  const ms = Math.random() * Math.min(2 ** attempt, MAX_PAUSE_MS)
  return new Promise((resolve) => {
    wait(resolve, ms)
  })
}
