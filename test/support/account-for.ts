/**
 * Which events of one record account for which of its changes?
 *
 * Both are in their order. An exact event tells one change; changes of one instant may be told as
 * one net change, marked as derived, or not at all where they undo each other; and where one event
 * says that images were not to be had, changes may be left untold.
 */
import { diffRecords, identicalValue } from '@rastro/core'
import type { Change, StoredRecord } from '@rastro/core'
import type { Document } from 'mongodb'
import type { TrueChange } from './change-log.ts'

/** An event as it is stored, its values in their BSON types. */
export interface ToldEvent {
  readonly place: string
  readonly operation: string
  readonly fidelity: 'exact' | 'derived' | 'intent' | undefined
  readonly target: { readonly id: unknown } | undefined
  readonly changes: readonly Change[]
  readonly ct: { readonly t: { t: number; i: number }; readonly n: number } | undefined
  readonly details: Document | undefined
}

/** What an account of one record came to. */
export interface Account {
  readonly untold: number
  readonly isNet: boolean
}

export interface Allowance {
  /** Some change may be left to an event that only says what was asked for. */
  readonly mayBeUntold: boolean
  /** Changes made in a transaction may be of the caller's: their events are older than its commit. */
  readonly atCommit: boolean
}

/** Returns the account with the fewest changes left untold; undefined if there is none. */
export function accountFor(
  told: readonly ToldEvent[],
  happened: readonly TrueChange[],
  allowance: Allowance,
): Account | undefined {
  const known = new Map<string, Account | undefined>()

  function from(event: number, change: number): Account | undefined {
    const key = `${event} ${change}`
    if (!known.has(key)) known.set(key, best(ways(event, change)))
    return known.get(key)
  }

  function* ways(event: number, change: number): Generator<Account | undefined> {
    const first = happened[change]
    const own = told[event]
    if (first === undefined) {
      if (own === undefined) yield { untold: 0, isNet: false }
      return
    }
    if (own !== undefined && faultsOf(own, first, allowance).length === 0) {
      yield from(event + 1, change + 1)
    }
    for (let end = change + 1; happened[end]?.at.equals(first.at) === true; end += 1) {
      const after = happened[end]?.after
      if (diffRecords(first.before, after).length === 0) yield net(from(event, end + 1))
      const isNet = own?.fidelity === 'derived' && tells(own, first.before, after)
      if (isNet) yield net(from(event + 1, end + 1))
    }
    if (allowance.mayBeUntold) {
      const rest = from(event, change + 1)
      yield rest && { ...rest, untold: rest.untold + 1 }
    }
  }

  return from(0, 0)
}

function net(rest: Account | undefined): Account | undefined {
  return rest && { ...rest, isNet: true }
}

function best(accounts: Iterable<Account | undefined>): Account | undefined {
  let found: Account | undefined
  for (const account of accounts) {
    if (account === undefined) continue
    const isBetter =
      found === undefined ||
      account.untold < found.untold ||
      (account.untold === found.untold && found.isNet && !account.isNet)
    if (isBetter) found = account
  }
  return found
}

/** What is wrong with an event, if it is to tell this change. */
export function faultsOf(event: ToldEvent, change: TrueChange, { atCommit }: Allowance): string[] {
  const faults: string[] = []
  if (!isSameKind(event.operation, change)) faults.push(`${event.operation} for ${change.kind}`)
  if (!tells(event, change.before, change.after)) faults.push('the values are not those stored')
  if (!identicalValue(event.target?.id, change.id)) faults.push('the id has another type')
  const { t, i } = event.ct?.t ?? { t: 0, i: 0 }
  const late = change.at.t - t || change.at.i - i
  if (!isItsTime(late, change, atCommit)) faults.push(`its time is not the write's: ${late}`)
  return faults
}

function tells(
  event: ToldEvent,
  before: StoredRecord | undefined,
  after: StoredRecord | undefined,
): boolean {
  const { changes } = event
  // Too large to keep: the paths stand for it, or the record as a whole.
  if (changes.some(({ omitted }) => omitted !== undefined)) return true
  const expected = diffRecords(before, after)
  return (
    changes.length === expected.length &&
    changes.every((change, index) => {
      const other = expected[index]
      return (
        identicalValue(change.path, other?.path) &&
        change.op === other?.op &&
        identicalValue(change.before, other.before) &&
        identicalValue(change.after, other.after)
      )
    })
  )
}

// Inside a caller's transaction the events are there before its commit has a time. Documents of one
// insertion have an instant each, and the reply tells the last of them.
function isItsTime(late: number, change: TrueChange, atCommit: boolean): boolean {
  if (atCommit && change.isTransactional) return late >= 0
  return change.kind === 'insert' ? late <= 0 : late === 0
}

function isSameKind(operation: string, change: TrueChange): boolean {
  if (change.kind === 'insert') return operation === 'create'
  if (change.kind === 'delete') return operation.endsWith('delete')
  return operation === 'update'
}
