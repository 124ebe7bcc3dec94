/** How does somebody wait for a while, or until there is a reason not to? */

// Taken at load: applications fake timers, and a faked one would never fire.
const { setTimeout, clearTimeout } = globalThis

export interface Pause {
  /**
   * Resolves after the time, or when it is ended.
   * @param keepsAlive - Whether the process has to stay for it.
   */
  wait(ms: number, keepsAlive: boolean): Promise<void>
  /** Ends the pause that runs. */
  end(): void
}

export function createPause(): Pause {
  let finish: (() => void) | undefined
  return {
    wait: (ms, keepsAlive) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        if (!keepsAlive) timer.unref()
        finish = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
    end() {
      finish?.()
    },
  }
}
