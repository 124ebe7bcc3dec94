/** How are writes that a process announced and did not survive brought to their events? */
import type { IntentFate, OpenIntent } from '../ports/spool.ts'
import type { CapturedCall } from './captured.ts'

/**
 * The recorder's door for writes of a process that is gone: who and when come from the intent in
 * place of the running code's context, and so do the ids of the events. What is handed over twice,
 * or was stored before the crash, is stored once.
 */
export interface RecoveryDoor {
  /** Whether events of this call would be recorded is asked as for any other call. */
  accept(intent: OpenIntent, call: Omit<CapturedCall, 'announced' | 'transaction'>): Promise<void>
}

/**
 * Finds out what became of announced writes, and hands over what happened. Called once after the
 * start and again for those that are `later`; several at once, so that one question may do for all.
 *
 * @returns The fate of each intent by its id; an id that is missing counts as `later`.
 */
export type RecoverWrites = (
  intents: readonly OpenIntent[],
  door: RecoveryDoor,
) => Promise<ReadonlyMap<string, IntentFate>>
