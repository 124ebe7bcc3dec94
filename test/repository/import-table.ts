/**
 * What may a package import?
 *
 * The one table of it. A package that is not here may not exist; a name that is not in its row may
 * not be imported, however handy it would be.
 */

export interface ImportRow {
  /** Folders in `packages/` whose public names it may use. */
  readonly suite: readonly string[]
  /** Packages that are installed along with it. */
  readonly bundled?: readonly string[]
  /** The application's own packages, of which it takes types and never code. */
  readonly typesOf?: readonly string[]
  /** Packages that the application may install; loaded by name when they are needed. */
  readonly loadedOnUse?: readonly string[]
  /** Packages beside which it works without importing them. */
  readonly worksBeside?: readonly string[]
  /** The only Node modules it may use; any, where this is missing. */
  readonly node?: readonly string[]
}

export const IMPORT_TABLE: Readonly<Record<string, ImportRow>> = {
  core: {
    suite: [],
    bundled: ['fast-json-patch', 'ulid'],
    // What computes and what follows a call, and nothing that reads or sends: `net` for `isIP`.
    node: ['assert/strict', 'async_hooks', 'buffer', 'crypto', 'net', 'util', 'util/types', 'zlib'],
  },
  mongodb: { suite: ['core'], typesOf: ['mongodb'] },
  mongoose: { suite: ['core', 'mongodb'], typesOf: ['mongoose'] },
  express: {
    suite: ['core'],
    bundled: ['jsonwebtoken', 'mmdb-lib', 'ua-parser-js'],
    typesOf: ['express'],
    loadedOnUse: ['geoip-lite'],
  },
  admin: { suite: ['core'], typesOf: ['express'] },
  sinks: { suite: ['core'] },
  catalogs: { suite: ['core'], node: [] },
  browser: { suite: ['core'], node: [] },
  mongod: { suite: [], loadedOnUse: ['mongodb', 'mongodb-memory-server-core'] },
  rastro: {
    suite: [
      'core',
      'mongodb',
      'mongoose',
      'express',
      'admin',
      'sinks',
      'catalogs',
      'browser',
      'mongod',
    ],
    typesOf: ['express', 'mongodb', 'mongoose'],
    worksBeside: ['geoip-lite', 'mongodb-memory-server-core'],
  },
  // Runs before anything is installed: it starts the others by their built files.
  workshop: { suite: [] },
}

/** Returns the row of a package. */
export function importRow(folder: string): ImportRow {
  const row = IMPORT_TABLE[folder]
  if (row === undefined) throw new Error(`packages/${folder} has no row in the import table`)
  return row
}

/** Returns the name under which a folder's package is installed. */
export function publishedName(folder: string): string {
  return folder === 'rastro' ? 'rastro' : `@rastro/${folder}`
}
