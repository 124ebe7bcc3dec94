/**
 * How far behind is the numbering, for somebody who must not wait for the answer?
 *
 * A health check answers at once, so it gets what was found by the look before, and begins the next
 * one. Nothing is asked where nobody asks.
 */

const LOOK_EVERY_MS = 1_000

/**
 * @param look - Asks the database; undefined where that is not possible at the moment.
 * @returns A function that gives milliseconds as of the last look, or null.
 */
export function createNumberingLag(
  look: () => Promise<number | null> | undefined,
): () => number | null {
  let known: number | null = null
  let lookedAtMs = -Infinity
  let isLooking = false

  async function begin(): Promise<void> {
    isLooking = true
    lookedAtMs = performance.now()
    try {
      known = (await look()) ?? known
    } catch {
      // The store is away, which the state says by itself.
    } finally {
      isLooking = false
    }
  }

  return () => {
    if (!isLooking && performance.now() - lookedAtMs >= LOOK_EVERY_MS) void begin()
    return known
  }
}
