/** Was what a build makes made of these very inputs before? Their hash stands in its first line. */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** More than any first line of ours. */
const FIRST_LINE_BYTES = 200

/**
 * @param {readonly (string | Buffer)[]} parts
 * @returns {string} 64 hexadecimal digits.
 */
export function hashOf(parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}

/**
 * The hash in the first line, `// <hash>`, of what was made before; undefined if there is none.
 *
 * @param {string} path
 */
export function tryHashOf(path) {
  if (!existsSync(path)) return undefined
  const file = openSync(path, 'r')
  try {
    const start = Buffer.alloc(FIRST_LINE_BYTES)
    const length = readSync(file, start)
    return /^\/\/ ([\da-f]{64})$/m.exec(start.toString('utf8', 0, length))?.[1]
  } finally {
    closeSync(file)
  }
}

/**
 * Every file below a folder but those below a `dist`.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.name === 'dist') return []
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}
