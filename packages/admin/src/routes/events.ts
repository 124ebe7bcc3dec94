/** The list of events, and one event. */
import { AuditError, LOOK_OPERATION, LOOK_PLACES } from '@rastro/core'
import type { FoldedEntry, JsonValue, QueryInput } from '@rastro/core'
import { detailLabels } from '../answers/detail-words.ts'
import { eventJson, given, openedEventJson } from '../answers/event-json.ts'
import type { Wording } from '../answers/event-json.ts'
import { partialJson } from '../answers/partial-json.ts'
import { rowJson } from '../answers/row-json.ts'
import type { RowExtra } from '../answers/row-json.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { notFound } from '../http/refusal.ts'
import { eventLinks, madeRecordUrl } from '../links/host-links.ts'
import { rowExtrasOf } from './row-extras.ts'
import { readAccess, viewerOf, wordingOf } from './service.ts'
import type { Handler, Visit } from './service.ts'

/** `GET events`: the page first, then what it says about itself. */
export const listEvents: Handler = async (visit, service) => {
  const { page, query } = visit.given
  if (page.after !== undefined) refuseWithAfter(visit)
  const style = { view: page.view, extras: rowExtrasOf(visit) }
  const { entries, next, sequencedUpTo } = await readEntries(visit, service.reader)
  const count = page.count && page.after === undefined ? await countOf(visit, service.reader) : null
  const isLive = page.after !== undefined
  await service.looking.listed(viewerOf(visit), withoutOrder(query), {
    found: entries.map(({ event }) => event),
    isLive,
  })
  const wording = wordingOf(visit, service)
  return jsonAnswer(200, {
    events: entries.map((entry) => ({
      ...entryJson(entry, style, wording),
      ...given('url', page.view === 'row' ? madeRecordUrl(service, entry.event) : undefined),
    })),
    next,
    count,
    sequencedUpTo,
  })
}

/** `GET events/:id`. Another tenant's event and one outside the scope do not exist. */
export const oneEvent: Handler = async (visit, service) => {
  const event = await service.reader.get(readAccess(visit.access), visit.path['id'] ?? '')
  if (event === undefined) throw notFound('there is no such event')
  // Before the look is recorded, which is an event of its own.
  const around = await service.reader.neighbours(readAccess(visit.access), visit.given.query, event)
  await service.looking.opened(viewerOf(visit), event)
  return jsonAnswer(200, {
    ...openedEventJson(event, wordingOf(visit, service)),
    around: { ...around },
    partial: partialJson(event),
    detailLabels: detailLabels(event.details ?? {}, wordingOf(visit, service)),
    links: eventLinks(service, event),
  })
}

/** How much of each event is shown. */
export interface EntryStyle {
  readonly view: 'full' | 'row'
  readonly extras: ReadonlySet<RowExtra>
}

export function entryJson(
  { event, folded }: FoldedEntry,
  { view, extras }: EntryStyle,
  wording: Wording,
): { readonly [key: string]: JsonValue } {
  const json = view === 'row' ? rowJson(event, wording, extras) : eventJson(event, wording)
  if (folded === undefined) return json
  return { ...json, folded: { id: folded.id, unfinished: folded.unfinished } }
}

async function readEntries({ given, access }: Visit, reader: Parameters<Handler>[1]['reader']) {
  const { page, query } = given
  const options = {
    limit: page.limit,
    ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
  }
  if (page.after !== undefined) {
    const live = { after: page.after, limit: page.limit }
    const { events, ...rest } = await reader.findAfter(readAccess(access), query, live)
    return { entries: events.map((event): FoldedEntry => ({ event })), ...rest }
  }
  if (page.groups) return reader.findFolded(readAccess(access), query, options)
  const { events, ...rest } = await reader.find(readAccess(access), query, options)
  return { entries: events.map((event): FoldedEntry => ({ event })), ...rest }
}

/** Of events always; where groups are folded also of the lines that are left of them. */
async function countOf(visit: Visit, reader: Parameters<Handler>[1]['reader']) {
  const { page, query } = visit.given
  const { access } = visit
  const who = readAccess(access)
  const looks = looksOf(query)
  const left = looks === undefined ? undefined : await reader.count(who, looks)
  if (!page.groups) {
    const { n, exact } = await reader.count(who, query)
    return { n, exact, ...given('looks', left?.n) }
  }
  const { n, exact, lines } = await reader.countFolded(who, query)
  return { n, exact, ...given('lines', lines), ...given('looks', left?.n) }
}

/** What a query without looks leaves out: where it names places or operations, nothing is hidden. */
function looksOf(query: QueryInput): QueryInput | undefined {
  const { looks, op, place, ...rest } = query
  if (looks !== '0' || op !== undefined || place !== undefined) return undefined
  return { ...rest, op: LOOK_OPERATION, place: LOOK_PLACES.join(',') }
}

/** A live reader has a place in one order: what would be another place, or another order, is none. */
function refuseWithAfter({ given: { page, query } }: Visit): void {
  const field = page.cursor !== undefined ? 'cursor' : query['order'] !== undefined ? 'order' : ''
  if (field === '') return
  throw new AuditError('AUDIT_QUERY_INVALID', `${field}: cannot stand beside 'after'`, { field })
}

/** The same events in another order are the same look at the log. */
function withoutOrder(query: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { order: _, ...filter } = query
  return filter
}
