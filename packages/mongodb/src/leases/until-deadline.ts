/**
 * How long is work waited for that was told to end?
 *
 * A database that does not answer would keep it for as long as the driver is patient. Whoever stops
 * an application has not that much time, and what is left then does no harm: its lease runs out.
 */
import { AuditError, checkOptions } from '@rastro/core'

/** How something that runs by itself is stopped. */
export interface StopOptions {
  /** How long what is under way is waited for, in milliseconds, at least 0. Default 2,000. */
  readonly deadlineMs?: number
}

const DEFAULT_DEADLINE_MS = 2_000

// Captured at load: applications fake timers in their tests.
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis

/**
 * Resolves when the work is over, failed or not, or the deadline has come.
 *
 * @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`
 */
export async function untilDeadline(
  work: Promise<unknown>,
  options: StopOptions = {},
): Promise<void> {
  const ended = work.then(
    () => undefined,
    () => undefined,
  )
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = startTimer(resolve, checkedDeadlineMs(options))
  })
  await Promise.race([ended, late])
  stopTimer(timer)
}

/** @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID` */
export function checkedDeadlineMs(options: StopOptions = {}): number {
  checkOptions('stop', options, ['deadlineMs'])
  const { deadlineMs = DEFAULT_DEADLINE_MS } = options
  if (Number.isFinite(deadlineMs) && deadlineMs >= 0) return deadlineMs
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    'stop: deadlineMs must be a number of milliseconds, at least 0',
    { field: 'deadlineMs' },
  )
}
