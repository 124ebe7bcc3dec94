/** How does a test wait for what other processes and servers do? For a condition, never for a time. */
import { setTimeout as delay } from 'node:timers/promises'

const LOOK_EVERY_MS = 20

/** Resolves with what `look` returns as soon as that is something. */
export async function until<T>(
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  withinMs = 30_000,
): Promise<T> {
  const endsAt = performance.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== null && seen !== false) return seen
    if (performance.now() > endsAt) throw new Error(`nothing after ${withinMs} ms: ${String(look)}`)
    await delay(LOOK_EVERY_MS)
  }
}
