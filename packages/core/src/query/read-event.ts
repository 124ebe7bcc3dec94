/** What does a reader get of a stored event? Its fields and its id, and nothing of the store's own. */
import type { ReadEvent, StoredEvent } from '../event/event.ts'

export function asRead(stored: StoredEvent): ReadEvent {
  return { ...stored.e, id: stored._id, recordedAt: stored.recordedAt }
}
