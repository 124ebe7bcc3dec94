/** How does an audit end, by its deadline? */
import type { Logger, Recorder } from '@rastro/core'
import type { Sequencing } from './sequencing.ts'
import type { Watching } from './watching.ts'

/** Leases that are not given back by then run out by themselves: no store is worth a longer wait. */
const MAX_STOP_MS = 2_000

/** Makes the end of one audit: what is stored is stored, and what is left is said. */
export function createEnding(parts: {
  readonly recorder: Pick<Recorder, 'safekeeping'>
  readonly watching: Pick<Watching, 'stop'>
  readonly sequencing: Pick<Sequencing, 'stop'>
  readonly log: Logger
}): (deadlineMs: number) => Promise<void> {
  const { recorder, watching, sequencing, log } = parts
  let closing: Promise<void> | undefined
  async function end(deadlineMs: number): Promise<void> {
    const endsAt = performance.now() + deadlineMs
    const { left, lost } = await recorder.safekeeping.close(deadlineMs)
    const restMs = Math.max(0, endsAt - performance.now())
    await Promise.all([watching.stop(Math.min(restMs, MAX_STOP_MS)), sequencing.stop(restMs)])
    if (left > 0)
      log.warn(
        `audit: closed with ${left} event(s) in the spool, stored when the application starts again`,
      )
    if (lost > 0) log.warn(`audit: closed, and ${lost} event(s) were lost`)
  }
  return (deadlineMs) => (closing ??= end(deadlineMs))
}
