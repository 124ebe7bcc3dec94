/** How does something wait that must neither be in the way of an end, nor keep a process alive? */

// Captured at load: applications fake timers in their tests.
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis

/**
 * Resolves after the time, or at once when the signal is aborted. Keeps no process alive.
 *
 * @param ms - How long, in milliseconds.
 * @param signal - Ends the wait.
 */
export async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const end = (): void => {
      stopTimer(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = startTimer(end, ms)
    ;(timer as { unref?(): void }).unref?.()
    signal.addEventListener('abort', end)
  })
}
