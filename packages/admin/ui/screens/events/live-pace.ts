/**
 * Does more come than anybody can read?
 *
 * Pure: counts and instants in. What was missed while nobody looked is caught up, however much it
 * is; what goes on coming faster than that is a flood.
 */

/** Events in a second from which on they are a flood. */
const FLOOD_PER_SECOND = 50
/** So many times in a row: one operation over many records is no flood. */
const TIMES = 3
/** Full answers one after the other, after which it is never caught up with. */
const MOST_PAGES = 10

export interface Pace {
  /** Says whether it is a flood, after an answer with so many events. */
  note(
    events: number,
    answer: {
      /** There are more where these came from. */
      readonly isFull: boolean
      readonly nowMs: number
    },
  ): boolean
  /** Nobody looked until now: what comes next has gathered. */
  restart(nowMs: number): void
}

export function createPace(startMs: number): Pace {
  let sinceMs = startMs
  let events = 0
  let pages = 0
  let isGathered = false
  let fast = 0
  let isFlooded = false

  function begin(nowMs: number): void {
    sinceMs = nowMs
    events = 0
    pages = 0
  }

  return {
    note(more, { isFull, nowMs }) {
      events += more
      pages += 1
      const isEndless = pages >= MOST_PAGES
      // While it floods nothing is caught up with: each answer stands for its own stretch of time.
      if (isFull && !isFlooded && !isEndless) return false
      const seconds = Math.max(0.001, (nowMs - sinceMs) / 1000)
      const isFast = !isGathered && (isFull || events / seconds > FLOOD_PER_SECOND)
      isGathered = false
      fast = isFast ? Math.min(TIMES, fast + 1) : Math.max(0, fast - 1)
      if (isEndless && isFull) fast = TIMES
      if (fast === TIMES) isFlooded = true
      if (fast === 0) isFlooded = false
      begin(nowMs)
      return isFlooded
    },
    restart(nowMs) {
      begin(nowMs)
      isGathered = true
    },
  }
}
