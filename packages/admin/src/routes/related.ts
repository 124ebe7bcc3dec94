/** Which events belong to this one: its request's, its record's, its person's around that time? */
import { escapeCommas, idText } from '@rastro/core'
import type { QueryInput, ReadEvent } from '@rastro/core'
import { rowJson } from '../answers/row-json.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { notFound } from '../http/refusal.ts'
import { readAccess, viewerOf, wordingOf } from './service.ts'
import type { Handler, Service, Visit } from './service.ts'

const WITH_SENTENCE = new Set(['sentence'] as const)

const MAX_ROWS = 20
/** Around the event, for its person. */
const AROUND_MS = 15 * 60_000
/** A request that takes longer is a job. */
const REQUEST_MS = 60_000
/** Among so many the events of one request are looked for: no index knows requests. */
const MAX_SEARCHED = 200

/** `GET events/:id/related`. */
export const relatedEvents: Handler = async (visit, service) => {
  const event = await service.reader.get(readAccess(visit.access), visit.path['id'] ?? '')
  if (event === undefined) throw notFound('there is no such event')
  const queries = { record: recordQuery(event), person: personQuery(event) }
  const [request, record, person] = await Promise.all([
    ofRequest(event, visit, service),
    rowsOf(queries.record, event, [visit, service]),
    rowsOf(queries.person, event, [visit, service]),
  ])
  await service.looking.opened(viewerOf(visit), event)
  const wording = wordingOf(visit, service)
  const rows = (events: readonly ReadEvent[]) =>
    events.map((one) => rowJson(one, wording, WITH_SENTENCE))
  return jsonAnswer(200, {
    request: rows(request),
    record: rows(record),
    person: rows(person),
    queries: { record: queryText(queries.record), person: queryText(queries.person) },
  })
}

type TextQuery = Readonly<Record<string, string>>

function recordQuery({ target }: ReadEvent): TextQuery | undefined {
  if (target === undefined) return undefined
  return { tt: target.type, tid: idText(target.id) }
}

function personQuery({ actor, at }: ReadEvent): TextQuery | undefined {
  const user = userOf(actor)
  if (user === undefined) return undefined
  return { user: escapeCommas(user), ...spanAround(at, AROUND_MS) }
}

function userOf({ id, email, name }: ReadEvent['actor']): string | undefined {
  return id === undefined || id === null ? (email ?? name) : idText(id)
}

function spanAround(at: Date, ms: number): { from: string; to: string } {
  const shifted = (by: number): string => new Date(at.getTime() + by).toISOString()
  return { from: shifted(-ms), to: shifted(ms) }
}

async function rowsOf(
  query: TextQuery | undefined,
  event: ReadEvent,
  [visit, service]: readonly [Visit, Service],
): Promise<readonly ReadEvent[]> {
  if (query === undefined || !isAskable(query)) return []
  const found = await find(query, MAX_ROWS + 1, [visit, service])
  return found.filter(({ id }) => id !== event.id).slice(0, MAX_ROWS)
}

/** Whoever it was then: a sign-in begins as nobody's and ends as somebody's. */
async function ofRequest(
  event: ReadEvent,
  visit: Visit,
  service: Service,
): Promise<readonly ReadEvent[]> {
  const id = event.request?.id
  if (id === undefined) return []
  const { ip } = event.origin ?? {}
  const user = userOf(event.actor)
  const who = ip === undefined ? (user === undefined ? {} : { user: escapeCommas(user) }) : { ip }
  const query = { ...who, ...spanAround(event.at, REQUEST_MS) }
  if (!isAskable(query)) return []
  const found = await find(query, MAX_SEARCHED, [visit, service])
  return found.filter((one) => one.request?.id === id && one.id !== event.id).slice(0, MAX_ROWS)
}

async function find(
  query: QueryInput,
  limit: number,
  [{ access }, { reader }]: readonly [Visit, Service],
): Promise<readonly ReadEvent[]> {
  return (await reader.find(readAccess(access), query, { limit })).events
}

/** What was recorded need not be what a query takes: a name may be longer than any filter. */
function isAskable(query: TextQuery): boolean {
  return Object.values(query).every(
    (value) => value.trim() !== '' && value.length <= MAX_CHARS && !value.includes('\0'),
  )
}

const MAX_CHARS = 512

function queryText(query: TextQuery | undefined): string | null {
  return query === undefined ? null : new URLSearchParams(query).toString()
}
