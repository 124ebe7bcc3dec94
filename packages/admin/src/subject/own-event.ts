/** One event of a person's archive, and how it concerns them. */
import type { ReadEvent } from '@rastro/core'

export interface OwnEvent {
  readonly event: ReadEvent
  readonly relation: 'about' | 'by'
}
