/**
 * Where does the sequencing of a bucket stand?
 *
 * The lease's note, written in the transaction of every batch: next number, place in the stream,
 * and what a scan has still to look at.
 */
import type { Document, Timestamp } from 'mongodb'
import { runCommand } from '../store/commands.ts'
import type { StoreLink } from '../store/store-link.ts'
import { batchIdBounds } from './bucket.ts'
import type { BatchDocument } from './batch.ts'
import type { StreamPosition } from './event-stream.ts'

/** A search for events without a number, by id. */
export interface Scan {
  /** Goes on after this id. */
  readonly after: string
  /** Before anything else is numbered, or between batches. */
  readonly isUrgent: boolean
}

export interface Standing {
  /** The next number. */
  readonly next: number
  /** Where the stream goes on; undefined where it cannot. */
  readonly from: StreamPosition | undefined
  /** The first is under way. */
  readonly scans: readonly Scan[]
  /** Events that the stream brings up to this time may have been found by a scan. */
  readonly checkUntil?: Timestamp
  /** When the last complete scan ended. */
  readonly scannedAt?: Date
  /** When it was last up to date. */
  readonly at: Date
}

/** Returns the standing as a lease notes it. */
export function noteOf(standing: Standing): Document {
  return { ...standing }
}

/** Returns the standing that the last holder left; undefined for a log that never had one. */
export async function readStanding(
  link: StoreLink,
  { batches, bucket, note }: { batches: string; bucket: number; note: Document | undefined },
): Promise<Standing | undefined> {
  if (note !== undefined) return note as unknown as Standing
  // The leases were lost and the batches were not: those say all that must not be forgotten.
  const last = await tryLastBatch(link, { batches, bucket })
  if (last === undefined) return undefined
  return { next: last.first + last.count, from: undefined, scans: [], at: last.at }
}

/** Returns the newest batch without its events. */
export async function tryLastBatch(
  { db, isReplicated }: StoreLink,
  { batches, bucket }: { batches: string; bucket: number },
): Promise<Pick<BatchDocument, 'first' | 'count' | 'at'> | undefined> {
  const [from, before] = batchIdBounds(bucket)
  const reply = await runCommand(db, {
    find: batches,
    filter: { _id: { $gte: from, $lt: before } },
    sort: { _id: -1 },
    projection: { first: 1, count: 1, at: 1 },
    limit: 1,
    readConcern: { level: isReplicated ? 'majority' : 'local' },
  })
  const { firstBatch } = reply['cursor'] as { firstBatch: BatchDocument[] }
  return firstBatch[0]
}

/** Returns a time up to which everything that was committed can be seen by whoever reads next. */
export async function visibleTime(link: StoreLink, collection: string): Promise<Timestamp> {
  const reply = await runCommand(link.db, {
    find: collection,
    projection: { _id: 1 },
    limit: 1,
    readConcern: { level: 'majority' },
  })
  return reply['operationTime'] as Timestamp
}

/** Returns a time before which nothing is that a read saw so far. */
export async function latestTime(link: StoreLink): Promise<Timestamp> {
  const reply = await runCommand(link.db, { ping: 1 })
  const { clusterTime } = reply['$clusterTime'] as { clusterTime: Timestamp }
  return clusterTime
}
