/** How sure is what was found, and why not surer? */
import type { Arrival } from './traveller.ts'
import { Hole } from './hole.ts'
import type { Missing } from './hole.ts'
import { shownRecord } from './shown-record.ts'
import type { MissingPath, Shown } from './shown-record.ts'
import type { Certainty, StateReason } from './time-travel.ts'

/** What is shown of an arrival, and how sure it is. */
export function judge(arrival: Arrival): { shown: Shown; certainty: Certainty } {
  const { journey, collection } = arrival
  const shown = shownRecord(journey.image)
  const ignored = (collection?.ignoredOf(shown.record ?? arrival.record) ?? []).map(
    (path): MissingPath => ({ path, because: 'ignored' }),
  )
  const isBefore = journey.boundary === undefined && !journey.hasBeginning
  const missing: MissingPath[] = [...shown.missing, ...ignored]
  if (isBefore) missing.unshift({ path: [], because: 'before-history' })
  const whole = journey.contradictions.some((path) => path.length === 0)
  if (whole) missing.unshift({ path: [], because: 'not-captured' })
  const reason = reasonFor(arrival, missing)
  return {
    shown,
    certainty: {
      status: reason === undefined ? 'exact' : SURE_ENOUGH.has(reason) ? 'derived' : 'incomplete',
      ...(reason === undefined ? {} : { reason }),
      missing,
      checkedAgainst: collection === undefined ? 'nothing' : 'live',
      breaks: journey.breaks,
    },
  }
}

const SURE_ENOUGH: ReadonlySet<StateReason> = new Set([
  'history-begins-later',
  'not-checked',
  'one-sided',
  'derived-events',
])

function reasonFor(
  { journey, collection }: Arrival,
  missing: readonly MissingPath[],
): StateReason | undefined {
  const causes = new Set(missing.map(({ because }) => because))
  if (causes.has('not-captured')) return 'not-captured'
  if (causes.has('intent')) return 'intent'
  if (causes.has('before-history')) return 'before-history'
  const leftOut: readonly Missing[] = ['size', 'summary', 'secret', 'erased']
  if (leftOut.some((one) => causes.has(one))) return 'left-out'
  if (collection === undefined) return 'not-checked'
  if (!journey.hasBeginning) return 'history-begins-later'
  if (!journey.isConfirmed) return 'one-sided'
  return journey.hasDerived ? 'derived-events' : undefined
}

/** Whether the record existed; null if that is not known. */
export function existed({ journey }: Arrival): boolean | null {
  const { image } = journey
  if (!(image instanceof Hole)) return image !== undefined
  return image.because === 'before-history' ? null : true
}
