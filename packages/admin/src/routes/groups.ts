/** One operation over many records: its head, and how many members there are. */
import type { AuditError, JsonValue, ReadEvent } from '@rastro/core'
import { eventJson } from '../answers/event-json.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { notFound } from '../http/refusal.ts'
import { readAccess, viewerOf, wordingOf } from './service.ts'
import type { Handler } from './service.ts'

const MAX_ID_CHARS = 128

/** `GET groups/:id`; the members themselves are `events?group=`. */
export const oneGroup: Handler = async (visit, service) => {
  const { reader, looking } = service
  const access = readAccess(visit.access)
  const id = visit.path['id'] ?? ''
  if (id.trim() === '' || id.length > MAX_ID_CHARS || id.includes('\0')) throw nothing()
  const [head, { n, exact }] = await Promise.all([
    reader.head(access, id),
    reader.count(access, { group: id }),
  ])
  if (n === 0) throw nothing()
  await looking.listed(viewerOf(visit), { group: id }, { found: [], ids: [id] })
  const members = { n: head === undefined ? n : Math.max(0, n - 1), exact }
  return jsonAnswer(200, {
    id,
    head: head === undefined ? null : eventJson(head, wordingOf(visit, service)),
    // Whom a head is hidden from cannot be told that there is none.
    unfinished: head === undefined && visit.access.scope === undefined,
    members,
    counts: head === undefined ? null : countsOf(head),
  })
}

function nothing(): AuditError {
  return notFound('there is no such group')
}

/** What the head says of each place. */
function countsOf({ details }: ReadEvent): { readonly [place: string]: JsonValue } | null {
  const counts = details?.['counts']
  if (typeof counts !== 'object' || counts === null) return null
  const all: readonly (readonly [string, unknown])[] = Object.entries(counts)
  return Object.fromEntries(
    all.filter((one): one is [string, number] => typeof one[1] === 'number'),
  )
}
