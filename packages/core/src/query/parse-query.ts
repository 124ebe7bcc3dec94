/**
 * Which events does an untrusted query ask for?
 *
 * The one door to filters: code, API and page URL all come through here. Keys, sizes and shapes
 * are in `query-values.ts`, time in `parse-period.ts`, value lists in `known-values.ts`; keys that
 * say how to answer are read by `parse-page.ts`.
 */
import type { Catalog } from '../catalog/definition.ts'
import { didYouMean } from '../errors/suggestion.ts'
import type { EventFilter } from '../ports/filter.ts'
import { searchedWords } from '../memory/fold-text.ts'
import { tryNormalIp } from './ip-text.ts'
import { unlistedValues } from './known-values.ts'
import type { UnlistedValue } from './known-values.ts'
import { parseTimeSpan } from './parse-period.ts'
import { queryInvalid } from './query-keys.ts'
import type { ListKey, Period } from './query-keys.ts'
import { readTexts } from './query-values.ts'
import type { QueryTexts } from './query-values.ts'
import type { QueryInput, ReadAccess } from './reader.ts'

export const ORDERS = ['newest', 'oldest'] as const

export type Order = (typeof ORDERS)[number]

/** What surrounds a query: who asks, which words exist, what time it is. */
export interface QueryContext {
  readonly access: ReadAccess
  readonly catalog: Catalog
  readonly now: Date
  /** IANA zone whose days `YYYY-MM-DD` means. */
  readonly zone: string
}

/** A checked query. */
export interface ParsedQuery {
  /** Tenant and scope of the access included. */
  readonly filter: EventFilter
  /** Set when `filter.from` moves with the clock. */
  readonly period?: Period
  readonly order?: Order
  /** Values that the catalog does not name; see `refuseUnseen`. */
  readonly unlisted: readonly UnlistedValue[]
}

const FILTER_LISTS = {
  op: 'operations',
  place: 'places',
  type: 'types',
  cat: 'categories',
  sev: 'severities',
  res: 'outcomes',
  ut: 'actorTypes',
  user: 'users',
  agent: 'agents',
  client: 'clients',
} as const satisfies Partial<Record<ListKey, keyof EventFilter>>

/**
 * Turns a query into a filter.
 *
 * `from` and `to` are inclusive: a day is that whole day in the audit's zone, an instant is its
 * millisecond. `p` counts back from now and stands alone. `tid` needs `tt`.
 *
 * @param input - Anything: keys of {@link QueryInput}, with untrusted values.
 * @throws AuditError `AUDIT_QUERY_INVALID` with the key in `field`.
 */
export function parseQuery(input: QueryInput, context: QueryContext): ParsedQuery {
  const texts = readTexts(input)
  const { period, ...span } = parseTimeSpan(texts, context)
  const order = parseOrder(texts.get('order')?.[0])
  const group = texts.get('group')?.[0]
  const text = texts.get('q')?.[0]?.trim()
  // Accents alone fold away, and a search for nothing finds everything.
  if (text !== undefined && searchedWords(text).length === 0) {
    throw queryInvalid('q', 'holds no word to search for')
  }
  return {
    filter: {
      tenant: context.access.tenant,
      ...span,
      ...listsOf(texts),
      ...ipsOf(texts),
      ...targetOf(texts),
      ...(group === undefined ? {} : { group }),
      ...(text === undefined ? {} : { text }),
      ...(isWithLooks(texts.get('looks')?.[0]) ? {} : { withoutLooks: true }),
      ...(context.access.scope === undefined ? {} : { scope: context.access.scope }),
    },
    ...(period === undefined ? {} : { period }),
    ...(order === undefined ? {} : { order }),
    unlisted: unlistedValues(texts, context.catalog),
  }
}

/** Checks an order that may be absent. */
export function parseOrder(text: unknown): Order | undefined {
  if (text === undefined) return undefined
  const order = ORDERS.find((known) => known === text)
  if (order !== undefined) return order
  const given = typeof text === 'string' ? text : ''
  throw queryInvalid('order', `no such order: ${didYouMean(given, ORDERS)}`)
}

/** Everything recorded is in a list, unless the asker says otherwise. */
function isWithLooks(text = '1'): boolean {
  if (text === '1' || text === '0') return text === '1'
  throw queryInvalid('looks', 'expected 1 or 0')
}

function listsOf(texts: QueryTexts): Partial<EventFilter> {
  const lists: {
    -readonly [name in (typeof FILTER_LISTS)[keyof typeof FILTER_LISTS]]?: readonly string[]
  } = {}
  for (const [key, name] of Object.entries(FILTER_LISTS)) {
    const values = texts.get(key as ListKey)
    if (values !== undefined) lists[name] = [...new Set(values)]
  }
  return lists
}

function ipsOf(texts: QueryTexts): { ips?: readonly string[] } {
  const values = texts.get('ip')
  if (values === undefined) return {}
  const ips = values.map((value) => {
    const ip = tryNormalIp(value)
    if (ip === undefined) throw queryInvalid('ip', 'expected an IPv4 or IPv6 address')
    return ip
  })
  return { ips: [...new Set(ips)] }
}

function targetOf(texts: QueryTexts): { target?: { type: string; id?: string } } {
  const type = texts.get('tt')?.[0]
  const id = texts.get('tid')?.[0]
  if (type === undefined) {
    // An id alone could be of any model, and no index leads to it.
    if (id !== undefined) throw queryInvalid('tid', "needs the record's type in 'tt'")
    return {}
  }
  return { target: { type, ...(id === undefined ? {} : { id }) } }
}
