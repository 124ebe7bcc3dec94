/**
 * How long may the application wait for the audit store?
 *
 * The driver's own limits are the application's (30 seconds to find a server, none for an
 * answer), so waiting is bounded here. What was not waited for is not undone: it may still
 * succeed, and appending is idempotent.
 */

// Taken at load: applications fake timers, and a faked one would never fire.
const { setTimeout, clearTimeout } = globalThis

export interface Deadline {
  readonly waitMs: number
  readonly late: (waitedMs: number) => Error
}

/** Settles as `work` does, or rejects with `late` when the time is over. Keeps no process alive. */
export async function withinTime<T>(work: Promise<T>, { waitMs, late }: Deadline): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late(waitMs)), waitMs)
    timer.unref()
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
    // Whoever lost the race may still fail, and nobody would be there to hear it.
    work.catch(() => undefined)
  }
}
