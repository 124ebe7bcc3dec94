/**
 * What happened to one record, in the order of its writes?
 *
 * Two streams are merged. Writes that the database timed stand strictly in its order, which inside
 * a transaction is the only right one; everything else (views, exports, writes without a database
 * time) is placed between them by the server's clock. Where servers' clocks disagree, such an
 * event can stand one place apart in the two orders; writes never do.
 */
import type { StoredEvent } from '../event/event.ts'
import type { EventStore, RecordPosition, TimePosition } from '../ports/store.ts'
import type { RecordCursor } from './cursor.ts'
import type { Order } from './parse-query.ts'
import { asRead } from './read-event.ts'
import type { PageBody } from './reader.ts'
import { openPage, timePosition } from './time-page.ts'
import type { PageRequest } from './time-page.ts'

/** Sorts after every character of an id, so that a position can stand beside its own event. */
const AFTER_ALL_IDS = '~'

export async function recordPage(store: EventStore, request: PageRequest): Promise<PageBody> {
  const { limit, order } = request
  const { cursor, filter, write } = openPage(request, 'record')
  const [timed, untimed] = await Promise.all([
    store.findByRecord({
      filter,
      order,
      limit: limit + 1,
      ...(cursor?.timed === undefined ? {} : { after: cursor.timed }),
    }),
    store.findByTime({
      filter,
      order,
      limit: limit + 1,
      clusterTime: 'absent',
      ...(cursor?.untimed === undefined ? {} : { after: cursor.untimed }),
    }),
  ])
  const merged = merge({ timed, untimed, order, limit })
  const hasMore = timed.length + untimed.length > merged.events.length
  return {
    events: merged.events.map(asRead),
    next: hasMore
      ? write({
          kind: 'record',
          ...timedPosition(timed, merged.timed, { order, cursor }),
          ...untimedPosition(untimed, merged.untimed, { order, cursor }),
        })
      : null,
  }
}

interface MergeInput {
  readonly timed: readonly StoredEvent[]
  readonly untimed: readonly StoredEvent[]
  readonly order: Order
  readonly limit: number
}

/** The page's events, and how many of each stream they took. */
function merge({ timed, untimed, order, limit }: MergeInput) {
  const events: StoredEvent[] = []
  let fromTimed = 0
  let fromUntimed = 0
  while (events.length < limit) {
    const write = timed[fromTimed]
    const other = untimed[fromUntimed]
    if (write !== undefined && (other === undefined || isFirst(write, other, order))) {
      events.push(write)
      fromTimed += 1
    } else if (other !== undefined) {
      events.push(other)
      fromUntimed += 1
    } else {
      break
    }
  }
  return { events, timed: fromTimed, untimed: fromUntimed }
}

/** At the same instant the write came first: what follows it is mostly somebody looking. */
function isFirst(write: StoredEvent, other: StoredEvent, order: Order): boolean {
  const isBefore = write.e.at.getTime() <= other.e.at.getTime()
  return order === 'oldest' ? isBefore : !isBefore
}

interface Place {
  readonly order: Order
  readonly cursor: RecordCursor | undefined
}

function timedPosition(
  stream: readonly StoredEvent[],
  taken: number,
  { order, cursor }: Place,
): { timed?: RecordPosition } {
  const last = stream[taken - 1]
  if (last !== undefined) return { timed: recordPosition(last) }
  if (cursor?.timed !== undefined) return { timed: cursor.timed }
  if (order === 'oldest') return {}
  // Nothing of this stream was shown yet. What arrives before the next page is newer than all
  // that was shown and must not appear there: the position stands right above the first event.
  const first = stream[0]
  if (first === undefined) return { timed: { t: 0, i: 0, n: 0, id: '' } }
  return { timed: { ...recordPosition(first), id: first._id + AFTER_ALL_IDS } }
}

function untimedPosition(
  stream: readonly StoredEvent[],
  taken: number,
  { order, cursor }: Place,
): { untimed?: TimePosition } {
  const last = stream[taken - 1]
  if (last !== undefined) return { untimed: timePosition(last) }
  if (cursor?.untimed !== undefined) return { untimed: cursor.untimed }
  if (order === 'oldest') return {}
  const first = stream[0]
  if (first === undefined) return { untimed: { at: new Date(0), id: '' } }
  return { untimed: { at: first.e.at, id: first._id + AFTER_ALL_IDS } }
}

function recordPosition(stored: StoredEvent): RecordPosition {
  const { ct } = stored.e
  return { t: ct?.t.t ?? 0, i: ct?.t.i ?? 0, n: ct?.n ?? 0, id: stored._id }
}
