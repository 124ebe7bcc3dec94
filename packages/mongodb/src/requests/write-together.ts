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
import type { StoreLink } from '../store/store-link.ts'
import { inTransaction } from '../store/transaction.ts'

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
    return await inTransaction(session, async () => {
      const isWritten = await write(session)
      if (isWritten) await append(events, { client, session })
      else await session.abortTransaction().catch(() => undefined)
      return isWritten
    })
  } finally {
    await session.endSession().catch(() => undefined)
  }
}
