/**
 * What does the address of the list say, and how is it changed?
 *
 * The address is the only state of the filters: what can be seen can be linked, and Back undoes it.
 */
import { FILTER_KEYS, askedOf, textOf } from '../../../src/page/first-request.ts'
import { pageUrl } from '../../core/boot.ts'
import { navigate } from '../../core/router.ts'

export type FilterKey = (typeof FILTER_KEYS)[number]

/** Keys that take several values. */
const LISTS: readonly string[] = [
  'op',
  'place',
  'type',
  'cat',
  'ut',
  'user',
  'agent',
  'client',
  'ip',
  'sev',
  'res',
]

/** What is asked for, and not how it is shown. */
const FILTERS = FILTER_KEYS.filter((key) => key !== 'order' && key !== 'looks')

/** The values of a key; a comma inside a value is written `\,`. */
export function valuesOf(query: URLSearchParams, key: string): readonly string[] {
  const text = textOf(query, key)
  if (text === '') return []
  if (!LISTS.includes(key)) return [text]
  return text
    .split(/(?<!\\),/)
    .map((one) => one.replaceAll('\\,', ',').trim())
    .filter((one) => one !== '')
}

/** The same query with other values for a key; none takes the key away. */
export function withValues(
  query: URLSearchParams,
  key: string,
  values: readonly string[],
): URLSearchParams {
  const next = new URLSearchParams(query)
  const isList = LISTS.includes(key)
  const text = values.map((one) => (isList ? one.replaceAll(',', '\\,') : one)).join(',')
  if (text === '') next.delete(key)
  else next.set(key, text)
  // Another list: what was looked at in this one need not be in it.
  next.delete('sel')
  return next
}

/** Without some keys. */
export function without(query: URLSearchParams, ...keys: readonly string[]): URLSearchParams {
  const next = new URLSearchParams(query)
  for (const key of keys) next.delete(key)
  return next
}

/** Keys that are set and choose events. */
export function activeFilters(query: URLSearchParams): readonly FilterKey[] {
  return FILTERS.filter((key) => (query.get(key) ?? '') !== '')
}

export function clearFilters(query: URLSearchParams): URLSearchParams {
  return without(query, ...FILTERS, 'sel')
}

/** Commas stay commas: people read these addresses. */
export function toText(query: URLSearchParams): string {
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':')
  return text === '' ? '' : `?${text}`
}

/** Goes to the list with this query. */
export function showList(
  query: URLSearchParams,
  options: { readonly replace?: boolean } = {},
): void {
  navigate(`events${toText(query)}`, options)
}

/** The address of the list with this query. */
export function listUrl(query: URLSearchParams): string {
  return pageUrl(`events${toText(query)}`)
}

/** True while looks at the log are left out of this list. */
export function leavesLooksOut(query: URLSearchParams): boolean {
  return askedOf(query).get('looks') === '0'
}

/** The filters alone, as other screens take them. */
export function filterText(query: URLSearchParams): string {
  const kept = new URLSearchParams()
  for (const key of FILTER_KEYS) {
    const value = textOf(query, key)
    if (value !== '') kept.set(key, value)
  }
  return kept.toString()
}

const DAY_MS = 86_400_000

/**
 * The same events for whoever opens the link later: a period back from now becomes the instants it
 * has now, and the zone goes along.
 */
export function absoluteUrl(query: URLSearchParams, now: Date, zone: string): string {
  const next = without(query, 'live', 'p')
  const since = periodStart(query.get('p'), now, zone)
  if (since !== undefined) {
    next.set('from', since)
    next.set('to', now.toISOString())
  }
  next.set('tz', zone)
  return new URL(listUrl(next), location.href).href
}

function periodStart(period: string | null, now: Date, zone: string): string | undefined {
  if (period === 'month') {
    // The month's first day in the audit's zone; the server knows where that day begins.
    const format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
    })
    const parts = Object.fromEntries(
      format.formatToParts(now).map(({ type, value }) => [type, value]),
    )
    return `${parts['year'] ?? ''}-${parts['month'] ?? ''}-01`
  }
  const days = { '24h': 1, '7d': 7, '30d': 30 }[period ?? '']
  return days === undefined ? undefined : new Date(now.getTime() - days * DAY_MS).toISOString()
}
