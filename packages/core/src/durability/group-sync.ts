/** How do many waiters share one sync? */

/**
 * Returns a function that resolves when a run of `sync` that began after the call is done. While
 * one runs, everybody who comes waits for the one that follows it.
 */
export function createGroupSync(sync: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let following: Promise<void> | undefined

  async function run(): Promise<void> {
    try {
      await sync()
    } finally {
      running = undefined
    }
  }

  return () => {
    if (running === undefined) return (running = run())
    following ??= running
      .catch(() => undefined)
      .then(() => {
        following = undefined
        return (running = run())
      })
    return following
  }
}
