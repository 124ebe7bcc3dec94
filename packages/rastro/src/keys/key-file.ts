/**
 * How is a key kept in a file?
 *
 * For its owner alone (mode 0600), and made by whoever needs it first: of several processes one
 * makes it, and the others read that one. A file that others can read is refused, never mended:
 * who knows who has read it.
 */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { AuditError, DATA_KEY_BYTES } from '@rastro/core'

const MARK = 'audit-key-v1'
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700
const OTHERS = 0o077
/** What somebody else may have put there is not followed. Windows has no such flag. */
const NO_LINKS = (constants as { O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0

/**
 * Reads the key of a file; makes the file where it is missing.
 *
 * @throws {@link AuditError} `AUDIT_KEYS_UNSAFE` if others may read it, or if it holds no key; the
 * file system's own error where it can be neither read nor made.
 */
export function readKeyFile(path: string): Uint8Array {
  return tryRead(path) ?? made(path)
}

function tryRead(path: string): Uint8Array | undefined {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | NO_LINKS)
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw error
  }
  try {
    const { mode } = fstatSync(file)
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      throw unsafe(path, 'can be read by others: make a new one with mode 0600')
    }
    const [mark, text = ''] = readFileSync(file, 'utf8').trim().split(' ')
    const key = Buffer.from(text, 'base64')
    if (mark === MARK && key.length === DATA_KEY_BYTES) return key
    throw unsafe(path, 'holds no key of this suite')
  } finally {
    closeSync(file)
  }
}

function made(path: string): Uint8Array {
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE })
  const key = randomBytes(DATA_KEY_BYTES)
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx', FILE_MODE)
  try {
    writeSync(file, `${MARK} ${key.toString('base64')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    // Of several that link at once, one succeeds, and nobody ever sees half a file.
    linkSync(draft, path)
    return key
  } catch (error) {
    const other = tryRead(path)
    if (other === undefined) throw error
    return other
  } finally {
    rmSync(draft, { force: true })
  }
}

function unsafe(path: string, why: string): AuditError {
  return new AuditError('AUDIT_KEYS_UNSAFE', `the key file ${path} ${why}`)
}
