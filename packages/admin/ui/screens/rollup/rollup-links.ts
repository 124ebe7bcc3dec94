/** Where does each number lead? To the list of exactly those events. */
import { pageUrl } from '../../core/boot.ts'

const PERIOD_KEYS = ['p', 'from', 'to', 'tz'] as const
const USUAL_PERIOD = '30d'

export type Query = Readonly<Record<string, string | undefined>>

/** What a screen knows of where it is. */
export interface Scope {
  /** `people` or `addresses`. */
  readonly screen: string
  /** Who or which address is asked for, in the keys of a filter. */
  readonly subject: Query
  /** The period, in the keys of a filter. */
  readonly period: Query
}

export function periodOf(query: URLSearchParams): Query {
  const given = PERIOD_KEYS.flatMap((key) => {
    const value = query.get(key)
    return value === null ? [] : [[key, value] as const]
  })
  const period = Object.fromEntries(given)
  const isGiven = 'p' in period || 'from' in period || 'to' in period
  return isGiven ? period : { ...period, p: USUAL_PERIOD }
}

/** Of these the events for which `more` holds too: all that were counted, looks at the log as well. */
export function eventsUrl({ subject, period }: Scope, more: Query = {}): string {
  return pageUrl(`events?${queryText({ ...subject, ...period, ...more, looks: '1' })}`)
}

export function eventUrl(id: string): string {
  return pageUrl(`events/${id}`)
}

export function historyUrl(record: { readonly type: string; readonly id: string }): string {
  return pageUrl(`history?${queryText({ tt: record.type, tid: record.id })}`)
}

/** Another person or address, in the same period. */
export function subjectUrl({ period }: Scope, screen: string, subject: Query): string {
  return pageUrl(`${screen}?${queryText({ ...subject, ...period })}`)
}

/** What the API is asked. */
export function apiPath({ screen, subject, period }: Scope): string {
  return `api/${screen}?${queryText({ ...subject, ...period })}`
}

/** A value as one of a list: its own commas are no separators. */
export function one(value: string): string {
  return value.replaceAll(/[\\,]/g, (char) => `\\${char}`)
}

export function queryText(query: Query): string {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, value]],
  )
  return new URLSearchParams(given).toString()
}
