/**
 * Where is an optional peer loaded from? Beside this package, else from the folder the program was
 * started in: with `npx` the two are different trees.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { codeOf } from './errors.ts'

/**
 * Loads a package if it is installed.
 *
 * @param name - The package's name.
 * @returns Its exports, or `undefined` if it is not installed.
 * @throws whatever the package throws while it loads.
 */
export async function tryOptionalPeer(name: string): Promise<unknown> {
  try {
    return await import(name)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  try {
    const path = createRequire(join(process.cwd(), 'package.json')).resolve(name)
    return await import(pathToFileURL(path).href)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
}
