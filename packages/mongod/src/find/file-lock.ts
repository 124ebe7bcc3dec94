/**
 * How do two processes agree that only one of them fetches?
 *
 * A lock file whose holder keeps touching it. A holder that died is noticed by its process id (same
 * machine) or by the age of the file (shared home folders). The lock saves work; what keeps the cache
 * whole is that entries appear by rename.
 */
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { codeOf } from '../errors.ts'

const TOUCH_EVERY_MS = 2_000
const STALE_AFTER_MS = 30_000
const POLL_EVERY_MS = 200
/** Longer than the slowest fetch is allowed to take. */
const WAIT_AT_MOST_MS = 25 * 60_000

/**
 * Runs `work` while holding the lock file at `path`, waiting for other holders first.
 *
 * @param onWait - Called once if another process holds the lock.
 * @throws Error if the lock's folder cannot be written, or it stays taken for 25 minutes.
 */
export async function withFileLock<T>(
  path: string,
  { work, onWait }: { work: () => Promise<T>; onWait: () => void },
): Promise<T> {
  await acquire(path, onWait)
  const touching = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => {})
  }, TOUCH_EVERY_MS)
  touching.unref()
  try {
    return await work()
  } finally {
    clearInterval(touching)
    await rm(path, { force: true })
  }
}

async function acquire(path: string, onWait: () => void): Promise<void> {
  const deadline = Date.now() + WAIT_AT_MOST_MS
  let waited = false
  while (!(await tryCreate(path))) {
    if (await isStale(path)) {
      await remove(path)
      continue
    }
    if (!waited) onWait()
    waited = true
    if (Date.now() > deadline) throw new Error(`${path} is held by another process`)
    await delay(POLL_EVERY_MS)
  }
}

async function tryCreate(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    await file.writeFile(`${hostname()} ${process.pid}\n`)
    await file.close()
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const [host, pid] = (await readFile(path, 'utf8')).trim().split(' ')
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > STALE_AFTER_MS) return true
    return host === hostname() && pid !== undefined && !isAlive(Number(pid))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** Renamed first, so that of two processes that saw the dead holder only one removes its lock. */
async function remove(path: string): Promise<void> {
  const grave = `${path}.${process.pid}.stale`
  try {
    await rename(path, grave)
    await rm(grave, { force: true })
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
