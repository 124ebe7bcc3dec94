/** What the page needs to know, and the API's own description. Neither is a look at the log. */
import { metaJson } from '../answers/meta-json.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { readAccess, wordingOf } from './service.ts'
import type { Handler } from './service.ts'

/** `GET meta`. */
export const readMeta: Handler = async (visit, service) => {
  const { access } = visit
  const [policy, seen] = await Promise.all([
    service.policy.view(access.tenant),
    service.reader.seen(readAccess(access)),
  ])
  const { languages, zone, version, title } = service
  const wording = wordingOf(visit, service)
  return jsonAnswer(
    200,
    metaJson({ access, wording, policy, seen, languages, zone, version, title }),
    { 'Content-Language': visit.language },
  )
}

/** `GET openapi.json`. */
export const readOpenApi: Handler = async (_visit, { openApi }) => openApi
