/**
 * How do a request and its event become one write?
 *
 * In a transaction: both or neither. A standalone server has none; there the event is stored first,
 * once it is known that the write can be made. A crash between the two, or two people at the same
 * moment, leave an event of a step that did not come to pass, which is the lesser evil: the contrary
 * would be a step that nobody can see.
 */
import type { StoredEvent, WriteTransaction } from '@rastro/core'
import type { ClientSession } from 'mongodb'
import { hasLabel } from '../store/store-errors.ts'
import type { StoreLink } from '../store/store-link.ts'

const MAX_TRIES = 5
const TRANSIENT = 'TransientTransactionError'
/** `commitTransaction` with this answer may or may not have happened; sent again, it tells. */
const UNKNOWN_COMMIT = 'UnknownTransactionCommitResult'

/** What is written, and what with it. */
export interface TogetherParts {
  readonly events: readonly StoredEvent[]
  readonly append: (events: readonly StoredEvent[], transaction?: WriteTransaction) => Promise<void>
  /** Whether the write can be made; asked where there are no transactions. */
  readonly isPossible: () => Promise<boolean>
  /** @returns False if it was not made, because something else is there by now. */
  readonly write: (session?: ClientSession) => Promise<boolean>
}

/** @returns False if nothing was written. */
export async function writeTogether(link: StoreLink, parts: TogetherParts): Promise<boolean> {
  const { events, append, write } = parts
  if (events.length === 0) return write()
  if (!link.isReplicated) {
    if (!(await parts.isPossible())) return false
    await append(events)
    return write()
  }
  const { client } = link.db
  const session = client.startSession({ causalConsistency: false })
  try {
    for (let tries = 1; ; tries += 1) {
      try {
        session.startTransaction({
          readPreference: 'primary',
          readConcern: { level: 'local' },
          writeConcern: { w: 'majority', journal: true },
        })
        if (!(await write(session))) {
          await session.abortTransaction().catch(() => undefined)
          return false
        }
        await append(events, { client, session })
        await commit(session)
        return true
      } catch (error) {
        if (session.inTransaction()) await session.abortTransaction().catch(() => undefined)
        if (tries === MAX_TRIES || !isTransient(error)) throw error
      }
    }
  } finally {
    await session.endSession().catch(() => undefined)
  }
}

async function commit(session: ClientSession): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await session.commitTransaction()
      return
    } catch (error) {
      if (tries === MAX_TRIES || !hasLabel(error, UNKNOWN_COMMIT)) throw error
    }
  }
}

/** Also where the store of events said it in its own words. */
function isTransient(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return hasLabel(error, TRANSIENT) || hasLabel(cause, TRANSIENT)
}
