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
const KEPT = 5_000

const reported = new WeakMap<CaptureSite, Set<string>>()

/** Notes a change as reported; false if another call has reported it. */
export function claimWrite(site: CaptureSite, id: StoredValue, at: DriverTimestamp): boolean {
  return note(site, keyOf(id, at))
}

/** Whether another call has reported this change, or is going to. */
export function isClaimed(site: CaptureSite, id: StoredValue, at: DriverTimestamp): boolean {
  const known = reported.get(site)
  return known?.has(keyOf(id, at)) === true || known?.has(timeKeyOf(at)) === true
}

/**
 * Notes that whatever was written at this time is a call's own, which has still to read what it
 * was: a call that looks for its writes among everybody's leaves it alone.
 */
export function takeTime(site: CaptureSite, at: DriverTimestamp): void {
  note(site, timeKeyOf(at))
}

/** Calls whose writes have a time of their own, as long as they have not said which. */
const underWay = new WeakMap<CaptureSite, Set<Promise<unknown>>>()

/** Follows such a call to its end. */
export function follow<T>(site: CaptureSite, call: Promise<T>): Promise<T> {
  const calls = underWay.get(site) ?? new Set<Promise<unknown>>()
  underWay.set(site, calls)
  const end: Promise<unknown> = call.then(
    () => calls.delete(end),
    () => calls.delete(end),
  )
  calls.add(end)
  return call
}

/** A call that waits longer, for the store perhaps, has known its own write for long. */
const MAX_WAIT_MS = 1_000

// Captured at load: applications fake timers in their tests.
const start = setTimeout
const stop = clearTimeout

/** Resolves when the calls that are under way now have claimed what is theirs. */
export async function othersHaveClaimed(site: CaptureSite): Promise<void> {
  const calls = underWay.get(site)
  if (calls === undefined || calls.size === 0) return
  let timer: ReturnType<typeof setTimeout> | undefined
  const enough = new Promise<void>((resolve) => {
    timer = start(resolve, MAX_WAIT_MS)
  })
  await Promise.race([Promise.all(calls), enough])
  stop(timer)
}

function note(site: CaptureSite, key: string): boolean {
  const known = reported.get(site) ?? new Set<string>()
  reported.set(site, known)
  if (known.has(key)) return false
  known.add(key)
  // A set keeps the order of insertion: the first is the oldest.
  if (known.size > KEPT) for (const oldest of known) return known.delete(oldest)
  return true
}

function timeKeyOf(at: DriverTimestamp): string {
  return `${at.t}.${at.i}`
}

function keyOf(id: StoredValue, at: DriverTimestamp): string {
  return `${at.t}.${at.i}:${idKey(id)}`
}
