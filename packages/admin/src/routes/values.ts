/** One property of a record over time: its history, filtered to what became of that property. */
import { AuditError, matchesIdText } from '@rastro/core'
import type { ReadEvent } from '@rastro/core'
import { given } from '../answers/event-json.ts'
import { pointsOf, readProperty } from '../answers/value-points.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { notFound } from '../http/refusal.ts'
import { isPersonal } from './history.ts'
import { readAccess, viewerOf } from './service.ts'
import type { Handler, Service, Visit } from './service.ts'

const PAGE = 500
/** Of one answer: a record that changed more often is read on from `next`. */
const MAX_PAGES = 4
const MAX_PROPERTY_CHARS = 512

/** `GET values?tt&tid&prop`, oldest first. */
export const valueHistory: Handler = async (visit, service) => {
  const record = { type: required(visit, 'tt'), id: required(visit, 'tid') }
  const path = propertyOf(visit)
  const { events, next } = await readHistory(record, visit, service)
  if (events.length === 0 && visit.given.page.cursor === undefined && visit.access.scope) {
    throw notFound('there is no such record')
  }
  const own = events.filter(
    ({ target }) => target?.type === record.type && matchesIdText(target.id, record.id),
  )
  const name = own.findLast(({ target }) => target?.name !== undefined)?.target?.name
  await service.looking.historyViewed(viewerOf(visit), {
    ...record,
    ...(name === undefined ? {} : { name }),
    isKnown: own.length > 0,
    isPersonal: isPersonal(own),
    isContinued: visit.given.page.cursor !== undefined,
  })
  return jsonAnswer(200, {
    target: { ...record, ...given('name', name) },
    path,
    points: own.flatMap((event) => pointsOf(event, path)),
    next,
  })
}

async function readHistory(
  record: { readonly type: string; readonly id: string },
  { access, given: { page } }: Visit,
  { reader }: Service,
): Promise<{ readonly events: readonly ReadEvent[]; readonly next: string | null }> {
  const events: ReadEvent[] = []
  let cursor = page.cursor
  for (let pages = 1; ; pages += 1) {
    const query = { tt: record.type, tid: record.id, order: 'oldest' }
    const options = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }
    const found = await reader.find(readAccess(access), query, options)
    events.push(...found.events)
    if (found.next === null || pages === MAX_PAGES) return { events, next: found.next }
    cursor = found.next
  }
}

function required({ given: { query } }: Visit, key: 'tt' | 'tid'): string {
  const value = query[key]
  if (value !== undefined) return value
  throw new AuditError('AUDIT_QUERY_INVALID', `${key}: is needed`, { field: key })
}

function propertyOf({ own }: Visit): readonly string[] {
  const text = own.get('prop') ?? ''
  const path = readProperty(text)
  const isFine = text.length <= MAX_PROPERTY_CHARS && path.every((part) => part !== '')
  if (isFine) return path
  const message = "prop: expected a path such as 'client.name' or '/client/name'"
  throw new AuditError('AUDIT_QUERY_INVALID', message, { field: 'prop' })
}
