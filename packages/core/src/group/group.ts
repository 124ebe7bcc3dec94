/**
 * One operation over many records: which events belong together, and what is said of them all.
 */
import type { Outcome, RecordReference } from '../event/event.ts'
import type { WriteTransaction } from '../ports/store.ts'

/** Why the group exists: an event type, and the record that was acted on. */
export interface GroupCause {
  /** Event type of the head, e.g. `clients.deleted`. */
  readonly type: string
  readonly target?: RecordReference
  readonly reason?: string
}

/** A group while it runs: hands out positions and counts. */
export interface ActiveGroup {
  readonly id: string
  readonly cause: GroupCause
  /**
   * The next member's index, from 0, in a place.
   *
   * @param transaction - The one that it lives and dies with; what is in none is there for good.
   */
  next(place: string, transaction?: WriteTransaction): number
  /** Members so far, per place. */
  counts(): Readonly<Record<string, number>>
  /** Of these, those in no transaction, which nothing undoes. */
  settledCounts(): Readonly<Record<string, number>>
  /** Notes that members went into a caller's transaction: the head belongs there too. */
  joinTransaction(transaction: WriteTransaction | undefined): void
  /** The latest transaction that members went into. */
  transaction(): WriteTransaction | undefined
}

/** What a group’s head says. */
export interface GroupSummary {
  readonly cause: GroupCause
  readonly counts: Readonly<Record<string, number>>
  readonly outcome: Outcome
}

/** Makes a group that counts its members while its operation runs. */
export function createActiveGroup(id: string, cause: GroupCause): ActiveGroup {
  const perPlace = new Map<string, number>()
  const settled = new Map<string, number>()
  let members = 0
  let joined: WriteTransaction | undefined
  return {
    id,
    cause,
    next(place, transaction) {
      perPlace.set(place, (perPlace.get(place) ?? 0) + 1)
      if (transaction === undefined) settled.set(place, (settled.get(place) ?? 0) + 1)
      members += 1
      return members - 1
    },
    counts: () => Object.fromEntries(perPlace),
    settledCounts: () => Object.fromEntries(settled),
    joinTransaction(transaction) {
      joined = transaction ?? joined
    },
    transaction: () => joined,
  }
}
