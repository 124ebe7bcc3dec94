/**
 * Where do the keys of persons' values come from, and where are they kept?
 *
 * Envelope encryption: each person has a data key (DEK), which a master key (KEK) wraps. The master
 * key never leaves its source; what is kept beside the log is of no use without it.
 */

/** A master key: a file for development, a key management service in production. */
export interface KeySource {
  /** Which master key this is. It is kept beside what the key wrapped, and holds no secret. */
  readonly id: string
  /**
   * Encrypts a data key of 32 bytes.
   *
   * @param boundTo - 32 bytes that say whose key it is, and name nobody. Authenticate them: what
   * unwraps for other ones can be exchanged. The suite notices that also by itself.
   */
  wrap(dataKey: Uint8Array, boundTo: Uint8Array): Promise<Uint8Array>
  /**
   * Gives the data key back, or rejects: where it cannot be reached, and, best with
   * `AUDIT_KEYS_EXCHANGED`, where it was changed or wrapped for somebody else.
   */
  unwrap(wrapped: Uint8Array, boundTo: Uint8Array): Promise<Uint8Array>
}

/** A data key as it is kept. */
export interface WrappedKey {
  /** Whose values it is for; one key at a time. */
  readonly owner: string
  readonly tenant: string
  /** Computed from the data key and its owner: commits to both, and tells nothing of the key. */
  readonly id: string
  readonly wrapped: Uint8Array
  /** `KeySource.id` of the master key that wrapped it. */
  readonly source: string
  readonly madeAt: Date
}

/** Keeps wrapped data keys. What was destroyed it never gives again, whoever brings it back. */
export interface KeyStore {
  byOwner(owners: readonly string[]): Promise<readonly WrappedKey[]>
  byId(ids: readonly string[]): Promise<readonly WrappedKey[]>
  /** Owners that are records of this id, whatever their models. */
  recordsWithId(tenant: string, id: string): Promise<readonly string[]>
  /** Adds an owner's key. @returns The one that counts: another process may have been faster. */
  add(key: WrappedKey): Promise<WrappedKey>
  /** When keys of these owners were destroyed last; owners of whom none ever was are left out. */
  erasedAt(owners: readonly string[]): Promise<ReadonlyMap<string, Date>>
  /** Keys that another master key wrapped, some at a time; none when all are done. */
  wrappedByOthers(source: string, limit: number): Promise<readonly WrappedKey[]>
  /** Puts the same data key, wrapped anew, in the place of the old one; not if that is gone. */
  rewrap(old: WrappedKey, anew: Pick<WrappedKey, 'wrapped' | 'source'>): Promise<void>
}
