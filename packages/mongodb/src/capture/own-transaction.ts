/**
 * A transaction of our own around one unmodified command of the application, so that everything
 * it changes has one time.
 *
 * Two phases: before the commit is sent anything may be aborted and run again without one; after
 * it was sent the command never runs again, or the application's `$inc` would count twice.
 */
import { byteSize } from '@rastro/core'
import { announceWrite } from './announce.ts'
import { runCall } from './call.ts'
import type { WriteCall } from './call.ts'
import type { DriverSession, DriverTimestamp } from './driver.ts'
import { freezeFilter } from './freeze.ts'
import { idKey } from './id-key.ts'
import { hasLabel, isTransient } from './labels.ts'
import { retireSession, settleLostReply } from './lost-reply.ts'
import { missedConcernError } from './missed-concern.ts'
import { asDoc } from './outcome.ts'
import { isOutsideTransactions, noteRefusal } from './outside-transactions.ts'
import { inTurn } from './record-queue.ts'
import { tryReadWrittenAt } from './session-record.ts'
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
      /** The call, with what was said of it before. */
      readonly call: WriteCall
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
  if (isOutsideTransactions(call.site)) return { committed: false }
  const { client } = call.site.original
  const given = sessionOf(call.options)
  const session = client.startSession({ causalConsistency: true })
  let keep = false
  const turn = turnOf(call)
  if (given !== undefined) copyTimes(given, session)
  // Once for all attempts: whatever was written on this session is this call's.
  const announcement = await announceWrite(call, { session, exclusive: true, inTransaction: true })
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const tried = await inTurn(turn, () => tryOnce(call, session))
      if (tried === 'conflict') {
        await pause(attempt)
        continue
      }
      if (tried === 'refused') return { committed: false }
      if (given !== undefined) copyTimes(session, given)
      keep = true
      const at = await timeOf(session, tried.wasRepeated)
      const release = (): Promise<void> => {
        announcement.close()
        return session.endSession()
      }
      return { ...tried, committed: true, call: announcement.call, at, release }
    }
    return { committed: false }
  } catch (error) {
    // The commit was sent, and its answer lost.
    keep = true
    retireSession(session)
    void settleLostReply(announcement, error).then(() => session.endSession())
    throw error
  } finally {
    if (!keep) {
      announcement.close()
      await session.endSession()
    }
  }
}

async function tryOnce(
  call: WriteCall,
  session: DriverSession,
): Promise<'conflict' | 'refused' | Committed> {
  session.startTransaction({
    readConcern: { level: 'local' },
    readPreference: 'primary',
    ...commitConcern(call),
  })
  let result: unknown
  try {
    result = await runCall(call, session)
  } catch (error) {
    await abortQuietly(session)
    noteRefusal(call.site, error)
    return isTransient(error) ? 'conflict' : 'refused'
  }
  const sends = countSends(session)
  const committed = await commitOnce(session).finally(() => sends.stop())
  if (committed === 'conflict') return 'conflict'
  const wasRepeated = sends.count() > 1
  if (committed === undefined) return { result, wasRepeated }
  const error = await missedConcernError(call, committed.error, result)
  return { result, wasRepeated, failure: { error } }
}

interface Committed {
  readonly result: unknown
  /** The answer may be that to a second question. */
  readonly wasRepeated: boolean
  readonly failure?: { readonly error: unknown }
}

// A reply to a repetition carries the time of the repetition.
async function timeOf(
  session: DriverSession,
  wasRepeated: boolean,
): Promise<DriverTimestamp | undefined> {
  const number = session.serverSession?.txnNumber
  if (!wasRepeated || number === undefined) return session.operationTime
  return tryReadWrittenAt(session, number)
}

/** The driver notes the last use of a session each time it puts it on a command. */
function countSends(session: DriverSession): { count(): number; stop(): void } {
  const server = session.serverSession as { lastUse?: unknown } | undefined
  let count = 0
  let value = server?.lastUse
  if (server === undefined) return { count: () => 0, stop: () => undefined }
  Object.defineProperty(server, 'lastUse', {
    get: () => value,
    set(now) {
      count += 1
      value = now
    },
    enumerable: true,
    configurable: true,
  })
  return {
    count: () => count,
    stop() {
      Object.defineProperty(server, 'lastUse', {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    },
  }
}

/** Undefined when committed; the error when committed without its write concern. */
export async function commitOnce(
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

/** A condition that takes longer to compare is seldom used twice. */
const MAX_CONDITION_BYTES = 1_024

/**
 * Transactions that choose records by the same condition mostly meet in them, and of two that do
 * one is in vain.
 */
function turnOf(call: WriteCall): string | undefined {
  const [filter] = call.args
  if (call.method === 'bulkWrite' || typeof filter !== 'object' || filter === null) return undefined
  const { dbName, collectionName } = call.site.original
  const frozen = freezeFilter(call, filter)
  if (byteSize(frozen) > MAX_CONDITION_BYTES) return undefined
  return `many ${dbName}.${collectionName} ${idKey(frozen)}`
}

function commitConcern(call: WriteCall): { writeConcern?: unknown } {
  const writeConcern = writeConcernOf(call.site, call.options)
  return writeConcern === undefined || writeConcern === null ? {} : { writeConcern }
}

export async function abortQuietly(session: DriverSession): Promise<void> {
  try {
    await session.abortTransaction()
  } catch {
    // The server has aborted it already, or will when its time is up.
  }
}

export function copyTimes(from: DriverSession, to: DriverSession): void {
  if (from.clusterTime !== undefined) to.advanceClusterTime(from.clusterTime)
  if (from.operationTime !== undefined && to.supports.causalConsistency) {
    to.advanceOperationTime(from.operationTime)
  }
}

function isWriteConcernError(error: unknown): boolean {
  return asDoc(error)['name'] === 'MongoWriteConcernError'
}

function pause(attempt: number): Promise<void> {
  const ms = Math.random() * 10 * 2 ** attempt
  return new Promise((resolve) => {
    wait(resolve, ms)
  })
}
