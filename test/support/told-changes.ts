/**
 * Do the events of an audit tell what the database did: every change once, with its values, and
 * nothing else?
 */
import { diffRecords, idText, kindOf } from '@rastro/core'
import type { Db, Document } from 'mongodb'
import { accountFor, faultsOf } from './account-for.ts'
import type { Allowance, ToldEvent } from './account-for.ts'
import type { TrueChange } from './change-log.ts'

export interface EventLog {
  /** Every event stored since the last call, of the places that were asked for. */
  take(): Promise<ToldEvent[]>
}

/** Reads `audit_events` past the suite's own reader, which is not what is being proved here. */
export function openEventLog(db: Db, places: readonly string[]): EventLog {
  let seen = 0
  const events = db.collection('audit_events')
  return {
    // In the order of insertion: every write of a case is over when its events are taken.
    async take() {
      const found = await events
        .find({}, { promoteValues: false, sort: { $natural: 1 }, skip: seen })
        .toArray()
      seen += found.length
      return found
        .map(({ e }) => toldOf(e as Document))
        .filter(({ place }) => places.includes(place))
    },
  }
}

export function toldOf(e: Document): ToldEvent {
  const ct = e['ct'] as { t: { t: number; i: number }; n: unknown } | undefined
  return {
    place: String(e['place']),
    operation: String(e['operation']),
    fidelity: e['fidelity'],
    target: e['target'],
    changes: e['changes'] ?? [],
    ct: ct === undefined ? undefined : { t: ct.t, n: Number(ct.n) },
    details: e['details'],
  }
}

/** How the events of one stretch relate to what happened in it. */
export interface Verdict {
  /** What is wrong, a line each: a phantom, a duplicate, a wrong image, a change without an event. */
  readonly faults: readonly string[]
  /** The weakest account that was given. */
  readonly fidelity: 'exact' | 'derived' | 'net' | 'intent' | 'none'
}

/**
 * Compares what was told with what happened.
 *
 * @param atCommit - Some of it was done in transactions of the caller.
 */
export function judge(
  told: readonly ToldEvent[],
  happened: readonly TrueChange[],
  { atCommit = false }: { atCommit?: boolean } = {},
): Verdict {
  const faults: string[] = []
  const intents = told.filter(({ fidelity }) => fidelity === 'intent')
  const members = told.filter((one) => one.fidelity !== 'intent' && one.target !== undefined)
  const changes = happened.filter(isVisible)
  const allowance = { mayBeUntold: intents.length > 0, atCommit }
  let isNet = false
  let untold = 0
  const ownEvents = groupById(members, ({ target }) => target?.id)
  const ownChanges = groupById(changes, ({ id }) => id)
  for (const id of new Set([...ownEvents.keys(), ...ownChanges.keys()])) {
    const own = (ownEvents.get(id) ?? []).toSorted(byTime)
    const real = ownChanges.get(id) ?? []
    const account = accountFor(own, real, allowance)
    if (account === undefined)
      faults.push(...explain(own, real, allowance).map((fault) => `record ${id}: ${fault}`))
    else if (account.isNet) isNet = true
    untold += account?.untold ?? 0
  }
  if (intents.length > 0 && untold === 0) {
    faults.push(`${intents.length} intents without a change left to tell`)
  }
  const isDerived = members.some(({ fidelity }) => fidelity === 'derived')
  const images = isNet ? 'net' : isDerived ? 'derived' : 'exact'
  const fidelity = told.length === 0 ? 'none' : intents.length > 0 ? 'intent' : images
  return { faults, fidelity }
}

// By type too: the number 1 and the text '1' are two records.
function groupById<T>(items: readonly T[], idOf: (item: T) => unknown): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const id = idOf(item)
    const key = `${kindOf(id)} ${idText(id)}`
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}

// A replacement by equal content is a write, and no change for anybody; nor is an order of keys.
function isVisible({ before, after }: TrueChange): boolean {
  return diffRecords(before, after).length > 0
}

function byTime(a: ToldEvent, b: ToldEvent): number {
  if (a.ct === undefined || b.ct === undefined) return 0
  return a.ct.t.t - b.ct.t.t || a.ct.t.i - b.ct.t.i || a.ct.n - b.ct.n
}

function explain(
  told: readonly ToldEvent[],
  happened: readonly TrueChange[],
  allowance: Allowance,
): string[] {
  if (told.length !== happened.length) {
    const kinds = happened.map(({ kind }) => kind).join(', ')
    const fidelities = told.map(({ operation, fidelity }) => `${fidelity} ${operation}`).join(', ')
    return [`${happened.length} changes (${kinds}), ${told.length} events (${fidelities})`]
  }
  return told.flatMap((event, index) => {
    const change = happened[index]
    if (change === undefined) return []
    return faultsOf(event, change, allowance).map(
      (fault) => `change ${index + 1} of ${happened.length}, ${event.fidelity}: ${fault}`,
    )
  })
}
