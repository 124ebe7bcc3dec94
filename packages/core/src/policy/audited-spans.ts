/**
 * Since when is a place audited, and when was it off?
 *
 * Pure. An administrator's decisions have an instant. Defaults have none: nobody writes down when
 * a program that records a place was first started, so a default counts from the first sign of
 * it that there is, and never from earlier.
 */
import type { PolicyInputs } from './effective.ts'
import { placeState } from './effective.ts'
import type { AuditedSpan, PolicyVersion } from './policy.ts'

/** What is known of a place's past. */
export interface PlacePast {
  /** Catalog and code as they are now; who decided before is taken to have decided the same. */
  readonly inputs: Omit<PolicyInputs, 'version'>
  /** Every version there is, oldest first. */
  readonly versions: readonly PolicyVersion[]
  /** First sign that the place was recorded by default: its oldest event, or this process's start. */
  readonly knownSince: Date
}

/**
 * Returns when a place was audited, at least one of its operations, oldest span first.
 *
 * @param place - A place of the catalog.
 * @param past - What is known; see {@link PlacePast}.
 * @returns Closed spans, and an open one at the end if the place is audited now. Spans that
 * follow each other without a gap are one.
 */
export function auditedSpans(place: string, past: PlacePast): readonly AuditedSpan[] {
  const spans: AuditedSpan[] = []
  for (const { from, to } of onPeriods(place, past)) {
    const last = spans.at(-1)
    if (last?.to !== undefined && last.to.getTime() >= from.getTime()) {
      spans[spans.length - 1] = span(last.from, to)
    } else {
      spans.push(span(from, to))
    }
  }
  return spans
}

interface Period {
  readonly from: Date
  readonly to: Date | undefined
}

function onPeriods(place: string, { inputs, versions, knownSince }: PlacePast): readonly Period[] {
  const periods: Period[] = []
  const decisions: readonly (PolicyVersion | undefined)[] = [undefined, ...versions]
  for (const [index, version] of decisions.entries()) {
    const { on, by, mandatory } = placeState(place, { ...inputs, version })
    if (!on) continue
    const start = version?.changedAt ?? knownSince
    // Before the first sign of a default nobody can say that it was in force.
    const isDefault = by !== 'administrator' || mandatory
    const from = isDefault && start < knownSince ? knownSince : start
    const to = decisions[index + 1]?.changedAt
    if (to === undefined || from < to) periods.push({ from, to })
  }
  return periods
}

function span(from: Date, to: Date | undefined): AuditedSpan {
  return to === undefined ? { from } : { from, to }
}
