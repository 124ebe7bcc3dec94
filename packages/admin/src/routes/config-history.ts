/** Who changed what is recorded, when, and how? */
import { eventJson } from '../answers/event-json.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { assertMayReadConfig } from './config.ts'
import { readAccess, viewerOf, wordingOf } from './service.ts'
import type { Handler } from './service.ts'

/** `GET config/history`, newest first. */
export const readConfigHistory: Handler = async (visit, service) => {
  assertMayReadConfig(visit)
  const { limit, cursor } = visit.given.page
  const query = { type: 'audit.configuration.updated' }
  const { events, next, sequencedUpTo } = await service.reader.find(
    readAccess(visit.access),
    query,
    { limit, ...(cursor === undefined ? {} : { cursor }) },
  )
  await service.looking.listed(viewerOf(visit), query, { found: events })
  const wording = wordingOf(visit, service)
  return jsonAnswer(200, {
    events: events.map((event) => eventJson(event, wording)),
    next,
    count: null,
    sequencedUpTo,
  })
}
