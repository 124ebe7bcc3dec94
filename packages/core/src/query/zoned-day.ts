/**
 * When does a calendar day begin in a time zone?
 *
 * By `Intl` alone, so that it follows the zone data of the running Node. Days follow each other
 * without gap or overlap, whatever the clocks do: a day begins where it first shows, which is
 * 01:00 where midnight is skipped, and the earlier midnight where it comes twice.
 */
const MS_PER_HOUR = 3_600_000

/** A day of the proleptic Gregorian calendar; `month` counts from 1. */
export interface CalendarDay {
  readonly year: number
  readonly month: number
  readonly day: number
}

// A formatter costs 50 times its use. Zones come from configuration and from the `tz` key, so the
// number of them is bounded by hand.
const formatters = new Map<string, Intl.DateTimeFormat>()
const MAX_FORMATTERS = 64

/** True if this Node knows the zone, e.g. `America/Sao_Paulo`. */
export function isTimeZone(zone: string): boolean {
  try {
    formatterOf(zone)
    return true
  } catch {
    return false
  }
}

/** Reads `YYYY-MM-DD`; undefined unless that is a day of the calendar. */
export function tryParseDay(text: string): CalendarDay | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return undefined
  const day = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) }
  if (day.year < 1 || day.month < 1 || day.month > 12 || day.day < 1) return undefined
  // Date rolls 30 February over to March: only a real day comes back unchanged.
  return new Date(utcMidnight(day)).getUTCDate() === day.day ? day : undefined
}

/** The day after. */
export function nextDay(day: CalendarDay): CalendarDay {
  return fromUtc(utcMidnight({ ...day, day: day.day + 1 }))
}

/** The first day of the same month. */
export function firstOfMonth(day: CalendarDay): CalendarDay {
  return { ...day, day: 1 }
}

/** The day that a calendar in `zone` shows at this instant. */
export function dayAt(instant: Date, zone: string): CalendarDay {
  return fromUtc(instant.getTime() + offsetMs(instant.getTime(), zone))
}

/**
 * Returns the first instant of a day in a time zone.
 *
 * @param day - A day of the calendar.
 * @param zone - IANA name; see {@link isTimeZone}.
 * @returns The instant at which `zone` first shows this day, or, where the zone skipped it
 * altogether (Apia, 30 December 2011), a later one.
 * @throws RangeError if this Node does not know the zone.
 *
 * @example
 * ```ts
 * dayStart({ year: 2018, month: 11, day: 4 }, 'America/Sao_Paulo') // 2018-11-04T03:00:00.000Z
 * ```
 */
export function dayStart(day: CalendarDay, zone: string): Date {
  const midnight = utcMidnight(day)
  // No offset is larger than 16 hours, and no zone changes its clocks twice within two days.
  const early = midnight - 26 * MS_PER_HOUR
  const late = midnight + 26 * MS_PER_HOUR
  const candidates = [offsetMs(early, zone), offsetMs(late, zone)]
    .map((offset) => midnight - offset)
    .filter((instant) => instant + offsetMs(instant, zone) === midnight)
  if (candidates.length > 0) return new Date(Math.min(...candidates))
  return new Date(firstInstantFrom(midnight, zone, { early, late }))
}

/** Midnight is skipped on this day: finds the change of the clocks that skips it. */
function firstInstantFrom(
  midnight: number,
  zone: string,
  span: { readonly early: number; readonly late: number },
): number {
  let before = span.early
  let after = span.late
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (middle + offsetMs(middle, zone) >= midnight) after = middle
    else before = middle
  }
  return after
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
export function offsetMs(instant: number, zone: string): number {
  const parts = new Map<string, string>()
  for (const { type, value } of formatterOf(zone).formatToParts(instant)) parts.set(type, value)
  const number = (name: string): number => Number(parts.get(name))
  const year = parts.get('era') === 'BC' ? 1 - number('year') : number('year')
  const shown =
    utcMidnight({ year, month: number('month'), day: number('day') }) +
    ((number('hour') * 60 + number('minute')) * 60 + number('second')) * 1000
  const wholeSecond = Math.floor(instant / 1000) * 1000
  return shown - wholeSecond
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  if (formatters.size >= MAX_FORMATTERS) formatters.clear()
  formatters.set(zone, made)
  return made
}

function utcMidnight(day: CalendarDay): number {
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(day.year, day.month - 1, day.day)
}

function fromUtc(instant: number): CalendarDay {
  const date = new Date(instant)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}
