/** Which events stand beside this one in a list? By time, whatever the list's own order is. */
import type { ReadEvent } from '../event/event.ts'
import type { EventFilter } from '../ports/filter.ts'
import type { EventStore } from '../ports/store.ts'
import type { Neighbours } from './reader.ts'

export async function neighboursOf(
  store: EventStore,
  filter: EventFilter,
  { at, id }: Pick<ReadEvent, 'at' | 'id'>,
): Promise<Neighbours> {
  const [newer, older] = await Promise.all(
    (['oldest', 'newest'] as const).map(async (order) => {
      const [next] = await store.findByTime({ filter, order, limit: 1, after: { at, id } })
      return next?._id ?? null
    }),
  )
  return { newer: newer ?? null, older: older ?? null }
}
