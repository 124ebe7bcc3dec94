/** What the page needs to know, and the API's own description. Neither is a look at the log. */
import type { SeenValues } from '@rastro/core'
import { tryPerson } from '../access/person.ts'
import { metaJson } from '../answers/meta-json.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { templatesJson } from '../links/host-links.ts'
import { readAccess, wordingOf } from './service.ts'
import type { Handler, Service, Visit } from './service.ts'

/** `GET meta`. */
export const readMeta: Handler = async (visit, service) => {
  const { access } = visit
  const [policy, seen, person] = await Promise.all([
    service.policy.view(access.tenant),
    service.reader.seen(readAccess(access)),
    tryPerson(access, service.keeper),
  ])
  const hasData = await hasAnyData(seen, visit, service)
  const { languages, zone, version, title } = service
  const wording = wordingOf(visit, service)
  return jsonAnswer(
    200,
    metaJson({
      access,
      wording,
      policy,
      seen,
      languages,
      zone,
      version,
      title,
      person,
      canKeep: service.personal !== undefined && person !== undefined,
      canExport: service.exports !== undefined,
      hasRequests: service.requests !== undefined,
      hasData,
      links: templatesJson(service),
    }),
    { 'Content-Language': visit.language },
  )
}

/** The log of the log's own use does not count: a new installation has that at once. */
async function hasAnyData(
  seen: SeenValues,
  { access }: Visit,
  { reader }: Service,
): Promise<boolean> {
  if (access.scope === undefined) return seen.places.some((place) => !place.startsWith('audit.'))
  const { events } = await reader.find(readAccess(access), {}, { limit: 1 })
  return events.length > 0
}

/** `GET openapi.json`. */
export const readOpenApi: Handler = async (_visit, { openApi }) => openApi
