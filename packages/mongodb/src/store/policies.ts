/**
 * How are policies kept, each version once and together with its event?
 *
 * In a transaction: both or neither. A standalone server has none; there the event is stored
 * first, and a crash between the two, or two processes that save at the same moment, leave an
 * event of a change that did not come to pass. That is the lesser evil: the contrary would be a
 * change that nobody can see.
 */
import type { PolicyVersion, StoredEvent } from '@rastro/core'
import type { ClientSession } from 'mongodb'
import { DURABLE, runCommand } from './commands.ts'
import { findDocuments } from './reads.ts'
import { isDuplicateKey, policyConflict } from './store-errors.ts'
import type { StoreLink } from './store-link.ts'
import { inTransaction } from './transaction.ts'

const MAX_VERSIONS = 1_000

export interface PolicyKeeper {
  versions(link: StoreLink, tenant: string): Promise<readonly PolicyVersion[]>
  save(link: StoreLink, next: PolicyVersion, events: readonly StoredEvent[]): Promise<void>
}

export interface PolicyOptions {
  readonly collection: string
  readonly waitMs: number
  /** Stores the events: in the session's transaction, or durably by itself without one. */
  readonly append: (
    link: StoreLink,
    events: readonly StoredEvent[],
    session?: ClientSession,
  ) => Promise<void>
}

export function createPolicyKeeper({ collection, waitMs, append }: PolicyOptions): PolicyKeeper {
  /** The saves of this process on a standalone server, one after the other. */
  let turn: Promise<unknown> = Promise.resolve()

  async function insert(
    link: StoreLink,
    next: PolicyVersion,
    options: { readonly by: string; readonly session?: ClientSession },
  ): Promise<void> {
    const { tenant, version } = next
    // `by` tells our own earlier try, whose commit nobody confirmed, from somebody else's.
    const document = { _id: { tenant, version }, by: options.by, ...next }
    const reply = await runCommand(
      link.db,
      {
        insert: collection,
        documents: [document],
        ...(!options.session && { writeConcern: { ...DURABLE, wtimeout: waitMs } }),
      },
      { session: options.session },
    )
    const [error] = (reply['writeErrors'] ?? []) as readonly { code: number }[]
    if (error) throw Object.assign(new Error('The policy was refused'), { code: error.code })
  }

  async function saveTogether(
    link: StoreLink,
    next: PolicyVersion,
    events: readonly StoredEvent[],
  ): Promise<void> {
    const by = events[0]?._id ?? ''
    const session = link.db.client.startSession({ causalConsistency: false })
    try {
      await inTransaction(session, async () => {
        await insert(link, next, { by, session })
        await append(link, events, session)
      })
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      if (!(await isOurs(link, next, by))) throw policyConflict(next.version)
    } finally {
      await session.endSession().catch(() => undefined)
    }
  }

  async function saveInTurn(
    link: StoreLink,
    next: PolicyVersion,
    events: readonly StoredEvent[],
  ): Promise<void> {
    // So that a conflict leaves no event behind.
    if ((await storedBy(link, next)) !== undefined) throw policyConflict(next.version)
    await append(link, events)
    try {
      await insert(link, next, { by: events[0]?._id ?? '' })
    } catch (error) {
      throw isDuplicateKey(error) ? policyConflict(next.version) : error
    }
  }

  async function isOurs(link: StoreLink, next: PolicyVersion, by: string): Promise<boolean> {
    return by !== '' && (await storedBy(link, next)) === by
  }

  async function storedBy(link: StoreLink, next: PolicyVersion): Promise<string | undefined> {
    const { tenant, version } = next
    const query = { tenant, version }
    const [found] = await findDocuments(link, { collection, query, limit: 1, maxTimeMs: waitMs })
    return found && String(found['by'])
  }

  return {
    async versions(link, tenant) {
      if (typeof tenant !== 'string') return []
      const found = await findDocuments(link, {
        collection,
        query: { tenant },
        sort: { version: -1 },
        limit: MAX_VERSIONS,
        projection: { _id: 0, by: 0 },
        maxTimeMs: waitMs,
      })
      return found.toReversed() as unknown as PolicyVersion[]
    },

    async save(link, next, events) {
      if (link.isReplicated) return saveTogether(link, next, events)
      const saving = turn.then(() => saveInTurn(link, next, events))
      turn = saving.catch(() => undefined)
      return saving
    },
  }
}
