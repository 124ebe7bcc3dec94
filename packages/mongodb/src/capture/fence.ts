/**
 * May a numbered write still happen?
 *
 * Whoever sent it is gone, but its command may still be under way on the server. A transaction of
 * a higher number on the same logical session waits for what runs there, ends a transaction that
 * was left open, and makes the server refuse everything of a lower number for good. It is aborted
 * and leaves no trace in the session's record.
 */
import type { DriverClient, DriverSession } from './driver.ts'
import { asDoc } from './outcome.ts'

/** Far above what one call can have counted up. */
const AHEAD = 1_000_000

/** How long the server may wait for what still runs on the session. */
const MAX_WAIT_MS = 5_000

const TRANSACTION_TOO_OLD = 225

/** A transaction of this number was there before: an earlier fence. */
const SAME_NUMBER = new Set([117, 251, 256, 50911])

/**
 * Makes sure that nothing below is going to happen on the session any more.
 *
 * @param at - Where to send a harmless read.
 * @throws The driver's error if that could not be made sure of: ask again later.
 */
export async function fenceSession(
  client: DriverClient,
  lsid: unknown,
  at: { readonly txnNumber: number; readonly dbName: string; readonly collectionName: string },
): Promise<void> {
  const session = client.startSession({ causalConsistency: false })
  takeOver(session, lsid, at.txnNumber + AHEAD - 1)
  try {
    session.startTransaction({ readConcern: { level: 'local' }, readPreference: 'primary' })
    await client
      .db(at.dbName)
      .command(
        { find: at.collectionName, limit: 1, singleBatch: true, maxTimeMS: MAX_WAIT_MS },
        { session },
      )
  } catch (error) {
    // Not begun: the abort would wait for what runs on the session, and for how long nobody knows.
    Object.defineProperty(session, 'abortTransaction', { value: async () => undefined })
    const code = Number(asDoc(error)['code'])
    if (code !== TRANSACTION_TOO_OLD && !SAME_NUMBER.has(code)) throw error
  } finally {
    // Aborts it.
    await session.endSession()
  }
}

// The driver has no door for the session of somebody else. What it keeps of one is plain data.
function takeOver(session: DriverSession, lsid: unknown, txnNumber: number): void {
  const server = session.serverSession as unknown as Record<string, unknown>
  server['id'] = { id: lsid }
  server['txnNumber'] = txnNumber
  // Not into the pool: it is not this client's.
  server['isDirty'] = true
}
