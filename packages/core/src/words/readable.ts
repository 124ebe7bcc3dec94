/** How does an event read: one sentence, and each of its changes? */
import type { AuditEvent } from '../event/event.ts'
import { readableChanges } from './readable-change.ts'
import type { ReadableChange, ReadableOptions } from './readable-change.ts'
import { sentence } from './sentence.ts'

/** An event in words, in one language. */
export interface ReadableEvent {
  /** What happened, in one plain sentence. */
  readonly sentence: string
  /** What changed, in the order of the event's changes; empty where nothing did. */
  readonly changes: readonly ReadableChange[]
}

/**
 * Puts an event into words.
 *
 * @param event - The event as it is stored or read.
 * @param options - `catalog`: the words; `language`: the reader's; `zone`: for instants.
 *
 * @example
 * ```ts
 * readable(event, { catalog, language: 'en' }).sentence
 * // 'Ana Souza changed the setting “helpdesk”: First response 5 min → 3 min'
 * ```
 */
export function readable(event: AuditEvent, options: ReadableOptions): ReadableEvent {
  return { sentence: sentence(event, options), changes: readableChanges(event, options) }
}
