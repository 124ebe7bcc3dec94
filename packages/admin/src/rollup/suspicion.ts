/**
 * Does what one person did, or what came from one address, look like an attack?
 *
 * Pure rules over events, each with a threshold that is written down here: a hint for whoever
 * looks, and never a verdict. Nothing is blocked by it.
 */
import type { ReadEvent } from '@rastro/core'
import { isFailedSignIn, triedEmail } from './sign-ins.ts'

/** Failed sign-ins within the window, from which on they look tried out. */
export const MANY_FAILURES = 5
/** Fewer are enough where they went to different accounts. */
export const FEW_FAILURES = 3
/** What was refused within the window, from which on somebody looks for open doors. */
export const MANY_DENIALS = 5
export const WINDOW_MS = 15 * 60_000

export const SUSPICIONS = [
  'blocked',
  'failed-sign-ins',
  'many-accounts',
  'signed-in-after-failures',
  'denied',
] as const

/** One reason, with how many events stand behind it and when the last of them was. */
export interface Suspicion {
  readonly reason: (typeof SUSPICIONS)[number]
  readonly n: number
  readonly at: Date
}

/** @param events - In any order. */
export function suspicionsOf(events: readonly ReadEvent[]): readonly Suspicion[] {
  const inOrder = events.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const failures = inOrder.filter(isFailedSignIn)
  const found = [
    whole(
      'blocked',
      inOrder.filter(({ operation }) => operation === 'block'),
    ),
    crowd('failed-sign-ins', failures, (some) => some.length >= MANY_FAILURES),
    crowd('many-accounts', failures, (some) => {
      const accounts = new Set(some.map(triedEmail).filter((email) => email !== undefined))
      return some.length >= FEW_FAILURES && accounts.size > 1
    }),
    afterFailures(inOrder),
    crowd(
      'denied',
      inOrder.filter((event) => event.outcome === 'denied' && !isFailedSignIn(event)),
      (some) => some.length >= MANY_DENIALS,
    ),
  ]
  return found.filter((one) => one !== undefined)
}

function whole(reason: Suspicion['reason'], events: readonly ReadEvent[]): Suspicion | undefined {
  const last = events.at(-1)
  return last && { reason, n: events.length, at: last.at }
}

/** The largest crowd within one window that is enough of one. */
function crowd(
  reason: Suspicion['reason'],
  events: readonly ReadEvent[],
  isEnough: (some: readonly ReadEvent[]) => boolean,
): Suspicion | undefined {
  let best: Suspicion | undefined
  let first = 0
  for (const [last, event] of events.entries()) {
    const since = event.at.getTime() - WINDOW_MS
    while ((events[first]?.at.getTime() ?? since) < since) first += 1
    // A window of more shows no more: what is too much is so long before.
    const some = events.slice(Math.max(first, last - MAX_COMPARED), last + 1)
    const n = last - first + 1
    if (n >= (best?.n ?? 1) && isEnough(some)) best = { reason, n, at: event.at }
  }
  return best
}

const MAX_COMPARED = 50

function afterFailures(inOrder: readonly ReadEvent[]): Suspicion | undefined {
  let failures: Date[] = []
  let found: Suspicion | undefined
  for (const event of inOrder) {
    const since = event.at.getTime() - WINDOW_MS
    if (isFailedSignIn(event)) failures.push(event.at)
    if (event.operation !== 'login' || event.outcome !== 'success') continue
    failures = failures.filter((at) => at.getTime() >= since)
    if (failures.length >= FEW_FAILURES) {
      found = { reason: 'signed-in-after-failures', n: failures.length, at: event.at }
    }
    failures = []
  }
  return found
}
