/**
 * How many changes were seen in a stretch of time, and how many of them are audited?
 *
 * Whole periods have been stated in the log; what has not is known to whoever watches. A period
 * that lies partly in the stretch counts whole: numbers are never guessed.
 */
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions } from '../errors/options.ts'
import type { Clock } from '../environment/environment.ts'
import type { StoredEvent } from '../event/event.ts'
import type {
  CompletenessCounts,
  CompletenessPeriod,
  CompletenessReport,
  WatchStandings,
} from '../ports/completeness.ts'
import type { EventStore, TimePosition } from '../ports/store.ts'
import { addCounts, NO_COUNTS } from './period.ts'

/** What the answer is made from. */
export interface CompletenessParts {
  readonly store: Pick<EventStore, 'findByTime' | 'count'>
  readonly standings: WatchStandings
  readonly clock: Clock
  readonly tenant: string
}

/** Asks how complete the log is; `audit.completeness`. */
export type CompletenessFunction = (period?: CompletenessPeriod) => Promise<CompletenessReport>

const DAY_MS = 86_400_000
const PAGE = 1_000
const MAX_COUNT = 1_000_000

/** Makes the question. */
export function createCompleteness(parts: CompletenessParts): CompletenessFunction {
  const { store, standings, clock, tenant } = parts

  async function* statements(from: Date, before: Date): AsyncGenerator<StoredEvent> {
    const filter = { tenant, types: ['audit.completeness.stated'], from, before }
    let after: TimePosition | undefined
    for (;;) {
      const page = await store.findByTime({
        filter,
        order: 'oldest',
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      })
      yield* page
      const last = page.at(-1)
      if (last === undefined || page.length < PAGE) return
      after = { at: last.e.at, id: last._id }
    }
  }

  return async (period = {}) => {
    checkOptions('audit.completeness', period, ['from', 'to'])
    const to = checkedDate('to', period.to) ?? clock.now()
    const from = checkedDate('from', period.from) ?? new Date(to.getTime() - DAY_MS)
    if (from >= to) throw invalid('from', 'must be before to')
    let counts: CompletenessCounts = NO_COUNTS
    // A statement has the begin of its period as its time.
    for await (const { e } of statements(from, to)) counts = addCounts(counts, countsOf(e.details))
    const known = await standings.read()
    for (const standing of known) {
      if (standing.periodFrom < to && standing.settledUpTo >= from) {
        counts = addCounts(counts, standing)
      }
    }
    const late = { tenant, types: ['audit.completeness.reconciled'], from, before: to }
    const reconciled = await store.count(late, MAX_COUNT)
    return {
      from,
      to,
      ...counts,
      reconciled: reconciled.n,
      watchedSince: least(known.map(({ since }) => since)),
      settledUpTo: least(known.map(({ settledUpTo }) => settledUpTo)),
    }
  }
}

function countsOf(details: Readonly<Record<string, unknown>> = {}): CompletenessCounts {
  const { seen, audited, outOfBand, exempt, gaps } = details
  return {
    seen: Number(seen),
    audited: Number(audited),
    outOfBand: Number(outOfBand),
    exempt: Number(exempt),
    gaps: Number(gaps),
  }
}

function least(dates: readonly Date[]): Date | null {
  return dates.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null
}

function checkedDate(field: 'from' | 'to', value: Date | undefined): Date | undefined {
  if (value === undefined) return undefined
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value
  throw invalid(field, 'must be a date')
}

function invalid(field: string, why: string): AuditError {
  return new AuditError('AUDIT_OPTION_INVALID', `audit.completeness: ${field} ${why}`, { field })
}
