/** How does a statement of completeness read in the API's JSON? */
import type { CompletenessReport, JsonValue } from '@rastro/core'

export function completenessJson(report: CompletenessReport): {
  readonly [key: string]: JsonValue
} {
  const { from, to, seen, audited, outOfBand, exempt, gaps, reconciled } = report
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    seen,
    audited,
    outOfBand,
    exempt,
    gaps,
    reconciled,
    watchedSince: report.watchedSince?.toISOString() ?? null,
    settledUpTo: report.settledUpTo?.toISOString() ?? null,
  }
}
