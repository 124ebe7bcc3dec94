/**
 * What must be kept so that what is forgotten stays forgotten?
 *
 * Which keys were destroyed stands with the log and not with the keys: whoever restores an old copy
 * of the keys brings no value back.
 */
import type { RecordReference, StoredEvent } from '../event/event.ts'
import type { WrappedKey } from './keys.ts'

/** A legal hold: what is kept of a person must not be erased for as long as it lasts. */
export interface LegalHold {
  readonly tenant: string
  readonly subject: Pick<RecordReference, 'type' | 'id'>
  readonly reason: string
  readonly since: Date
}

/** What one person's keys are in the log. */
export interface KeyUse {
  /** Events with values under one of them. */
  readonly events: number
  /** Events that have tokens of such values. */
  readonly tokens: number
}

/** Where erasures and holds are kept, and carried out. */
export interface ErasureStore {
  /** @returns False if there was one already; its reason is replaced. */
  hold(owner: string, hold: LegalHold): Promise<boolean>
  /** @returns The hold that ended; undefined if there was none. */
  release(owner: string): Promise<LegalHold | undefined>
  holdOf(owner: string): Promise<LegalHold | undefined>
  holds(tenant: string): Promise<readonly LegalHold[]>
  /**
   * Puts keys on the list of those that were destroyed, and destroys them: both on a majority's
   * disks when it resolves. One that never was there says that its owner was forgotten then: what
   * waits for the owner's key does not come back.
   */
  destroy(keys: readonly Pick<WrappedKey, 'id' | 'tenant' | 'owner'>[], at: Date): Promise<void>
  /** Removes the tokens of values under these keys. */
  removeTokens(tenant: string, keys: readonly string[]): Promise<KeyUse>
  /** Events with values under one of these keys, as they are stored, some at a time. */
  sealedUnder(tenant: string, keys: readonly string[]): AsyncIterable<readonly StoredEvent[]>
  /** Events about the person whose values were stored before there were keys. */
  unsealed(tenant: string, subject: Pick<RecordReference, 'type' | 'id'>): Promise<number>
  /** Destroys again what is on the list, wherever it came from. @returns How many keys. */
  apply(): Promise<number>
}
