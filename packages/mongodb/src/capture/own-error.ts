/**
 * What would the command have said, had no read of ours gone before it in the caller's transaction?
 *
 * A read that fails ends the transaction on the server, and the command can only say so. What is
 * wrong with it is asked for once more, where nothing can come of it.
 */
import { runCall } from './call.ts'
import type { WriteCall } from './call.ts'
import { isTransient } from './labels.ts'
import { asDoc, numberOf } from './outcome.ts'

const NO_SUCH_TRANSACTION = 251

/**
 * Returns the error that the application is to see.
 *
 * @param error - The command's, after the read had failed.
 */
export async function ownError(
  call: WriteCall,
  error: unknown,
  about: {
    /** The read's error. */
    readonly readFailure: unknown
    /** The transaction is the application's, whose unordered bulk calls end it and go on. */
    readonly isCallers: boolean
  },
): Promise<unknown> {
  const { readFailure, isCallers } = about
  if (!isOver(error) || isTransient(readFailure)) return error
  return (await tryAlone(call, isCallers)) ?? withPlainNumbers(readFailure)
}

function isOver(error: unknown): boolean {
  return numberOf(asDoc(error)['code']) === NO_SUCH_TRANSACTION
}

/** The command's error in a transaction of its own, which is always aborted. */
async function tryAlone(call: WriteCall, mayEndIt: boolean): Promise<unknown> {
  const session = call.site.original.client.startSession({ causalConsistency: false })
  try {
    session.startTransaction({ readConcern: { level: 'local' }, readPreference: 'primary' })
    await runCall(call, session)
    return undefined
  } catch (error) {
    // One without a code is the driver's own, of a call that cannot be made twice. Of an unordered
    // bulk call the last command's is seen, which finds the transaction ended by the one before.
    const isItsOwn = !isTransient(error) || (mayEndIt && isOver(error))
    return asDoc(error)['code'] === undefined || !isItsOwn ? undefined : error
  } finally {
    await session.abortTransaction().catch(() => undefined)
    await session.endSession()
  }
}

// Reads keep number types apart, also in their errors; the application compares codes.
function withPlainNumbers(error: unknown): unknown {
  for (const holder of [asDoc(error), asDoc(asDoc(error)['errorResponse'])]) {
    for (const key of ['ok', 'code']) if (key in holder) holder[key] = numberOf(holder[key])
  }
  return error
}
