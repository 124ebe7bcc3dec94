/**
 * Is it worth trying, on this collection, to carry writes out with the record before in the answer?
 *
 * It is not where the application may not send that command, where nobody could be asked what
 * became of one that failed, and where most records hold numbers whose type the answer hides.
 */
import type { CaptureSite } from './site.ts'

interface Trust {
  calls: number
  doubts: number
  isRefused: boolean
}

const known = new WeakMap<CaptureSite, Trust>()

/** Tries before doubts are weighed. */
const FIRST_TRIES = 8
/** More than one doubtful answer of so many costs more than all are worth. */
const CALLS_PER_DOUBT = 4

function trustIn(site: CaptureSite): Trust {
  const before = known.get(site)
  if (before !== undefined) return before
  const trust = { calls: 0, doubts: 0, isRefused: false }
  known.set(site, trust)
  return trust
}

/** Whether writes on this collection go the other way. */
export function isPlainRefused(site: CaptureSite): boolean {
  const { calls, doubts, isRefused } = trustIn(site)
  return isRefused || (calls >= FIRST_TRIES && doubts * CALLS_PER_DOUBT > calls)
}

/** Notes whether an answer said everything. */
export function notePlain(site: CaptureSite, isDoubtful: boolean): void {
  const trust = trustIn(site)
  trust.calls += 1
  if (isDoubtful) trust.doubts += 1
}

/** Goes the other way from now on. */
export function refusePlain(site: CaptureSite): void {
  trustIn(site).isRefused = true
}
