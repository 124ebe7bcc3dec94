/** Which list was an event opened from? Its filters go along, so that "next" means that list. */
import { FILTER_KEYS, textOf } from '../../src/page/first-request.ts'
import { pageUrl } from '../core/boot.ts'

/** The filters of an address, as the list and the API take them; empty without any. */
export function filtersOf(query: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams()
  for (const key of FILTER_KEYS) {
    const value = textOf(query, key)
    if (value !== '') kept.set(key, value)
  }
  return kept
}

/** The page of an event, in the list of a query. */
export function eventUrl(id: string, query: URLSearchParams = new URLSearchParams()): string {
  return pageUrl(`events/${encodeURIComponent(id)}${questioned(query)}`)
}

/** The page of a record's history. */
export function historyUrl(
  record: { readonly type: string; readonly id: string },
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ tt: record.type, tid: record.id, ...more })
  return pageUrl(`history?${query.toString()}`)
}

/** The page of what an event is about: of a look at the log, what was looked at. */
export function recordUrl(record: { readonly type: string; readonly id: string }): string {
  if (record.type === LOOKED_AT_EVENT) return eventUrl(record.id)
  if (record.type !== LOOKED_AT_RECORD) return historyUrl(record)
  const [, type = '', id = ''] = /^(\S+) (.*)$/s.exec(record.id) ?? []
  return historyUrl({ type, id })
}

/** True for what is a record of the application, and has a history. */
export function isRecord({ type }: { readonly type: string }): boolean {
  return type !== LOOKED_AT_EVENT && type !== LOOKED_AT_RECORD
}

const LOOKED_AT_EVENT = 'AuditEvent'
const LOOKED_AT_RECORD = 'AuditHistory'

/** The list with these filters. */
export function eventsUrl(query: URLSearchParams): string {
  return pageUrl(`events${questioned(query)}`)
}

function questioned(query: URLSearchParams): string {
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
