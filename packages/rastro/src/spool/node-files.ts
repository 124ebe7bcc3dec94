/** The spool's files on a real file system: for the owner of the process alone. */
import {
  closeSync,
  constants,
  existsSync,
  fdatasync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { SpoolFile, SpoolFiles } from '@rastro/core'
import { isPrivate, secureFolder } from './private-folder.ts'

const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

/** A link that somebody else may have put there is not followed. Windows has no such flag: no bits. */
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants
const APPEND = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW
const REPLACE = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW

const dataSync = promisify(fdatasync)

/** The file system of this machine. */
export const NODE_FILES: SpoolFiles = {
  join,
  makeFolder(path) {
    mkdirSync(path, { recursive: true, mode: FOLDER_MODE })
  },
  secureFolder,
  isPrivate,
  list: (path) => (existsSync(path) ? readdirSync(path) : []),
  open,
  read: (path) => readFileSync(path),
  readPart,
  write(path, bytes) {
    const file = openSync(path, REPLACE, FILE_MODE)
    try {
      writeFileSync(file, bytes)
    } finally {
      closeSync(file)
    }
  },
  writeNew(path, bytes) {
    if (existsSync(path)) return
    try {
      writeFileSync(path, bytes, { mode: FILE_MODE, flag: 'wx' })
    } catch (error) {
      // Another process was faster, or a link leads nowhere.
      if ((error as { code?: unknown }).code !== 'EEXIST') throw error
    }
  },
  truncate: truncateSync,
  rename: renameSync,
  remove(path) {
    rmSync(path, { recursive: true, force: true })
  },
  touch(path) {
    const now = new Date()
    utimesSync(path, now, now)
  },
  idleMs(path) {
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats === undefined ? undefined : Math.max(0, Date.now() - stats.mtimeMs)
  },
}

function open(path: string): SpoolFile {
  const file = openSync(path, APPEND, FILE_MODE)
  // A new file is in its folder after a loss of power only if the folder was synced.
  syncFolder(dirname(path))
  let isClosed = false
  return {
    append(bytes) {
      // One write takes all of it, unless the disk is nearly full.
      for (let done = 0; done < bytes.length;) {
        done += writeSync(file, bytes, done, bytes.length - done)
      }
    },
    sync: () => dataSync(file),
    close() {
      if (isClosed) return
      isClosed = true
      closeSync(file)
    },
  }
}

function readPart(
  path: string,
  { offset, length }: { readonly offset: number; readonly length: number },
): Uint8Array {
  const bytes = Buffer.allocUnsafe(length)
  const file = openSync(path, 'r')
  try {
    let done = 0
    while (done < length) {
      const n = readSync(file, bytes, done, length - done, offset + done)
      if (n === 0) break
      done += n
    }
    return bytes.subarray(0, done)
  } finally {
    closeSync(file)
  }
}

function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    // Windows opens no folders; there the file system's own journal has to do.
  }
}
