/** Which events come next in the order of time? */
import { AuditError } from '../errors/audit-error.ts'
import type { EventStore, TimePosition } from '../ports/store.ts'
import type { StoredEvent } from '../event/event.ts'
import { bindingOf, decodeCursor, encodeCursor } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import type { EventFilter } from '../ports/filter.ts'
import type { Order, ParsedQuery } from './parse-query.ts'
import { asRead } from './read-event.ts'
import type { PageBody } from './reader.ts'

/** One page of one checked query. */
export interface PageRequest {
  readonly parsed: ParsedQuery
  readonly order: Order
  /** 1 to 500. */
  readonly limit: number
  readonly cursor?: string
}

export async function timePage(store: EventStore, request: PageRequest): Promise<PageBody> {
  const { limit, order } = request
  const { cursor, filter, write } = openPage(request, 'time')
  const found = await store.findByTime({
    filter,
    order,
    limit: limit + 1,
    ...(cursor === undefined ? {} : { after: cursor.after }),
  })
  const events = found.slice(0, limit)
  const last = events.at(-1)
  const hasMore = found.length > limit && last !== undefined
  return {
    events: events.map(asRead),
    next: hasMore ? write({ kind: 'time', after: timePosition(last) }) : null,
  }
}

/**
 * Reads the cursor of a page and what it fixes: a moving period begins on every page where it
 * began on the first.
 *
 * @throws AuditError `AUDIT_CURSOR_INVALID`
 */
export function openPage<K extends Cursor['kind']>(request: PageRequest, kind: K) {
  const { parsed, order } = request
  const binding = bindingOf(parsed, order)
  const cursor =
    request.cursor === undefined ? undefined : decodeCursor(request.cursor, { kind, binding })
  const since = parsed.period === undefined ? undefined : (cursor?.since ?? parsed.filter.from)
  if (since !== undefined) assertRecentlyBegun(since, parsed.filter.from ?? since)
  const filter: EventFilter =
    since === undefined ? parsed.filter : { ...parsed.filter, from: since }
  const write = (next: Extract<Cursor, { kind: K }>): string =>
    encodeCursor(since === undefined ? next : { ...next, since }, binding)
  return { cursor, filter, write }
}

/** How long ago the first page of a moving period may have been asked for. */
const MAX_PAGING_MS = 86_400_000

// A cursor is not signed: one that says its period began long ago would show more than the query,
// and than the record of who looked, says.
function assertRecentlyBegun(since: Date, from: Date): void {
  const aheadMs = from.getTime() - since.getTime()
  if (aheadMs >= 0 && aheadMs <= MAX_PAGING_MS) return
  throw new AuditError(
    'AUDIT_CURSOR_INVALID',
    'cursor: its period is over: ask for the first page',
    {
      field: 'cursor',
    },
  )
}

export function timePosition(stored: StoredEvent): TimePosition {
  return { at: stored.e.at, id: stored._id }
}
