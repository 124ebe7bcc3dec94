/** Which of two instants of the database comes first? */
import type { ClusterTimestamp } from '../event/event.ts'

/** A time of the database, whatever keeps it. */
export type ClusterInstant = Pick<ClusterTimestamp, 't' | 'i'>

/** Negative, zero or positive, as `sort` wants it. */
export function compareTimes(a: ClusterInstant, b: ClusterInstant): number {
  return a.t === b.t ? a.i - b.i : a.t - b.t
}

/** The same instant, as a key of maps. */
export function timeKey(at: ClusterInstant): string {
  return `${at.t}.${at.i}`
}

/** To the second: the database counts within. */
export function dateOf(at: ClusterInstant): Date {
  return new Date(at.t * 1000)
}
