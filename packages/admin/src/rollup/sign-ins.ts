/** Which events are about signing in, and how did it go? */
import type { ReadEvent } from '@rastro/core'

export interface SignIns {
  readonly succeeded: number
  readonly failed: number
  readonly blocked: number
  readonly last: Date | undefined
  readonly lastFailed: Date | undefined
}

export function isFailedSignIn({ operation, outcome }: ReadEvent): boolean {
  return operation === 'login-failed' || (operation === 'login' && outcome !== 'success')
}

/** The address that was tried, which need not be anybody's. */
export function triedEmail({ details }: ReadEvent): string | undefined {
  const email = details?.['email']
  return typeof email === 'string' ? email.toLowerCase() : undefined
}

/** @param events - In any order. */
export function signInsOf(events: readonly ReadEvent[]): SignIns {
  const failed = events.filter(isFailedSignIn)
  const succeeded = events.filter((one) => one.operation === 'login' && one.outcome === 'success')
  return {
    succeeded: succeeded.length,
    failed: failed.length,
    blocked: events.filter(({ operation }) => operation === 'block').length,
    last: latest(succeeded),
    lastFailed: latest(failed),
  }
}

function latest(events: readonly ReadEvent[]): Date | undefined {
  let last: Date | undefined
  for (const { at } of events) if (last === undefined || at > last) last = at
  return last
}
