/**
 * How are changes counted, hour by hour?
 *
 * Pure. A change counts for the period in which the database made it, however much later it was
 * compared.
 */
import type { CompletenessCounts } from '../ports/completeness.ts'
import { dateOf } from './cluster-time.ts'
import type { ClusterInstant } from './cluster-time.ts'

/** A period and what was counted of it so far. */
export interface CountedPeriod extends CompletenessCounts {
  readonly from: Date
  readonly until: Date
}

/** Nothing counted yet. */
export const NO_COUNTS: CompletenessCounts = {
  seen: 0,
  audited: 0,
  outOfBand: 0,
  exempt: 0,
  gaps: 0,
}

/** The period that an instant is in: periods begin at multiples of their length since 1970. */
export function periodAt(at: ClusterInstant, periodMs: number): CountedPeriod {
  return periodOf(Math.floor(dateOf(at).getTime() / periodMs) * periodMs, periodMs)
}

/** The period after this one. */
export function periodAfter(period: CountedPeriod, periodMs: number): CountedPeriod {
  return periodOf(period.until.getTime(), periodMs)
}

function periodOf(fromMs: number, periodMs: number): CountedPeriod {
  return { from: new Date(fromMs), until: new Date(fromMs + periodMs), ...NO_COUNTS }
}

/** Whether an instant is past the end of the period. */
export function isPast(period: Pick<CountedPeriod, 'until'>, at: ClusterInstant): boolean {
  return dateOf(at).getTime() >= period.until.getTime()
}

/** Adds what was counted. */
export function withCounts(
  period: CountedPeriod,
  more: Partial<CompletenessCounts>,
): CountedPeriod {
  return { ...period, ...addCounts(period, more) }
}

/** The sum of two counts. */
export function addCounts(
  a: CompletenessCounts,
  b: Partial<CompletenessCounts>,
): CompletenessCounts {
  return {
    seen: a.seen + (b.seen ?? 0),
    audited: a.audited + (b.audited ?? 0),
    outOfBand: a.outOfBand + (b.outOfBand ?? 0),
    exempt: a.exempt + (b.exempt ?? 0),
    gaps: a.gaps + (b.gaps ?? 0),
  }
}
