/**
 * How is everything read that matches, in the order in which a list shows it?
 *
 * By the store's own reading where it has one; else, and for one record, whose events have an order
 * of their own, page by page.
 */
import type { ReadEvent, StoredEvent } from '../event/event.ts'
import type { Scan } from '../ports/scan.ts'
import type { EventStore } from '../ports/store.ts'
import type { Order, ParsedQuery } from './parse-query.ts'
import type { PageBody } from './reader.ts'
import { recordPage } from './record-page.ts'
import { timePage } from './time-page.ts'
import type { PageRequest } from './time-page.ts'

const PAGE = 500

/** As `read-event.ts` does, of an event that was read for this alone: without a copy, of which there were many. */
function madeRead({ e, _id, recordedAt }: StoredEvent): ReadEvent {
  return Object.assign(e, { id: _id, recordedAt })
}

export async function scanPages(
  store: EventStore,
  {
    parsed,
    order,
    isOneRecord,
  }: Readonly<{ parsed: ParsedQuery; order: Order; isOneRecord: boolean }>,
): Promise<Scan<ReadEvent>> {
  if (store.scan !== undefined && !isOneRecord) {
    const scan = await store.scan({ filter: parsed.filter, order })
    return {
      next: async () => (await scan.next()).map(madeRead),
      close: () => scan.close(),
    }
  }
  const page = (request: PageRequest): Promise<PageBody> =>
    isOneRecord ? recordPage(store, request) : timePage(store, request)
  // The first page's beginning of a moving period is every page's: a cursor may be a day old at
  // most, and this may take longer.
  const { period: _, ...fixed } = parsed
  let cursor: string | undefined
  let isOver = false
  return {
    async next() {
      if (isOver) return []
      const request = {
        parsed: fixed,
        order,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      }
      const { events, next } = await page(request)
      isOver ||= next === null
      cursor = next ?? undefined
      return events
    },
    async close() {
      isOver = true
    },
  }
}
