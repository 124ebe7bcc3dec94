/**
 * Where is an optional peer loaded from? Beside this package, else from the folder the program was
 * started in: with `npx` the two are different trees.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

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
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND')
  )
}
