/** Where are things in this repository? */
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The folder that holds the root package.json. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

/**
 * Returns a path inside the repository.
 *
 * @param {...string} parts
 */
export function inRepository(...parts) {
  return join(root, ...parts)
}

/** Loads the built package that runs MongoDB; call it after `prepare`. */
export async function loadMongod() {
  return import(pathToFileURL(inRepository('packages', 'mongod', 'dist', 'index.js')).href)
}
