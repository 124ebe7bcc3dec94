/**
 * Was this change reported already?
 *
 * A single write has a time of its own, so one time and one record are one write. Two calls see
 * the same where the driver gave both one number (writes in parallel on one session), or where
 * one changed nothing and its reply carries the time of the other.
 */
import type { StoredValue } from '@rastro/core'
import type { DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import type { CaptureSite } from './site.ts'

/** Calls that run at the same moment, and a good deal more. */
const KEPT = 1_000

const reported = new WeakMap<CaptureSite, Set<string>>()

/** Notes a change as reported; false if another call has reported it. */
export function claimWrite(site: CaptureSite, id: StoredValue, at: DriverTimestamp): boolean {
  const known = reported.get(site) ?? new Set<string>()
  reported.set(site, known)
  const key = keyOf(id, at)
  if (known.has(key)) return false
  known.add(key)
  // A set keeps the order of insertion: the first is the oldest.
  if (known.size > KEPT) for (const oldest of known) return known.delete(oldest)
  return true
}

/** Whether another call has reported this change. */
export function isClaimed(site: CaptureSite, id: StoredValue, at: DriverTimestamp): boolean {
  return reported.get(site)?.has(keyOf(id, at)) === true
}

function keyOf(id: StoredValue, at: DriverTimestamp): string {
  return `${at.t}.${at.i}:${idKey(id)}`
}
