/**
 * Which one of many processes does a piece of work?
 *
 * Whoever holds its lease: a document with an owner, an end by the **server's** clock, and a token
 * that grows at each takeover. Time alone proves nothing, since a process may be paused for longer
 * than its lease and not know it. So every write under a lease changes the lease's own document in
 * the same transaction, where it finds its token, or fails (`lease.ts`).
 *
 * A holder that died inside a transaction would keep the document locked until the server gives
 * that transaction up, after a minute. Its session stands in the document, and whoever takes over
 * ends it first.
 */
import { randomUUID } from 'node:crypto'
import type { Db, Document } from 'mongodb'
import { collectionNames, DEFAULT_PREFIX } from '../store/collection-names.ts'
import { DURABLE, runCommand } from '../store/commands.ts'
import { createLease } from './lease.ts'
import type { Lease } from './lease.ts'

/** Where leases are kept, and how long one lasts. */
export interface LeasesOptions {
  /** The database of the audit store, of a replica set or a sharded cluster. */
  readonly database: () => Db | Promise<Db>
  /** What the collections' names begin with. Default `audit_`. */
  readonly prefix?: string
  /** How long a lease lasts after its last renewal, in milliseconds. Default 10,000. */
  readonly ttlMs?: number
}

/** Gives leases out. */
export interface Leases {
  /** How long a lease lasts after its last renewal, in milliseconds. */
  readonly ttlMs: number
  /**
   * Takes the lease if it is free or over.
   *
   * @param mayTake - Asked before it is taken, and only then. Default: always.
   * @returns The lease, or undefined while somebody else holds it.
   * @throws The driver's error if the database cannot be asked.
   */
  tryAcquire(name: string, mayTake?: () => boolean | Promise<boolean>): Promise<Lease | undefined>
}

/** A lease's document. */
interface LeaseDocument {
  readonly token: number
  readonly isOver: boolean
  /** Of the holder's transactions. */
  readonly session?: unknown
}

const DEFAULT_TTL_MS = 10_000

/**
 * Makes the leases of one audit store. Nothing is asked before the first use.
 *
 * @example
 * ```ts
 * const leases = createLeases({ database: () => client.db('app') })
 * const lease = await leases.tryAcquire('reconciler')
 * await lease?.transaction(async (session) => { … })
 * ```
 */
export function createLeases(options: LeasesOptions): Leases {
  const { database, prefix = DEFAULT_PREFIX, ttlMs = DEFAULT_TTL_MS } = options
  const collection = collectionNames(prefix).leases

  return {
    ttlMs,
    async tryAcquire(name, mayTake = () => true) {
      const db = await database()
      const known = await readLease(db, collection, name)
      if (known?.isOver === false || !(await mayTake())) return undefined
      if (known === undefined) await createDocument(db, collection, name)
      if (known?.session !== undefined) await endSession(db, known.session)
      return take(db, { collection, name, ttlMs })
    },
  }
}

async function take(
  db: Db,
  { collection, name, ttlMs }: { collection: string; name: string; ttlMs: number },
): Promise<Lease | undefined> {
  const owner = randomUUID()
  const session = db.client.startSession()
  let lease: Lease | undefined
  try {
    const reply = await runCommand(db, {
      findAndModify: collection,
      query: { _id: name, $expr: { $lte: ['$expiresAt', '$$NOW'] } },
      update: [
        {
          $set: {
            owner: { $literal: owner },
            token: { $add: ['$token', 1] },
            session: { $literal: session.id?.['id'] },
            takenAt: '$$NOW',
            expiresAt: { $add: ['$$NOW', ttlMs] },
          },
        },
      ],
      new: true,
      writeConcern: DURABLE,
    })
    const taken = reply['value'] as Document | null
    if (taken === null) return undefined
    const token = taken['token'] as number
    const note = taken['note'] as Document | undefined
    lease = createLease({ db, collection, name, owner, token, ttlMs, session, note })
    return lease
  } finally {
    if (lease === undefined) await session.endSession()
  }
}

async function readLease(
  db: Db,
  collection: string,
  name: string,
): Promise<LeaseDocument | undefined> {
  const reply = await runCommand(db, {
    find: collection,
    filter: { _id: name },
    projection: { token: 1, session: 1, isOver: { $lte: ['$expiresAt', '$$NOW'] } },
    limit: 1,
    readConcern: { level: 'majority' },
  })
  const { firstBatch } = reply['cursor'] as { firstBatch: LeaseDocument[] }
  return firstBatch[0]
}

async function createDocument(db: Db, collection: string, name: string): Promise<void> {
  const documents = [{ _id: name, token: 0, expiresAt: new Date(0) }]
  // As a plain command it does not fail where somebody made it at the same moment.
  await runCommand(db, { insert: collection, documents, writeConcern: DURABLE })
}

/** Aborts what the last holder left open. One that is still alive runs into it and finds out. */
async function endSession(db: Db, id: unknown): Promise<void> {
  // Without the right to do it, the server's own time limit for transactions does it later.
  await runCommand(db, { killSessions: [{ id }] }).catch(() => undefined)
}
