/**
 * What may be done with a lease, and what proves that it is still held?
 *
 * The proof is a write to the lease's own document that names owner and token, in the transaction
 * of whatever is written under it. A holder that slept through a takeover finds no such document;
 * one that wakes during a takeover conflicts with it.
 */
import { AuditError } from '@rastro/core'
import type { ClientSession, Db, Document } from 'mongodb'
import { DURABLE, runCommand } from '../store/commands.ts'
import { inTransaction } from '../store/transaction.ts'

/** A piece of work that this process, and no other, may do. */
export interface Lease {
  readonly name: string
  /** Grows at each takeover, from 1. */
  readonly token: number
  /** What was last noted with it, by this holder or one before: where the work stands. */
  readonly note: Document | undefined
  /** False once it is known to be lost, or was released. */
  isHeld(): boolean
  /**
   * Runs writes in a transaction that proves and extends the lease, and takes the note.
   * One at a time; `work` may run several times.
   *
   * @throws AuditError `AUDIT_LEASE_LOST`; the driver's error.
   */
  transaction<T>(work: (session: ClientSession) => Promise<T>, note?: Document): Promise<T>
  /**
   * Extends it, and takes the note.
   *
   * @throws AuditError `AUDIT_LEASE_LOST`; the driver's error.
   */
  renew(note?: Document): Promise<void>
  /** Extends it, unless that was done in the last third of its time. */
  keep(): Promise<void>
  /** Gives it back, so that others need not wait for its end. Never throws. */
  release(): Promise<void>
}

interface LeaseParts {
  readonly db: Db
  readonly collection: string
  readonly name: string
  readonly owner: string
  readonly token: number
  readonly ttlMs: number
  /** For its transactions alone. */
  readonly session: ClientSession
  readonly note: Document | undefined
}

export function createLease(parts: LeaseParts): Lease {
  const { db, collection, name, owner, token, ttlMs, session } = parts
  let isHeld = true
  let note = parts.note
  let extendedAtMs = performance.now()

  async function change(fields: Document, within?: ClientSession): Promise<void> {
    const reply = await runCommand(
      db,
      {
        update: collection,
        updates: [{ q: { _id: name, owner, token }, u: [{ $set: fields }] }],
        ...(within === undefined && { writeConcern: DURABLE }),
      },
      { session: within },
    )
    if (reply['n'] === 1) return
    isHeld = false
    throw leaseLost(name)
  }

  function extended(next: Document | undefined): Document {
    return {
      expiresAt: { $add: ['$$NOW', ttlMs] },
      ...(next !== undefined && { note: { $literal: next } }),
    }
  }

  function noteDone(startedAtMs: number, next: Document | undefined): void {
    extendedAtMs = startedAtMs
    if (next !== undefined) note = next
  }

  return {
    name,
    token,
    get note() {
      return note
    },
    isHeld: () => isHeld,
    async transaction(work, next) {
      if (!isHeld) throw leaseLost(name)
      const startedAtMs = performance.now()
      const result = await inTransaction(session, async () => {
        // First: whoever has lost the lease does no work, and a takeover waits for this one's end.
        await change(extended(next), session)
        return work(session)
      })
      noteDone(startedAtMs, next)
      return result
    },
    async renew(next) {
      if (!isHeld) throw leaseLost(name)
      const startedAtMs = performance.now()
      await change(extended(next))
      noteDone(startedAtMs, next)
    },
    async keep() {
      if (performance.now() - extendedAtMs > ttlMs / 3) await this.renew()
    },
    async release() {
      const wasHeld = isHeld
      isHeld = false
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined)
      if (wasHeld)
        await change({ expiresAt: new Date(0), session: '$$REMOVE' }).catch(() => undefined)
      await session.endSession().catch(() => undefined)
    },
  }
}

function leaseLost(name: string): AuditError {
  return new AuditError('AUDIT_LEASE_LOST', `another process does the work of '${name}' now`)
}
