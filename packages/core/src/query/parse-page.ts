/**
 * How does an API request want its answer?
 *
 * Takes the keys that say how to answer from a request's texts and leaves the rest for
 * `parse-query.ts`.
 */
import { AuditError } from '../errors/audit-error.ts'
import { didYouMean } from '../errors/suggestion.ts'
import { PAGE_KEYS, QUERY_KEYS, queryInvalid, quotedKey } from './query-keys.ts'
import type { PageKey } from './query-keys.ts'
import { MAX_CURSOR_CHARS } from './cursor.ts'
import { isTimeZone } from './zoned-day.ts'

/** Most events of one page. */
export const MAX_PAGE_LIMIT = 500
/** Events of a page where nobody says how many. */
export const DEFAULT_PAGE_LIMIT = 50

const VIEWS = ['full', 'row'] as const

/** How the answer is to look: checked, defaults filled in. */
export interface ParsedPage {
  /** 1 to 500. */
  readonly limit: number
  readonly cursor?: string
  readonly count: boolean
  readonly view: (typeof VIEWS)[number]
  readonly groups: boolean
  /** Sequence number after which a live reader goes on. */
  readonly after?: number
  /** IANA zone in which the asker's page shows times; never moves a day's boundaries. */
  readonly tz?: string
  /** Language asked for, as sent. */
  readonly lang?: string
}

/** A request’s keys, told apart. */
export interface SplitRequest {
  readonly page: ParsedPage
  /** What `parseQuery` takes. */
  readonly query: Readonly<Record<string, string>>
  /** An instant of one record's past, as sent. */
  readonly at?: string
}

/**
 * Splits a request's keys into those that choose events and those that shape the answer.
 *
 * @param texts - One text per key, as decoded from a query string.
 * @throws {@link AuditError} `AUDIT_QUERY_INVALID` with the key in `field`; `AUDIT_CURSOR_INVALID`
 * for a cursor of impossible length.
 */
export function splitRequest(texts: ReadonlyMap<string, string>): SplitRequest {
  const query: Record<string, string> = {}
  let at: string | undefined
  const page = new Map<PageKey, string>()
  for (const [key, text] of texts) {
    if (key === 'at') at = text
    else if (isPageKey(key)) page.set(key, text)
    else if ((QUERY_KEYS as readonly string[]).includes(key)) query[key] = text
    else throw unknownKey(key)
  }
  return { page: parsePage(page), query, ...(at === undefined ? {} : { at }) }
}

/** Checks a page size that may be absent. */
export function parseLimit(value: unknown): number {
  if (value === undefined) return DEFAULT_PAGE_LIMIT
  const limit = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value
  if (
    typeof limit === 'number' &&
    Number.isInteger(limit) &&
    limit >= 1 &&
    limit <= MAX_PAGE_LIMIT
  ) {
    return limit
  }
  throw queryInvalid('limit', `expected a whole number from 1 to ${MAX_PAGE_LIMIT}`)
}

function parsePage(texts: ReadonlyMap<PageKey, string>): ParsedPage {
  const cursor = texts.get('cursor')
  if (cursor !== undefined && cursor.length > MAX_CURSOR_CHARS) {
    throw new AuditError('AUDIT_CURSOR_INVALID', 'cursor: this is no cursor of this log', {
      field: 'cursor',
    })
  }
  const after = parseAfter(texts.get('after'))
  const tz = parseZone(texts.get('tz'))
  const lang = parseLanguageTag(texts.get('lang'))
  return {
    limit: parseLimit(texts.get('limit')),
    ...(cursor === undefined ? {} : { cursor }),
    count: parseFlag('count', texts.get('count')),
    view: parseView(texts.get('view')),
    groups: parseFlag('groups', texts.get('groups')),
    ...(after === undefined ? {} : { after }),
    ...(tz === undefined ? {} : { tz }),
    ...(lang === undefined ? {} : { lang }),
  }
}

function parseFlag(key: PageKey, text: string | undefined): boolean {
  if (text === undefined || text === '0') return false
  if (text === '1') return true
  throw queryInvalid(key, 'expected 1 or 0')
}

function parseView(text: string | undefined): ParsedPage['view'] {
  if (text === undefined) return 'full'
  const view = VIEWS.find((known) => known === text)
  if (view === undefined) throw queryInvalid('view', `no such view: ${didYouMean(text, VIEWS)}`)
  return view
}

function parseAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const after = /^\d{1,16}$/.test(text) ? Number(text) : NaN
  if (Number.isSafeInteger(after)) return after
  throw queryInvalid('after', 'expected a sequence number')
}

function parseZone(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (text.length <= 64 && isTimeZone(text)) return text
  throw queryInvalid('tz', 'expected a time zone such as America/Sao_Paulo')
}

function parseLanguageTag(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8}){0,3}$/.test(text)) return text
  throw queryInvalid('lang', 'expected a language tag such as pt-BR')
}

function isPageKey(key: string): key is PageKey {
  return (PAGE_KEYS as readonly string[]).includes(key)
}

function unknownKey(key: string): AuditError {
  return new AuditError(
    'AUDIT_QUERY_INVALID',
    `a query has no key ${quotedKey(key)}: ${didYouMean(key, [...QUERY_KEYS, ...PAGE_KEYS])}`,
    { field: key.slice(0, 64) },
  )
}
