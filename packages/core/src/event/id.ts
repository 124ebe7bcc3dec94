/** Where do event ids come from? */
import { monotonicFactory } from 'ulid'
import type { Clock, IdSource } from '../environment/environment.ts'

/**
 * Makes a source of ULIDs that sort in the order they were made, also within one millisecond
 * and when the clock goes back. Ids order a screen, never anything durable: other processes make
 * ids at the same time.
 *
 * @param clock - Where the time in the ids comes from; the system's clock by default.
 */
export function createIdSource(clock?: Clock): IdSource {
  const next = monotonicFactory()
  return () => next(clock?.now().getTime())
}
