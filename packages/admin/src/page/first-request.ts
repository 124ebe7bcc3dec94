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
  'order',
] as const

/** Returns the API's address, below the mount, for the first rows of a page's own query. */
export function firstRequest(search: string, language: string): string {
  const given = new URLSearchParams(search)
  const asked = new URLSearchParams()
  for (const key of FILTER_KEYS) {
    const value = given.get(key)
    if (value !== null && value !== '') asked.set(key, value)
  }
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
