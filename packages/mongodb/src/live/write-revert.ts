/**
 * Writes a revert if what it writes is still as it was.
 *
 * In a transaction: the record is read, compared by value and type, and written by one call of the
 * captured collection. Whoever writes it in between makes the transaction fail, and it is read
 * again. Nothing of the application's models runs: no validation, no hooks, no timestamps.
 */
import type { RevertOutcome, RevertWrite, StoredRecord } from '@rastro/core'
import { AuditError, sameValue, sendableValue, valueAt } from '@rastro/core'
import type { Doc, DriverCollection, DriverSession } from '../capture/driver.ts'
import { hasLabel, isTransient } from '../capture/labels.ts'
import { readByIds } from '../capture/reads.ts'
import type { CaptureSite } from '../capture/site.ts'
import { plainCodeOf } from '../store/store-errors.ts'
import { updateOf } from './update-of.ts'

/** A collection, and the form of it that makes events. */
export interface WriteAt {
  readonly site: CaptureSite
  readonly captured: DriverCollection
}

const ATTEMPTS = 5
const PAUSE_MS = 20

/** @throws AuditError `AUDIT_REVERT_REFUSED`, `AUDIT_STORE_UNAVAILABLE` */
export async function writeRevert(where: WriteAt, write: RevertWrite): Promise<RevertOutcome> {
  const session = where.site.original.client.startSession({ causalConsistency: true })
  try {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await tryOnce(where, write, session)
      if (outcome !== 'busy') return outcome
      if (attempt === ATTEMPTS) return { done: false, changed: pathsOf(write) }
      await new Promise((resolve) => {
        setTimeout(resolve, PAUSE_MS * attempt)
      })
    }
  } finally {
    await session.endSession().catch(() => undefined)
  }
}

async function tryOnce(
  where: WriteAt,
  write: RevertWrite,
  session: DriverSession,
): Promise<RevertOutcome | 'busy'> {
  session.startTransaction({
    readConcern: { level: 'local' },
    writeConcern: { w: 'majority' },
    readPreference: 'primary',
  })
  try {
    const [now] = (await readByIds(where.site, [write.id], { session })).values()
    const changed = whatChanged(write, now)
    if (changed.length > 0) {
      await session.abortTransaction()
      return { done: false, changed }
    }
    await send(where.captured, write, session)
    await commit(session)
    return { done: true }
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined)
    return afterFailure(error, write)
  }
}

/** Asked for again where the answer was lost: a commit that happened is answered as one. */
async function commit(session: DriverSession): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.commitTransaction()
      return
    } catch (error) {
      const isUnknown = hasLabel(error, 'UnknownTransactionCommitResult')
      if (!isUnknown || plainCodeOf(error) === MAX_TIME_EXPIRED || attempt === ATTEMPTS) throw error
    }
  }
}

function whatChanged(write: RevertWrite, now: StoredRecord | undefined): (readonly string[])[] {
  const { before, after, paths } = write
  if (before === undefined || now === undefined) return before === now ? [] : [[]]
  if (after === undefined) return sameValue(before, now) ? [] : [[]]
  return paths.filter((path) => {
    const [then, since] = [valueAt(before, path), valueAt(now, path)]
    if (then.found && since.found) return !sameValue(then.value, since.value)
    return then.found || since.found || then.obstructed !== since.obstructed
  })
}

async function send(
  captured: DriverCollection,
  { id, before, after, paths }: RevertWrite,
  session: DriverSession,
): Promise<void> {
  // The id is an exact one: under a collection's own collation it could mean another record.
  const filter = { _id: { $eq: id } }
  const options = { session, collation: { locale: 'simple' } }
  if (before === undefined) {
    await captured.insertOne(sendableValue(after), { session })
  } else if (after === undefined) {
    await captured.deleteOne(filter, options)
  } else {
    await captured.updateOne(filter, updateOf(after, paths), options)
  }
}

const DUPLICATE_KEY = 11_000
const MAX_TIME_EXPIRED = 50

function afterFailure(error: unknown, write: RevertWrite): RevertOutcome | 'busy' {
  if (AuditError.is(error)) throw error
  if (isTransient(error)) return 'busy'
  const code = plainCodeOf(error)
  if (code === DUPLICATE_KEY) {
    const index = (error as { keyPattern?: Doc }).keyPattern ?? {}
    // Somebody made a record of this id: the same as finding it.
    if (Object.keys(index).join() === '_id') return { done: false, changed: [[]] }
    throw new AuditError(
      'AUDIT_REVERT_REFUSED',
      `another record has the value that must be unique: ${Object.keys(index).join(', ')}`,
      { paths: Object.keys(index).map((path) => path.split('.')) },
    )
  }
  // The server's message may quote the record.
  if (typeof code === 'number') {
    const message = `the database refused the write: ${nameOf(error)} (${code})`
    throw new AuditError('AUDIT_REVERT_REFUSED', message, { paths: pathsOf(write) })
  }
  throw new AuditError('AUDIT_STORE_UNAVAILABLE', 'the record could not be written', {
    cause: error,
  })
}

function pathsOf({ before, after, paths }: RevertWrite): readonly (readonly string[])[] {
  return before === undefined || after === undefined ? [[]] : paths
}

function nameOf(error: unknown): string {
  const { codeName } = error as { codeName?: unknown }
  return typeof codeName === 'string' ? codeName : 'error'
}
