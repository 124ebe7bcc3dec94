/**
 * How often did a sign-in fail in a row?
 *
 * In memory: enough for one process, and for an example. What an application with several needs
 * is a counter that they share.
 */
export const LIMIT = 5

const FORGET_AFTER_MS = 15 * 60_000
const MAX_REMEMBERED = 10_000

export function createAttempts(now = Date.now) {
  const failures = new Map()

  function countOf(email) {
    const known = failures.get(email)
    return known === undefined || now() - known.at > FORGET_AFTER_MS ? 0 : known.count
  }

  return {
    isBlocked: (email) => countOf(email) >= LIMIT,
    /** Notes an attempt, a failure until it succeeds, and returns the how-manieth it is, from 1. */
    begin(email) {
      const count = countOf(email) + 1
      failures.delete(email)
      failures.set(email, { count, at: now() })
      if (failures.size > MAX_REMEMBERED) failures.delete(failures.keys().next().value)
      return count
    },
    succeed: (email) => failures.delete(email),
  }
}
