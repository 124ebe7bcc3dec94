/**
 * Who answers questions about the log?
 *
 * Joins a store, the catalog's words and the clock into the one reader that code, API and page
 * share. How pages are made is in `time-page.ts`, `record-page.ts` and `folded-page.ts`; whether
 * looking is itself recorded is for the door that was used.
 */
import type { Catalog } from '../catalog/definition.ts'
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions } from '../errors/options.ts'
import type { Clock } from '../environment/environment.ts'
import type { EventSequence } from '../ports/sequence.ts'
import type { EventStore } from '../ports/store.ts'
import { matchesFilter } from '../memory/match-filter.ts'
import { idText } from '../values/id-text.ts'
import { MAX_COUNT } from './query-keys.ts'
import { foldedPage } from './folded-page.ts'
import { livePage } from './live-page.ts'
import { neighboursOf } from './neighbours.ts'
import { refuseUnseen } from './known-values.ts'
import { parseLimit } from './parse-page.ts'
import { parseOrder, parseQuery } from './parse-query.ts'
import type { ParsedQuery } from './parse-query.ts'
import { asRead } from './read-event.ts'
import type { AuditReader, PageOptions, QueryInput, ReadAccess } from './reader.ts'
import { recordPage } from './record-page.ts'
import { scanPages } from './scan-pages.ts'
import { summariesOf } from './summaries.ts'
import { timePage } from './time-page.ts'
import type { PageRequest } from './time-page.ts'
import { isTimeZone } from './zoned-day.ts'

/** What a reader works with. */
export interface ReaderOptions {
  readonly store: EventStore
  /** The order of the log; without it nothing is said to be complete. */
  readonly sequence?: EventSequence
  readonly catalog: Catalog
  readonly clock: Clock
  /** The audit's IANA time zone: whose days `YYYY-MM-DD` means. */
  readonly zone: string
}

/** As the store makes them. */
const EVENT_ID = /^[0-9A-Z]{26}$/

/**
 * Makes the reader of one audit.
 *
 * Every filter carries the tenant and the scope of the access it is asked with; neither can come
 * from a query.
 *
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`; `AUDIT_OPTION_INVALID` if `zone` is no time
 * zone of this Node.
 */
export function createReader(options: ReaderOptions): AuditReader {
  checkOptions('createReader', options, ['store', 'sequence', 'catalog', 'clock', 'zone'])
  const { store, sequence, catalog, clock, zone } = options
  if (typeof zone !== 'string' || !isTimeZone(zone)) {
    throw new AuditError(
      'AUDIT_OPTION_INVALID',
      'zone must be an IANA time zone such as America/Sao_Paulo',
      { field: 'zone' },
    )
  }

  async function parse(access: ReadAccess, query: QueryInput): Promise<ParsedQuery> {
    const parsed = parseQuery(query, { access, catalog, now: clock.now(), zone })
    if (parsed.unlisted.length > 0) {
      const seen = await store.seen(access.tenant)
      refuseUnseen(parsed.unlisted, { catalog, seen, suggestSeen: access.scope === undefined })
    }
    return parsed
  }

  /** Asked before the query begins: what was visible then, the query sees. */
  async function complete<T>({ tenant }: ReadAccess, ask: () => Promise<T>) {
    const sequencedUpTo = (await sequence?.upTo(tenant)) ?? null
    return { ...(await ask()), sequencedUpTo }
  }

  return {
    async find(access, query, page) {
      const parsed = await parse(access, query)
      const request = pageRequest(parsed, page)
      return complete(access, async () =>
        isOneRecord(parsed) ? recordPage(store, request) : timePage(store, request),
      )
    },
    async findFolded(access, query, page) {
      const request = pageRequest(await parse(access, query), page)
      return complete(access, () => foldedPage(store, request))
    },
    async findAfter(access, query, live) {
      const { filter } = await parse(access, query)
      return livePage(sequence, { filter, after: live.after, limit: parseLimit(live.limit) })
    },
    async count(access, query) {
      return store.count((await parse(access, query)).filter, MAX_COUNT)
    },
    async countFolded(access, query) {
      const { filter } = await parse(access, query)
      if (store.countLines === undefined) return store.count(filter, MAX_COUNT)
      const { n, exact, lines } = await store.countLines(filter, MAX_COUNT)
      return exact ? { n, exact, lines } : { n, exact }
    },
    async get(access, id) {
      if (typeof id !== 'string' || !EVENT_ID.test(id)) return undefined
      const stored = await store.get(accessFilter(access), id)
      return stored && asRead(stored)
    },
    async history(access, target, page) {
      const filter = {
        ...accessFilter(access),
        target: { type: target.type, id: idText(target.id) },
      }
      const request = pageRequest({ filter, unlisted: [] }, page)
      return complete(access, () => recordPage(store, request))
    },
    async check(access, query) {
      await parse(access, query)
    },
    async summaries(access, query, upTo) {
      return summariesOf(store, (await parse(access, query)).filter, upTo)
    },
    async neighbours(access, query, event) {
      return neighboursOf(store, (await parse(access, query)).filter, event)
    },
    async head(access, group) {
      const [head] = await store.heads(access.tenant, [group])
      if (head === undefined) return undefined
      // It counts all members, also those that a confined reader may not know of.
      const isSeen = matchesFilter(head.e, accessFilter(access))
      return isSeen ? asRead(head) : undefined
    },
    async scan(access, query) {
      const parsed = await parse(access, query)
      const order = parsed.order ?? 'newest'
      const isOne = isOneRecord(parsed)
      return complete(access, () => scanPages(store, { parsed, order, isOneRecord: isOne }))
    },
    async seen(access) {
      // What a confined reader may know of is what its own events say.
      if (access.scope !== undefined) return { places: [], operations: [], actorTypes: [] }
      return store.seen(access.tenant)
    },
  }
}

function accessFilter(access: ReadAccess): {
  tenant: string
  scope?: NonNullable<ReadAccess['scope']>
} {
  const { tenant, scope } = access
  return { tenant, ...(scope === undefined ? {} : { scope }) }
}

function pageRequest(parsed: ParsedQuery, page: PageOptions = {}): PageRequest {
  checkOptions('the page', page, ['limit', 'cursor', 'order'])
  return {
    parsed,
    limit: parseLimit(page.limit),
    order: parseOrder(page.order) ?? parsed.order ?? 'newest',
    ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
  }
}

/** One record's events have an order of their own: that of its writes. */
function isOneRecord({ filter }: ParsedQuery): boolean {
  return filter.target?.id !== undefined
}
