/** One record's history, in the order of its writes. */
import { AuditError, matchesIdText } from '@rastro/core'
import type { ReadEvent } from '@rastro/core'
import { jsonAnswer } from '../http/exchange.ts'
import { notFound } from '../http/refusal.ts'
import { entryJson } from './events.ts'
import { rowExtrasOf } from './row-extras.ts'
import { readAccess, viewerOf, wordingOf } from './service.ts'
import type { Handler, Service, Visit } from './service.ts'

/** `GET history?tt&tid`, with the same filters as the list. */
export const recordHistory: Handler = async (visit, service) => {
  const { page, query } = visit.given
  const style = { view: page.view, extras: rowExtrasOf(visit) }
  const record = { type: required(query, 'tt'), id: required(query, 'tid') }
  const { events, next, sequencedUpTo } = await service.reader.find(
    readAccess(visit.access),
    query,
    { limit: page.limit, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) },
  )
  if (events.length === 0) await refuseOutside(record, visit, service)
  const name = nameOf(record, events)
  await service.looking.historyViewed(viewerOf(visit), {
    ...record,
    ...(name === undefined ? {} : { name }),
    isKnown: events.length > 0,
    isPersonal: isPersonal(events),
    isContinued: page.cursor !== undefined,
  })
  const wording = wordingOf(visit, service)
  return jsonAnswer(200, {
    events: events.map((event) => entryJson({ event }, style, wording)),
    next,
    count: null,
    sequencedUpTo,
    place: await placeOf(record, events, [visit, service]),
  })
}

/**
 * Where such a record is audited, so that nothing can be told from never: as its own events say, the
 * model, or another record of the type. Null where nobody has heard of one.
 */
async function placeOf(
  { type, id }: { readonly type: string; readonly id: string },
  events: readonly ReadEvent[],
  [{ access }, { reader, catalog }]: readonly [Visit, Service],
): Promise<string | null> {
  const own = events.find(({ target }) => target?.type === type && matchesIdText(target.id, id))
  const known = own?.place ?? catalog.tryPlaceOfType(type)
  if (known !== undefined) return known
  const { events: others } = await reader.find(readAccess(access), { tt: type }, { limit: OTHERS })
  // One that only relates to such a record has a place of its own.
  return others.find(({ target }) => target?.type === type)?.place ?? null
}

const OTHERS = 20

/** To a confined reader a record outside the scope is one that does not exist. */
async function refuseOutside(
  record: { readonly type: string; readonly id: string },
  { access }: Visit,
  { reader }: Service,
): Promise<void> {
  if (access.scope === undefined) return
  const { events } = await reader.history(readAccess(access), record, { limit: 1 })
  if (events.length === 0) throw notFound('there is no such record')
}

function required(query: Readonly<Record<string, string>>, key: 'tt' | 'tid'): string {
  const value = query[key]
  if (value !== undefined) return value
  const message = `${key}: a history needs the record's type in 'tt' and its id in 'tid'`
  throw new AuditError('AUDIT_QUERY_INVALID', message, { field: key })
}

/** True where what the record is called may be somebody's name. */
export function isPersonal(events: readonly ReadEvent[]): boolean {
  return events.some(({ personal }) => personal !== undefined)
}

/** What the record is called in the newest of its events at hand. */
function nameOf(
  record: { readonly type: string; readonly id: string },
  events: readonly ReadEvent[],
): string | undefined {
  // Events that only relate to the record have another target.
  const own = events.filter(
    ({ target }) => target?.type === record.type && matchesIdText(target.id, record.id),
  )
  const newest = own.toSorted((a, b) => b.at.getTime() - a.at.getTime())
  return newest.find(({ target }) => target?.name !== undefined)?.target?.name
}
