/**
 * What are the events of a period like, without what they hold?
 *
 * For whoever adds them up: many at once, newest first, and never more than a bounded number of
 * events and of milliseconds. What was not read is said, and never guessed.
 */
import type { ReadEvent } from '../event/event.ts'
import type { EventFilter } from '../ports/filter.ts'
import type { EventStore, TimePosition } from '../ports/store.ts'
import { asRead } from './read-event.ts'
import type { Summaries } from './reader.ts'
import { timePosition } from './time-page.ts'

/** Most events that one question reads. */
export const MAX_SUMMARIES = 20_000
/** A server at the limit of one query has as much time again for everything else. */
const MAX_MS = 5_000
const CHUNK = 2_000

export async function summariesOf(
  store: EventStore,
  filter: EventFilter,
  upTo: number = MAX_SUMMARIES,
): Promise<Summaries> {
  const most = Math.min(upTo, MAX_SUMMARIES)
  const endsAt = performance.now() + MAX_MS
  const events: ReadEvent[] = []
  let after: TimePosition | undefined
  for (;;) {
    const limit = Math.min(CHUNK, most - events.length) + 1
    const found = await store.findByTime({
      filter,
      order: 'newest',
      limit,
      isShort: true,
      ...(after === undefined ? {} : { after }),
    })
    const taken = found.slice(0, limit - 1)
    for (const event of taken) events.push(asRead(event))
    const last = taken.at(-1)
    const hasMore = found.length === limit
    if (!hasMore || last === undefined) return { events, capped: false }
    if (events.length >= most || performance.now() > endsAt) return { events, capped: true }
    after = timePosition(last)
  }
}
