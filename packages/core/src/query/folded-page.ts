/**
 * Which lines does a list show when each group is one line?
 *
 * A group stands where its first matching event stands, once in the whole list, and is shown as
 * its head. The store leaves out members of groups handed out before; a cursor remembers the
 * latest of those, and any older one is recognised by asking where its first event stood.
 */
import type { StoredEvent } from '../event/event.ts'
import type { EventStore, TimePosition } from '../ports/store.ts'
import type { EventFilter } from '../ports/filter.ts'
import { matchesFilter } from '../memory/match-filter.ts'
import { rememberGroups } from './cursor.ts'
import type { Order } from './parse-query.ts'
import { asRead } from './read-event.ts'
import type { FoldedEntry } from './reader.ts'
import { openPage, timePosition } from './time-page.ts'
import type { PageRequest } from './time-page.ts'

export interface FoldedPage {
  readonly entries: readonly FoldedEntry[]
  readonly next: string | null
}

// What one page may cost. Beyond it the page is handed out shorter than asked for, with a cursor.
const MAX_ROUNDS = 25
const MAX_LOOKUPS = 1000
const MAX_FETCH = 1001

export async function foldedPage(store: EventStore, request: PageRequest): Promise<FoldedPage> {
  const { cursor, filter, write } = openPage(request, 'folded')
  const scan = await scanFirsts(store, {
    filter,
    order: request.order,
    limit: request.limit,
    start: cursor?.after,
    handedOut: cursor?.groups ?? [],
    forgot: cursor?.forgot ?? false,
  })
  const heads = await headsOf(store, filter, scan.firsts)
  const remembered = rememberGroups(scan.handedOut)
  const forgot = remembered.forgot || (cursor?.forgot ?? false)
  return {
    entries: scan.firsts.map((first) => entryOf(first, heads)),
    next:
      scan.hasMore && scan.after !== undefined
        ? write({ kind: 'folded', after: scan.after, groups: remembered.groups, forgot })
        : null,
  }
}

interface ScanRequest {
  readonly filter: EventFilter
  readonly order: Order
  readonly limit: number
  readonly start: TimePosition | undefined
  readonly handedOut: readonly string[]
  readonly forgot: boolean
}

interface Scan {
  /** Single events, and the first event of each group. */
  readonly firsts: readonly StoredEvent[]
  /** The last event that was dealt with, shown or not. */
  readonly after: TimePosition | undefined
  readonly handedOut: readonly string[]
  readonly hasMore: boolean
}

async function scanFirsts(store: EventStore, request: ScanRequest): Promise<Scan> {
  const { filter, order, limit, start } = request
  const firsts: StoredEvent[] = []
  const handedOut = new Set(request.handedOut)
  let after = start
  let lookups = 0
  const result = (hasMore: boolean): Scan => ({ firsts, after, handedOut: [...handedOut], hasMore })

  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const asked = Math.min(MAX_FETCH, (limit - firsts.length) * 2 + 1)
    const found = await store.findByTime({
      filter,
      order,
      limit: asked,
      withoutGroups: [...handedOut],
      ...(after === undefined ? {} : { after }),
    })
    for (const event of found) {
      const group = event.e.group?.id
      if (group !== undefined && request.forgot && start !== undefined && !handedOut.has(group)) {
        if (lookups === MAX_LOOKUPS) return result(true)
        lookups += 1
        if (await stoodBefore(store, { filter, order, group, start })) handedOut.add(group)
      }
      if (group === undefined || !handedOut.has(group)) {
        if (firsts.length === limit) return result(true)
        firsts.push(event)
        if (group !== undefined) handedOut.add(group)
      }
      after = timePosition(event)
    }
    if (found.length < asked) return result(false)
  }
  return result(true)
}

/** True if a group's first matching event lies on an earlier page. */
async function stoodBefore(
  store: EventStore,
  query: {
    readonly filter: EventFilter
    readonly order: Order
    readonly group: string
    readonly start: TimePosition
  },
): Promise<boolean> {
  const { filter, order, group, start } = query
  const [first] = await store.findByTime({ filter: { ...filter, group }, order, limit: 1 })
  if (first === undefined) return false
  const difference =
    first.e.at.getTime() - start.at.getTime() ||
    (first._id < start.id ? -1 : first._id > start.id ? 1 : 0)
  return order === 'newest' ? difference >= 0 : difference <= 0
}

interface Heads {
  readonly byGroup: ReadonlyMap<string, StoredEvent>
  /** Heads that the reader's scope does not reach. */
  readonly hidden: ReadonlySet<string>
}

async function headsOf(
  store: EventStore,
  filter: EventFilter,
  firsts: readonly StoredEvent[],
): Promise<Heads> {
  const groups = firsts.flatMap((first) => first.e.group?.id ?? [])
  if (groups.length === 0) return { byGroup: new Map(), hidden: new Set() }
  const { tenant, scope } = filter
  const heads = await store.heads(tenant, groups)
  const byGroup = new Map<string, StoredEvent>()
  const hidden = new Set<string>()
  for (const head of heads) {
    const group = head.e.group?.id
    if (group === undefined) continue
    // A head counts all members, also those that a confined reader may not know of.
    const isSeen = scope === undefined || matchesFilter(head.e, { tenant, scope })
    if (isSeen) byGroup.set(group, head)
    else hidden.add(group)
  }
  return { byGroup, hidden }
}

function entryOf(first: StoredEvent, heads: Heads): FoldedEntry {
  const id = first.e.group?.id
  if (id === undefined) return { event: asRead(first) }
  const head = heads.byGroup.get(id)
  return {
    event: asRead(head ?? first),
    folded: { id, unfinished: head === undefined && !heads.hidden.has(id) },
  }
}
