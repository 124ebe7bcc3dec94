/** When does a process that was told to stop really stand still? */
import { readFile, readdir } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_EVERY_MS = 5
const GIVE_UP_AFTER_MS = 5_000

/**
 * Waits until every thread of a process has stopped after SIGSTOP: each takes the signal in its own
 * time, and one that runs on may still answer a request. Only Linux tells; elsewhere it waits for nothing.
 */
export async function waitUntilStill(pid: number): Promise<void> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS
  while (Date.now() < deadline && (await hasRunningThread(pid))) await delay(POLL_EVERY_MS)
}

async function hasRunningThread(pid: number): Promise<boolean> {
  const folder = `/proc/${pid}/task`
  try {
    const threads = await readdir(folder)
    const states = await Promise.all(threads.map((thread) => readState(`${folder}/${thread}/stat`)))
    return states.some((state) => state !== 'T')
  } catch {
    return false
  }
}

/** The state follows the name, which is in parentheses and may hold any character. */
async function readState(path: string): Promise<string> {
  // A thread that has ended meanwhile answers nothing either.
  const stat = await readFile(path, 'utf8').catch(() => ') T')
  return stat.charAt(stat.lastIndexOf(')') + 2)
}
