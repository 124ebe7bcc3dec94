/**
 * Which bucket gives a tenant's events their numbers, and what is a batch called?
 *
 * Pure. How many buckets a log has is decided once, by its first sequencer (`layout.ts`).
 */
import { createHash } from 'node:crypto'

/** More would cost more readers of one stream than they gain. */
export const MAX_BUCKETS = 16

const BUCKET_DIGITS = 2
const NUMBER_DIGITS = 16

/** Returns the bucket of a tenant, from 0. */
export function bucketOf(tenant: string, buckets: number): number {
  if (buckets === 1) return 0
  return createHash('sha256').update(tenant).digest().readUInt32BE(0) % buckets
}

/**
 * Returns the id of the batch that begins with this number. With leading zeros, so that ids sort
 * as their numbers do.
 */
export function batchId(bucket: number, first: number): string {
  return `${bucketName(bucket)}:${String(first).padStart(NUMBER_DIGITS, '0')}`
}

/** Returns the bounds of the ids of a bucket's batches: first inclusive, second exclusive. */
export function batchIdBounds(bucket: number): readonly [string, string] {
  // The character after the colon.
  return [`${bucketName(bucket)}:`, `${bucketName(bucket)};`]
}

/** Returns the name of a bucket's lease. */
export function leaseName(bucket: number): string {
  return `sequencer:${bucketName(bucket)}`
}

function bucketName(bucket: number): string {
  return String(bucket).padStart(BUCKET_DIGITS, '0')
}
