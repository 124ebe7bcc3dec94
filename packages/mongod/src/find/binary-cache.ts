/**
 * Where do fetched servers live between runs, and are they still what was fetched?
 *
 * Entries are folders `<version>-<platform>-<arch>` with the binary and a manifest that holds its
 * SHA-256 checksum. An entry appears whole by one rename or not at all; a damaged one is removed.
 */
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { checksum } from '../checksum.ts'
import { failureLine } from '../errors.ts'
import { readMongodVersion } from './version.ts'

const BINARY = process.platform === 'win32' ? 'mongod.exe' : 'mongod'
const MANIFEST = 'manifest.json'
const STAGING_PREFIX = 'staging-'

/** A server in the cache that runs here and matches its checksum. */
export interface CachedMongod {
  readonly path: string
  readonly version: string
}

/** A file some fetcher brought, and where from. */
export interface FetchedFile {
  readonly path: string
  readonly origin: string
}

interface Manifest {
  readonly version: string
  readonly origin: string
  readonly sha256: string
}

/**
 * Returns the folder of the user's cache.
 *
 * @param env - `XDG_CACHE_HOME` decides, else `HOME`.
 */
export function defaultCacheDir(env: NodeJS.ProcessEnv): string {
  const base = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache')
  return join(base, 'audit-mongod')
}

/**
 * Returns the newest entry that is whole and runs here.
 *
 * @param onDamaged - Told, in one line, about each entry that is not and was removed.
 */
export async function tryCachedMongod(
  cacheDir: string,
  onDamaged: (line: string) => void,
): Promise<CachedMongod | undefined> {
  const names = (await listNames(cacheDir)).filter((name) => name.endsWith(entrySuffix()))
  names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
  for (const name of names) {
    const folder = join(cacheDir, name)
    try {
      return await openEntry(folder)
    } catch (error) {
      onDamaged(`cached ${name}: ${failureLine(error)}; removed`)
      await rm(folder, { recursive: true, force: true })
    }
  }
  return undefined
}

/**
 * Puts a fetched file into the cache.
 *
 * @param fetched - The file; it is moved out of its place. It must run here.
 * @throws Error if it does not run or the cache cannot be written.
 */
export async function addToCache(cacheDir: string, fetched: FetchedFile): Promise<CachedMongod> {
  await chmod(fetched.path, 0o755)
  const version = await readMongodVersion(fetched.path)
  const manifest: Manifest = {
    version,
    origin: fetched.origin,
    sha256: await checksum(fetched.path),
  }
  const staging = await createStagingDir(cacheDir)
  await rename(fetched.path, join(staging, BINARY))
  await writeFile(join(staging, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
  const folder = join(cacheDir, `${version}${entrySuffix()}`)
  try {
    await rename(staging, folder)
  } catch {
    // Another process was faster: what counts is that a whole entry is there.
    await rm(staging, { recursive: true, force: true })
  }
  return openEntry(folder)
}

/** Makes a folder inside the cache, so that what is fetched there moves into its entry by rename. */
export async function createStagingDir(cacheDir: string): Promise<string> {
  await mkdir(cacheDir, { recursive: true })
  return mkdtemp(join(cacheDir, STAGING_PREFIX))
}

/** Removes what killed fetches left; only the holder of the lock may call it. */
export async function removeStaging(cacheDir: string): Promise<void> {
  for (const name of await listNames(cacheDir)) {
    if (name.startsWith(STAGING_PREFIX)) {
      await rm(join(cacheDir, name), { recursive: true, force: true })
    }
  }
}

async function openEntry(folder: string): Promise<CachedMongod> {
  const path = join(folder, BINARY)
  const manifest = parseManifest(await readFile(join(folder, MANIFEST), 'utf8'))
  if ((await checksum(path)) !== manifest.sha256) {
    throw new Error('the checksum differs from the fetched file')
  }
  return { path, version: await readMongodVersion(path) }
}

function parseManifest(text: string): { sha256: string } {
  const manifest: unknown = JSON.parse(text)
  if (typeof manifest === 'object' && manifest !== null && 'sha256' in manifest) {
    return { sha256: String(manifest.sha256) }
  }
  throw new Error('the manifest has no checksum')
}

/** A home folder may be shared by machines of different kinds. */
function entrySuffix(): string {
  return `-${process.platform}-${process.arch}`
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}
