/**
 * How does an instant read, in the reader's language and the audit's zone?
 *
 * English writes the month as a word, because its readers disagree about 03/04.
 */
import type { Language } from '../catalog/labels.ts'
import { dateMs } from '../values/bson-type.ts'

const DAY = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
const TIME = {
  ...DAY,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
} as const

/** Day and time, to the millisecond where it has any; with `dayOnly` the calendar day in UTC. */
export function dateText(
  value: unknown,
  how: { readonly language: Language; readonly zone: string; readonly dayOnly: boolean },
): string {
  const ms = dateMs(value)
  // Such a day means the same to everybody: a zone would make it the day before.
  if (how.dayOnly) return format(how.language, { ...DAY, timeZone: 'UTC' }).format(ms)
  const options = { ...TIME, timeZone: how.zone }
  if (ms % 1000 === 0) return format(how.language, options).format(ms)
  return format(how.language, { ...options, fractionalSecondDigits: 3 }).format(ms)
}

// Bounded by languages and an audit's zone.
const formats = new Map<string, Intl.DateTimeFormat>()

function format(language: Language, given: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const isEnglish = language === 'en'
  const options = isEnglish ? { ...given, month: 'short' as const } : given
  const key = `${language} ${JSON.stringify(options)}`
  let known = formats.get(key)
  if (known === undefined) {
    known = new Intl.DateTimeFormat(isEnglish ? 'en-GB' : language, options)
    formats.set(key, known)
  }
  return known
}
