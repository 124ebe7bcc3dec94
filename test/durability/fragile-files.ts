/**
 * How does a test fill the disk, or tear a file?
 *
 * The real file system, with faults put in where the spool calls it.
 */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { SpoolFiles } from '@rastro/core'

export interface FragileFiles extends SpoolFiles {
  /** Bytes that still fit; what does not is written in part, as a full disk does. */
  freeBytes: number
  /** Makes every sync fail. */
  isSyncBroken: boolean
  readonly syncs: { count: number }
}

export function createFragileFiles(): FragileFiles {
  const files: FragileFiles = {
    freeBytes: Infinity,
    isSyncBroken: false,
    syncs: { count: 0 },
    join,
    makeFolder(path) {
      if (files.freeBytes <= 0) throw noSpace()
      mkdirSync(path, { recursive: true, mode: 0o700 })
    },
    secureFolder: () => false,
    isPrivate: () => true,
    list: (path) => (existsSync(path) ? readdirSync(path) : []),
    open(path) {
      if (files.freeBytes <= 0) throw noSpace()
      const file = openSync(path, 'a', 0o600)
      return {
        append(bytes) {
          const fits = Math.min(bytes.length, files.freeBytes)
          if (fits > 0) writeSync(file, bytes, 0, fits)
          files.freeBytes -= fits
          if (fits < bytes.length) throw noSpace()
        },
        async sync() {
          files.syncs.count += 1
          await new Promise((resolve) => setImmediate(resolve))
          if (files.isSyncBroken) throw Object.assign(new Error('EIO'), { code: 'EIO' })
          fdatasyncSync(file)
        },
        close: () => closeSync(file),
      }
    },
    read: (path) => readFileSync(path),
    readPart: (path, { offset, length }) => readFileSync(path).subarray(offset, offset + length),
    write: (path, bytes) => writeFileSync(path, bytes, { mode: 0o600 }),
    writeNew: (path, bytes) => writeFileSync(path, bytes, { mode: 0o600 }),
    truncate: truncateSync,
    rename: renameSync,
    remove: (path) => rmSync(path, { recursive: true, force: true }),
    touch(path) {
      utimesSync(path, new Date(), new Date())
    },
    idleMs(path) {
      const stats = statSync(path, { throwIfNoEntry: false })
      return stats === undefined ? undefined : Math.max(0, Date.now() - stats.mtimeMs)
    },
  }
  return files
}

function noSpace(): Error {
  return Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
}
