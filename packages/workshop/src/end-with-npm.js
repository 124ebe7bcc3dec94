/**
 * What if npm is killed and takes no leave? A script it ran would go on alone, with its servers.
 */
import { readFileSync } from 'node:fs'

const LOOK_EVERY_MS = 1_000

/** Ends this process soon after the npm that started it has gone; without npm it does nothing. */
export function endWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const ancestors = ancestorsUpToNpm()
  setInterval(() => {
    if (ancestorsUpToNpm() !== ancestors) process.exit(1)
  }, LOOK_EVERY_MS).unref()
}

/**
 * Names the parent, and the parent's parent where a shell stands between npm and this process: an
 * orphaned shell is still there, but has another parent.
 */
function ancestorsUpToNpm() {
  const parent = process.ppid
  try {
    const isShell = readFileSync(`/proc/${parent}/cmdline`, 'utf8').includes('\0-c\0')
    if (!isShell) return String(parent)
    const status = readFileSync(`/proc/${parent}/status`, 'utf8')
    return `${parent} ${/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? ''}`
  } catch {
    // Not Linux, or the parent has gone, which its changed number tells.
    return String(process.ppid)
  }
}
