/**
 * What if npm is killed and takes no leave? A script it ran would go on alone, with its servers.
 */

const LOOK_EVERY_MS = 1_000

/** Ends this process soon after the npm that started it has gone; without npm it does nothing. */
export function endWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1)
  }, LOOK_EVERY_MS).unref()
}
