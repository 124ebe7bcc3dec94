/** Are these events what happened, by the database's own account, each change told once? */
import type { CapturedCall, CapturedChange, StoredRecord } from '@rastro/core'
import { identicalValue, idText, kindOf } from '@rastro/core'
import type { TrueChange } from '../support/change-log.ts'

export interface AttackReport {
  readonly exact: number
  readonly derived: number
  readonly intents: number
  /** Records that intents account for; infinite where one does not know. */
  readonly countedByIntents: number
  readonly wrong: readonly string[]
  /** Changes that no event tells, beyond what intents account for. */
  readonly untold: number
  /** Those without an event, whatever intents say. */
  readonly left: readonly TrueChange[]
}

/** Compares calls of one collection with its changes, in the order of the log. */
export function checkAttack(
  calls: readonly CapturedCall[],
  happened: readonly TrueChange[],
): AttackReport {
  const open = new Map<string, TrueChange[]>()
  for (const change of happened) {
    if (identicalValue(change.before, change.after)) continue
    const key = keyOf(change.id, change.at)
    open.set(key, [...(open.get(key) ?? []), change])
  }
  const wrong: string[] = []
  let exact = 0
  let derived = 0
  for (const call of inOrder(calls)) {
    for (const change of call.changes.toSorted((a, b) => (a.ct?.n ?? 0) - (b.ct?.n ?? 0))) {
      if (change.fidelity === 'exact') exact += 1
      else derived += 1
      if (!takes(open, call, change)) {
        wrong.push(`${change.fidelity} ${call.method} of ${idText(change.id)}`)
      }
    }
  }
  const intents = calls.flatMap(({ intent }) => intent ?? [])
  const countedByIntents = intents
    .map(({ count }) => count ?? Number.POSITIVE_INFINITY)
    .reduce((sum, count) => sum + count, 0)
  const left = [...open.values()].flat()
  const untold = Math.max(0, left.length - countedByIntents)
  return { exact, derived, intents: intents.length, countedByIntents, wrong, untold, left }
}

// Those of the caller's transactions last: they have no time of their own to go by, and take what
// is left.
function inOrder(calls: readonly CapturedCall[]): CapturedCall[] {
  return calls.toSorted(
    (a, b) => Number(a.transaction !== undefined) - Number(b.transaction !== undefined),
  )
}

/** Takes the change that an event tells out of those that are open. */
function takes(
  open: Map<string, TrueChange[]>,
  call: CapturedCall,
  change: CapturedChange,
): boolean {
  if (call.transaction !== undefined) {
    return [...open.values()].some((some) => takeOne(some.filter(isTransactional), some, change))
  }
  if (change.ct === undefined) return false
  const some = open.get(keyOf(change.id, change.ct.t)) ?? []
  return takeOne(some, some, change) || takeNet(some, change) || takeEarlier(open, call, change)
}

// The time of one document among many that were inserted may be told late, and never early.
function takeEarlier(
  open: Map<string, TrueChange[]>,
  call: CapturedCall,
  change: CapturedChange,
): boolean {
  const { t, i } = change.ct?.t ?? { t: 0, i: 0 }
  if (call.method !== 'insertMany') return false
  return [...open.values()].some((some) => {
    const inserts = some.filter(({ kind, at }) => kind === 'insert' && isUpTo(at, { t, i }))
    return takeOne(inserts, some, change)
  })
}

function isUpTo(at: TrueChange['at'], { t, i }: { t: number; i: number }): boolean {
  return at.t < t || (at.t === t && at.i <= i)
}

function isTransactional(change: TrueChange): boolean {
  return change.isTransactional
}

function takeOne(
  candidates: readonly TrueChange[],
  some: TrueChange[],
  change: CapturedChange,
): boolean {
  const found = candidates.find(
    (one) =>
      idText(one.id) === idText(change.id) &&
      areSame(one.before, change.before) &&
      areSame(one.after, change.after),
  )
  if (found === undefined) return false
  some.splice(some.indexOf(found), 1)
  return true
}

// The net change of all that one transaction of the suite did to a record.
function takeNet(some: TrueChange[], change: CapturedChange): boolean {
  const [first, last] = [some[0], some.at(-1)]
  if (some.length < 2 || change.fidelity !== 'derived') return false
  if (!areSame(first?.before, change.before) || !areSame(last?.after, change.after)) return false
  some.splice(0)
  return true
}

function areSame(a: StoredRecord | undefined, b: StoredRecord | undefined): boolean {
  return identicalValue(a, b)
}

function keyOf(id: unknown, t: { readonly t: number; readonly i: number }): string {
  return `${kindOf(id)}:${idText(id)}@${t.t}.${t.i}`
}
