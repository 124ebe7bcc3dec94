/**
 * Which events does a page of the list ask for?
 *
 * The server writes this address into the HTML so that the browser asks for the events before it
 * has the script; the script asks for the same address and finds the answer under way. Both sides
 * run this file: two addresses that differ by one character would be two requests.
 */

/** What a row holds beside what every row does; whether a column shows it is the reader's choice. */
export const ROW_EXTRAS = 'email,client,ip'

/** Rows of one request. */
export const ROWS_PER_PAGE = 100

/** Keys of the address that say which events, as the API takes them. */
export const FILTER_KEYS = [
  'from',
  'to',
  'p',
  'op',
  'place',
  'type',
  'cat',
  'ut',
  'user',
  'agent',
  'client',
  'ip',
  'tt',
  'tid',
  'group',
  'q',
  'sev',
  'res',
  'looks',
  'order',
] as const

/** Keys that say what kind of events is asked for: among these nothing is left out unasked. */
const KINDS = ['op', 'place', 'type', 'cat', 'tt', 'group'] as const

/**
 * Returns the filters of a page's own query as the API takes them.
 *
 * Looks at the log are left out unless they are asked for: reading the log would fill it with
 * itself. The API leaves nothing out by itself, so the page says it.
 */
export function askedOf(given: URLSearchParams): URLSearchParams {
  const asked = new URLSearchParams()
  for (const key of FILTER_KEYS) {
    const value = textOf(given, key)
    if (value !== '') asked.set(key, value)
  }
  if (!asked.has('looks') && !KINDS.some((key) => asked.has(key))) asked.set('looks', '0')
  return asked
}

/** A key that stands several times says all of it, as in the API: none of it is passed over. */
export function textOf(given: URLSearchParams, key: string): string {
  return given
    .getAll(key)
    .filter((one) => one !== '')
    .join(',')
}

/** Returns the API's address, below the mount, for the first rows of a page's own query. */
export function firstRequest(search: string, language: string): string {
  const asked = askedOf(new URLSearchParams(search))
  if (!asked.has('group')) asked.set('groups', '1')
  asked.set('view', 'row')
  asked.set('cols', ROW_EXTRAS)
  asked.set('limit', String(ROWS_PER_PAGE))
  asked.set('lang', language)
  // Commas stay as they are: the address is read by people.
  return `api/events?${asked.toString().replaceAll('%2C', ',')}`
}

/** Returns the API's address for what the page must know beside the rows. */
export function metaRequest(language: string): string {
  return `api/meta?${new URLSearchParams({ lang: language }).toString()}`
}
