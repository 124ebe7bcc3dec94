/** What does a batch say of its events? */
import { createHash } from 'node:crypto'
import type { Binary, ClientSession, Document, Timestamp } from 'mongodb'

/** Batches stay far below the largest document, and small enough to be read for one event. */
export const MAX_BATCH_EVENTS = 1_000
export const MAX_BATCH_BYTES = 2_000_000

/** Where a change stream goes on. */
export type StreamToken = Document

/** An event that has no number yet. */
export interface Unnumbered {
  readonly id: string
  readonly tenant: string
  readonly leafHash: Uint8Array
  /** When its transaction committed; unknown to a scan where the event itself does not say it. */
  readonly ct: Timestamp | undefined
  /** The stored bytes of `e`, where somebody wants them. */
  readonly e: Uint8Array | undefined
  /** Equality tokens that stand beside the event. */
  readonly tokens?: readonly string[] | undefined
}

/** An event as a batch keeps it. */
export interface BatchEvent {
  readonly id: string
  readonly tenant: string
  /** SHA-256 of a zero byte and the stored BSON bytes of `e`: the leaf of RFC 6962. */
  readonly leafHash: Binary
  readonly ct?: Timestamp
}

/** Consecutive numbers of one bucket: that of an event is `first` plus its index. */
export interface BatchDocument {
  /** Bucket and first number. */
  readonly _id: string
  readonly bucket: number
  readonly first: number
  readonly count: number
  readonly tenants: readonly string[]
  readonly events: readonly BatchEvent[]
  /** After the last event; absent where a scan found them. */
  readonly resumeToken?: StreamToken
  /** Token of the lease under which it was written. */
  readonly lease: number
  readonly at: Date
}

/** A batch as projections get it, with the events' own bytes. */
export interface SequencedBatch {
  readonly bucket: number
  readonly first: number
  readonly events: readonly {
    readonly id: string
    readonly tenant: string
    /** The stored BSON bytes of `e`. */
    readonly e: Uint8Array
    readonly tokens?: readonly string[] | undefined
  }[]
}

/**
 * Writes what follows from a batch, in the batch's own transaction: either both are there or none.
 * May run several times for one batch.
 */
export type Projection = (batch: SequencedBatch, session: ClientSession) => Promise<void>

const LEAF_PREFIX = Uint8Array.of(0)

/** Returns the hash of an event's stored bytes, as RFC 6962 hashes a leaf. */
export function leafHashOf(e: Uint8Array): Uint8Array {
  return createHash('sha256').update(LEAF_PREFIX).update(e).digest()
}

/** About what an event takes in a batch. */
export function batchBytesOf({ id, tenant }: { id: string; tenant: string }): number {
  return 100 + 2 * (id.length + tenant.length)
}

/** Returns a number by which timestamps compare. */
export function orderOf(time: Timestamp): bigint {
  return (BigInt(time.high >>> 0) << 32n) | BigInt(time.low >>> 0)
}
