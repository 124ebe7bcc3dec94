/** When did each place last have an event? A place that fell silent is perhaps not captured any more. */
import type { JsonValue } from '@rastro/core'
import { jsonAnswer } from '../http/exchange.ts'
import { assertMayReadConfig } from './config.ts'
import { readAccess } from './service.ts'
import type { Handler, Service, Visit } from './service.ts'

const MS_PER_DAY = 86_400_000
/** Each place is a query of its own; the application's queries come first. */
const AT_ONCE = 8

/** `GET config/activity`. Instants and no events: it is no look at the log. */
export const readActivity: Handler = async (visit, service) => {
  assertMayReadConfig(visit)
  const names = [...service.catalog.places.keys()]
  const places: JsonValue[] = []
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const some = names.slice(at, at + AT_ONCE)
    places.push(...(await Promise.all(some.map((place) => activityOf(place, visit, service)))))
  }
  return jsonAnswer(200, { places })
}

async function activityOf(
  place: string,
  { access }: Visit,
  { reader, clock }: Service,
): Promise<JsonValue> {
  const found = await reader.find(readAccess(access), { place: [place] }, { limit: 1 })
  const [last] = found.events
  if (last === undefined) return { place, last: null, days: null }
  const silentMs = clock.now().getTime() - last.at.getTime()
  return {
    place,
    last: { at: last.at.toISOString(), event: last.id },
    days: Math.max(0, Math.floor(silentMs / MS_PER_DAY)),
  }
}
