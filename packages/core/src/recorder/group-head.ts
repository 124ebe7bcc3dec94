/** What does a group's head say? */
import type { Outcome } from '../event/event.ts'
import type { GroupCause } from '../group/group.ts'
import type { CapturedCall } from './captured.ts'
import type { MemberDraft } from './change-events.ts'
import type { EventFacts } from './compose-event.ts'

/** The head of a group that one call made: as its members, all together. */
export function headOfCall(
  method: string,
  sum: MemberSum,
  outcome: Outcome,
): Omit<EventFacts, 'tenant' | 'at' | 'group'> {
  const { type, place, operation } = sum.inCommon()
  return {
    type,
    place,
    operation,
    outcome,
    details: { call: method, count: sum.total(), counts: sum.perPlace() },
  }
}

/** The head of `audit.group(cause, fn)`. */
export function headOfCause(
  cause: GroupCause,
  counts: Readonly<Record<string, number>>,
  outcome: Outcome,
): Omit<EventFacts, 'tenant' | 'at' | 'group'> {
  const { target } = cause
  return {
    type: cause.type,
    outcome,
    ...(cause.reason === undefined ? {} : { reason: cause.reason }),
    // Not the head's own target: the record itself has an event of its own among the members.
    ...(target === undefined ? {} : { related: [target] }),
    details: {
      ...(target === undefined ? {} : { cause: { ...target } }),
      count: Object.values(counts).reduce((sum, n) => sum + n, 0),
      counts: { ...counts },
    },
  }
}

/** Adds up members, also over the parts of a large call. */
export interface MemberSum {
  add(drafts: readonly MemberDraft[]): void
  total(): number
  perPlace(): Record<string, number>
  /** What all members are; of a mixed call, that records were changed where most of it happened. */
  inCommon(): { type: string; place: string; operation: string }
}

export function createMemberSum(): MemberSum {
  const perType = new Map<string, { n: number; type: string; place: string; operation: string }>()
  return {
    add(drafts) {
      for (const { facts, classification } of drafts) {
        const known = perType.get(facts.type)
        if (known !== undefined) known.n += 1
        else perType.set(facts.type, { n: 1, type: facts.type, ...pick(classification) })
      }
    },
    total: () => [...perType.values()].reduce((sum, { n }) => sum + n, 0),
    perPlace() {
      const counts: Record<string, number> = {}
      for (const { place, n } of perType.values()) counts[place] = (counts[place] ?? 0) + n
      return counts
    },
    inCommon() {
      const [first, ...others] = [...perType.values()].toSorted((a, b) => b.n - a.n)
      if (first === undefined) throw new RangeError('a group without members has no head')
      const { type, place, operation } = first
      if (others.length === 0) return { type, place, operation }
      return { type: `${place}.updated`, place, operation: 'update' }
    },
  }
}

function pick(classification: MemberDraft['classification']): { place: string; operation: string } {
  return { place: classification.place, operation: classification.operation }
}

/** True where one call makes a group by itself: more than one record went through it. */
export function makesGroup(call: Pick<CapturedCall, 'changes'>): boolean {
  return call.changes.length > 1
}
