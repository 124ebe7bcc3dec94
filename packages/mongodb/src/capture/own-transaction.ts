/**
 * A transaction of our own around one unmodified command of the application, so that everything
 * it changes has one time.
 *
 * Two phases: before the commit is sent anything may be aborted and run again without one; after
 * it was sent the command never runs again, or the application's `$inc` would count twice.
 */
import { runCall } from './call.ts'
import type { WriteCall } from './call.ts'
import type { DriverSession, DriverTimestamp } from './driver.ts'
import { missedConcernError } from './missed-concern.ts'
import { asDoc } from './outcome.ts'
import { sessionOf } from './sessions.ts'
import { writeConcernOf } from './write-concern.ts'

// Captured at load: applications fake timers in their tests.
const wait = setTimeout

/** Conflicts with plain writers are common on hot records; after three the plain call is cheaper. */
const ATTEMPTS = 3

/** A commit whose result is unknown is asked for again; the driver has asked once more by itself. */
const COMMIT_ATTEMPTS = 5

export type OwnTransactionResult =
  | {
      readonly committed: true
      readonly result: unknown
      readonly at: DriverTimestamp | undefined
      /** Committed, but the write concern was not met: the bare call would have thrown too. */
      readonly failure?: { readonly error: unknown }
      /** Call when the events are safe. */
      release(): Promise<void>
    }
  /** Nothing was written: run the command without a transaction. */
  | { readonly committed: false }

export async function runInOwnTransaction(call: WriteCall): Promise<OwnTransactionResult> {
  const { client } = call.site.original
  const given = sessionOf(call.options)
  const session = client.startSession({ causalConsistency: true })
  let keep = false
  try {
    if (given !== undefined) copyTimes(given, session)
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const tried = await tryOnce(call, session)
      if (tried === 'conflict') {
        await pause(attempt)
        continue
      }
      if (tried === 'refused') return { committed: false }
      if (given !== undefined) copyTimes(session, given)
      keep = true
      const at = session.operationTime
      return { ...tried, committed: true, at, release: () => session.endSession() }
    }
    return { committed: false }
  } finally {
    if (!keep) await session.endSession()
  }
}

async function tryOnce(
  call: WriteCall,
  session: DriverSession,
): Promise<'conflict' | 'refused' | { result: unknown; failure?: { error: unknown } }> {
  session.startTransaction({
    readConcern: { level: 'local' },
    readPreference: 'primary',
    ...commitConcern(call),
  })
  let result: unknown
  try {
    result = await runCall(call, session)
  } catch (error) {
    await abort(session)
    return isTransient(error) ? 'conflict' : 'refused'
  }
  const committed = await commit(session)
  if (committed === 'conflict') return 'conflict'
  if (committed === undefined) return { result }
  return { result, failure: { error: await missedConcernError(call, committed.error, result) } }
}

/** Undefined when committed; the error when committed without its write concern. */
async function commit(
  session: DriverSession,
): Promise<undefined | 'conflict' | { error: unknown }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.commitTransaction()
      return undefined
    } catch (error) {
      if (isWriteConcernError(error)) return { error }
      const isUnknown = hasLabel(error, 'UnknownTransactionCommitResult')
      if (!isUnknown && isTransient(error)) return 'conflict'
      // From here on nobody may run the command again, whatever the error says.
      if (!isUnknown || attempt >= COMMIT_ATTEMPTS) throw error
    }
  }
}

function commitConcern(call: WriteCall): { writeConcern?: unknown } {
  const writeConcern = writeConcernOf(call.site, call.options)
  return writeConcern === undefined || writeConcern === null ? {} : { writeConcern }
}

async function abort(session: DriverSession): Promise<void> {
  try {
    await session.abortTransaction()
  } catch {
    // The server has aborted it already, or will when its time is up.
  }
}

function copyTimes(from: DriverSession, to: DriverSession): void {
  if (from.clusterTime !== undefined) to.advanceClusterTime(from.clusterTime)
  if (from.operationTime !== undefined && to.supports.causalConsistency) {
    to.advanceOperationTime(from.operationTime)
  }
}

function isTransient(error: unknown): boolean {
  return hasLabel(error, 'TransientTransactionError')
}

function isWriteConcernError(error: unknown): boolean {
  return asDoc(error)['name'] === 'MongoWriteConcernError'
}

export function hasLabel(error: unknown, label: string): boolean {
  const labelled = error as { hasErrorLabel?: (label: string) => boolean }
  return typeof labelled?.hasErrorLabel === 'function' && labelled.hasErrorLabel(label)
}

function pause(attempt: number): Promise<void> {
  const ms = Math.random() * 10 * 2 ** attempt
  return new Promise((resolve) => {
    wait(resolve, ms)
  })
}
