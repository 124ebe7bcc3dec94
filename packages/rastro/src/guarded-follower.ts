/** What does a reader that follows the log get? What every other door shows, and no more. */
import type { FollowReader, PrivacyGuard } from '@rastro/core'

/** Wraps a follower's reader. */
export function guardedFollower(
  reader: FollowReader,
  { guard, tenant }: { readonly guard: PrivacyGuard; readonly tenant: string },
): FollowReader {
  // What is no function is refused where it is checked.
  if (typeof reader !== 'function') return reader
  return async (events) => {
    const shown = await guard.events(
      tenant,
      events.map(({ event }) => event),
    )
    await reader(events.map((one, at) => ({ ...one, event: shown[at] ?? one.event })))
  }
}
