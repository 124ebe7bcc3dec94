/**
 * How is a transaction of the suite's own run to its end?
 *
 * Bounded, unlike the driver's `withTransaction`, which goes on for two minutes: whoever asks has a
 * lease that would be over by then, or a person who waits. What was read or decided inside must be thrown away when the
 * work runs again.
 */
import type { ClientSession } from 'mongodb'
import { DURABLE } from './commands.ts'
import { hasLabel } from './store-errors.ts'

const MAX_TRIES = 5
const FIRST_PAUSE_MS = 10

// Captured at load: applications fake timers in their tests.
const wait = setTimeout

/**
 * Runs `work` in a transaction of this session and commits it on a majority's disks, unless `work`
 * aborted it.
 *
 * @throws The driver's error, or what `work` threw; the transaction is then aborted, or its
 * outcome is unknown to everybody until the data are read again.
 */
export async function inTransaction<T>(session: ClientSession, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    session.startTransaction({
      readConcern: { level: 'snapshot' },
      writeConcern: DURABLE,
      readPreference: 'primary',
    })
    try {
      const result = await work()
      if (session.inTransaction()) await commit(session)
      return result
    } catch (error) {
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined)
      if (!isTransient(error) || attempt === MAX_TRIES) throw error
      // Somebody else holds what we wrote; without a pause all tries hit the same moment.
      await pause(FIRST_PAUSE_MS * 2 ** attempt * Math.random())
    }
  }
}

async function commit(session: ClientSession): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.commitTransaction()
      return
    } catch (error) {
      const isUnknown = hasLabel(error, 'UnknownTransactionCommitResult')
      if (!isUnknown || attempt === MAX_TRIES) throw error
    }
  }
}

/** Also where the store of events said it in its own words. */
function isTransient(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return [error, cause].some((one) => hasLabel(one, 'TransientTransactionError'))
}

async function pause(ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    wait(resolve, ms)
  })
}
