/** When was anything recorded of a place? Asked of the store itself: no value is looked at. */
import type { EventStore } from '@rastro/core'

/** Makes the question of one store. */
export function createFirstRecorded(
  store: EventStore,
): (tenant: string, place: string) => Promise<Date | undefined> {
  return async (tenant, place) => {
    const filter = { tenant, places: [place] }
    const [first] = await store.findByTime({ filter, order: 'oldest', limit: 1 })
    return first?.e.at
  }
}
