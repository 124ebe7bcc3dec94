/**
 * Where is what one person arranged for themselves kept: saved views, how the page looks?
 *
 * Nothing here is an event and nothing is evidence: it may be lost without anybody lying.
 */

/** Whose, and which part of it. */
export interface PersonalKey {
  readonly tenant: string
  /** Says who it is to nobody: a digest. */
  readonly person: string
  readonly part: string
}

/** One part as it is kept. */
export interface PersonalPart {
  /** From 1. */
  readonly version: number
  /** JSON. */
  readonly text: string
}

/** Keeps small texts per person, each with a version. */
export interface PersonalStore {
  /** @throws AuditError `AUDIT_STORE_UNAVAILABLE` */
  read(key: PersonalKey): Promise<PersonalPart | undefined>
  /**
   * Saves a part as the version after `expected`, 0 for one that is not there yet.
   *
   * @returns False if it has another version by now: nothing was written.
   * @throws AuditError `AUDIT_STORE_UNAVAILABLE`
   */
  save(key: PersonalKey, text: string, expected: number): Promise<boolean>
  /** This part of everybody's, for as long as it is small: 10,000 people at most. */
  every(
    tenant: string,
    part: string,
  ): Promise<readonly (PersonalPart & Pick<PersonalKey, 'person'>)[]>
}
