/**
 * How are instants, days and numbers written?
 *
 * In the audit's time zone, by `Intl` and by one pattern: four digits of the year, 24 hours,
 * seconds. English writes the month as a word, because its readers disagree about 03/04.
 */
import { language } from './i18n.ts'
import { meta } from './meta.ts'
import { place } from './router.ts'

type Kind = 'stamp' | 'long' | 'day' | 'time' | 'short'

const SECONDS = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const

const formats = new Map<string, Intl.DateTimeFormat>()

/** `21/11/2026, 12:00:00`: what a row shows. */
export function formatStamp(at: string | Date): string {
  return formatOf('stamp', zone()).format(new Date(at))
}

/** Day of the week, date, time and zone: what the detail shows. */
export function formatLong(at: string | Date): string {
  return formatOf('long', zone()).format(new Date(at))
}

/** The same instant in UTC. */
export function formatUtc(at: string | Date): string {
  return formatOf('long', 'UTC').format(new Date(at))
}

/** The day alone, as a heading or a chip shows it. */
export function formatDay(at: string | Date): string {
  return formatOf('day', zone()).format(new Date(at))
}

/** A day of the calendar, `YYYY-MM-DD`, which is the same day in every zone. */
export function formatCalendarDay(day: string): string {
  return formatOf('day', 'UTC').format(new Date(`${day}T00:00:00Z`))
}

/** Hours, minutes, seconds. */
export function formatTime(at: string | Date): string {
  return formatOf('time', zone()).format(new Date(at))
}

export function formatNumber(n: number): string {
  return new Intl.NumberFormat(language()).format(n)
}

const STEPS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** "3 hours ago", beside an absolute time and never in place of one. */
export function formatRelative(at: string | Date, now: Date = new Date()): string {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1000
  const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? STEPS[5]
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' })
  return relative.format(Math.round(seconds / size), unit)
}

/** The zone in which instants are shown: the link's own (`tz`), or the audit's. */
export function zone(): string {
  const wanted = new URLSearchParams(place.get().search).get('tz')
  return wanted !== null && isZone(wanted) ? wanted : (meta.get()?.zone ?? 'UTC')
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format()
    return true
  } catch {
    return false
  }
}

function formatOf(kind: Kind, timeZone: string): Intl.DateTimeFormat {
  const key = `${kind} ${timeZone}`
  let format = formats.get(key)
  if (format === undefined) {
    // British order: the day comes first in all five languages.
    const locale = language() === 'en' ? 'en-GB' : language()
    format = new Intl.DateTimeFormat(locale, { ...optionsOf(kind), timeZone })
    formats.set(key, format)
  }
  return format
}

function optionsOf(kind: Kind): Intl.DateTimeFormatOptions {
  const month = language() === 'en' ? 'short' : '2-digit'
  const day = { day: '2-digit', month, year: 'numeric' } as const
  if (kind === 'day') return day
  if (kind === 'time') return SECONDS
  if (kind === 'stamp') return { ...day, ...SECONDS }
  const long = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const
  return { ...long, ...SECONDS, timeZoneName: 'short' }
}
