/**
 * When is a command to end that would run for ever?
 *
 * The first signal asks for an orderly end; whoever sends another one does not want to wait for it.
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** 128 and the number of SIGINT: what a shell expects of an interrupted program. */
export const INTERRUPTED_EXIT_CODE = 130
/** Ctrl-C under npm arrives twice at once, from the terminal and from npm. */
const SAME_SIGNAL_MS = 1_000

/**
 * Listens for signals from now on.
 *
 * @returns A promise that resolves at the first.
 */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    let firstAtMs: number | undefined
    const onSignal = (): void => {
      const nowMs = performance.now()
      firstAtMs ??= nowMs
      if (nowMs - firstAtMs > SAME_SIGNAL_MS) process.exit(INTERRUPTED_EXIT_CODE)
      resolve()
    }
    // Never taken away: also while it stops, impatience must be heard.
    for (const signal of SIGNALS) process.on(signal, onSignal)
  })
}
