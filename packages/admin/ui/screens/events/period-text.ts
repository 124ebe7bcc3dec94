/** How is a period said in words? */
import { formatCalendarDay, formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'

/** Periods back from now, as the address has them. */
export const SPANS = [
  ['24h', 'events.last24h'],
  ['7d', 'events.last7d'],
  ['30d', 'events.last30d'],
  ['month', 'events.thisMonth'],
] as const satisfies readonly (readonly [string, MessageKey])[]

/** The period in words; undefined for all of it. */
export function periodText(query: URLSearchParams): string | undefined {
  const span = SPANS.find(([value]) => value === query.get('p'))
  if (span !== undefined) return t(span[1])
  const from = boundText(query.get('from'))
  const to = boundText(query.get('to'))
  if (from === undefined && to === undefined) return query.get('p') ?? undefined
  if (from === to && from !== undefined) return from
  if (from === undefined) return t('events.untilDay', { day: to ?? '' })
  return to === undefined ? t('events.sinceDay', { day: from }) : `${from} – ${to}`
}

function boundText(text: string | null): string | undefined {
  if (text === null || text === '') return undefined
  // What is no date is the server's to refuse.
  if (Number.isNaN(Date.parse(text))) return text
  return /^\d{4}-\d\d-\d\d$/.test(text) ? formatCalendarDay(text) : formatStamp(text)
}
