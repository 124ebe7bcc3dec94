/** Where does this audit keep what waits, and with what? */
import { resolve } from 'node:path'
import type { SpoolChoice, ValueMaker } from '@rastro/core'
import type { SpoolOptions } from '../options.ts'
import { NODE_FILES } from './node-files.ts'
import { createProcessWatch } from './process-watch.ts'

const DEFAULT_FOLDER = '.audit-spool'
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024

/** @returns Undefined where the application wants nothing on its disk. */
export function spoolChoice(
  options: SpoolOptions | false | undefined,
  make: () => ValueMaker,
): SpoolChoice | undefined {
  if (options === false) return undefined
  const { path = DEFAULT_FOLDER, maxBytes = DEFAULT_MAX_BYTES } = options ?? {}
  return {
    files: NODE_FILES,
    watch: createProcessWatch(),
    // Now: an application may change its folder later.
    path: resolve(path),
    maxBytes,
    make,
  }
}
