/** How does one loop wait for another without looking again and again? */

// Captured at load: applications fake timers in their tests.
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis

/** Wakes whoever waits. */
export interface Bell {
  ring(): void
  /** Resolves at the next ring, or after the time. Keeps no process alive. */
  wait(ms: number): Promise<void>
}

export function createBell(): Bell {
  const waiting = new Set<() => void>()
  return {
    ring() {
      for (const wake of waiting) wake()
    },
    async wait(ms) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          stopTimer(timer)
          waiting.delete(wake)
          resolve()
        }
        const timer = startTimer(wake, ms)
        timer.unref()
        waiting.add(wake)
      })
    },
  }
}
