/**
 * Which span of time did a query mean?
 *
 * `from` and `to` are days of the audit's time zone or instants, both inclusive; `p` counts back
 * from now. The result is half open, as stores want it: from, and before.
 */
import { didYouMean } from '../errors/suggestion.ts'
import { PERIODS, queryInvalid } from './query-keys.ts'
import type { Period } from './query-keys.ts'
import type { QueryTexts } from './query-values.ts'
import { dayAt, dayStart, firstOfMonth, nextDay, tryParseDay } from './zoned-day.ts'

const MS_PER_HOUR = 3_600_000
const PERIOD_HOURS = { '24h': 24, '7d': 7 * 24, '30d': 30 * 24 } as const

/** Half open; `period` when the beginning moves with the clock. */
export interface TimeSpan {
  readonly from?: Date
  readonly before?: Date
  readonly period?: Period
}

/**
 * Reads `from`, `to` and `p`.
 *
 * @param options.now - What `p` counts back from.
 * @param options.zone - IANA zone whose days `YYYY-MM-DD` means.
 * @throws AuditError `AUDIT_QUERY_INVALID` with the key that was wrong.
 */
export function parseTimeSpan(
  texts: QueryTexts,
  options: { readonly now: Date; readonly zone: string },
): TimeSpan {
  const from = texts.get('from')?.[0]
  const to = texts.get('to')?.[0]
  const period = texts.get('p')?.[0]
  if (period !== undefined) {
    if (from !== undefined || to !== undefined) {
      throw queryInvalid('p', "cannot stand beside 'from' or 'to'")
    }
    return spanOfPeriod(period, options)
  }
  const begin = from === undefined ? undefined : parseBound('from', from, options.zone)
  const end = to === undefined ? undefined : parseBound('to', to, options.zone)
  if (begin !== undefined && end !== undefined && begin.first >= end.next && from !== to) {
    throw queryInvalid('to', "lies before 'from'")
  }
  return {
    ...(begin === undefined ? {} : { from: begin.first }),
    ...(end === undefined ? {} : { before: end.next }),
  }
}

function spanOfPeriod(
  text: string,
  options: { readonly now: Date; readonly zone: string },
): TimeSpan {
  const period = PERIODS.find((known) => known === text)
  if (period === undefined) throw queryInvalid('p', `no such period: ${didYouMean(text, PERIODS)}`)
  if (period === 'month') {
    const first = firstOfMonth(dayAt(options.now, options.zone))
    return { from: dayStart(first, options.zone), period }
  }
  const hours = PERIOD_HOURS[period]
  return { from: new Date(options.now.getTime() - hours * MS_PER_HOUR), period }
}

/** A day or an instant as a stretch: its first millisecond, and the one after its last. */
function parseBound(
  key: 'from' | 'to',
  text: string,
  zone: string,
): { readonly first: Date; readonly next: Date } {
  const day = tryParseDay(text)
  if (day !== undefined) {
    return { first: dayStart(day, zone), next: dayStart(nextDay(day), zone) }
  }
  const instant = tryParseInstant(text)
  if (instant !== undefined) return { first: instant, next: new Date(instant.getTime() + 1) }
  throw queryInvalid(
    key,
    'expected a day (2026-03-31) or an instant of RFC 3339 (2026-03-31T12:00:00Z)',
  )
}

/** RFC 3339; digits beyond the millisecond are cut off, since events have none. */
export function tryParseInstant(text: string): Date | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|([ +-])(\d{2}):(\d{2}))$/.exec(
      text,
    )
  if (match === null) return undefined
  const day = tryParseDay(match[1] ?? '')
  if (day === undefined) return undefined
  const [hour, minute, second] = [Number(match[2]), Number(match[3]), Number(match[4])]
  const [offsetHour, offsetMinute] = [Number(match[8] ?? 0), Number(match[9] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59)
    return undefined
  // A `+` that nobody encoded arrives from a query string as a space.
  const sign = match[7] === '-' ? -1 : 1
  const milliseconds = Number((match[5] ?? '.0').slice(1, 4).padEnd(3, '0'))
  const shown =
    new Date(0).setUTCFullYear(day.year, day.month - 1, day.day) +
    ((hour * 60 + minute) * 60 + second) * 1000 +
    milliseconds
  return new Date(shown - sign * (offsetHour * 60 + offsetMinute) * 60_000)
}
