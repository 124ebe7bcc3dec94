/**
 * Which servers does this machine offer already?
 *
 * Names candidates in order of preference; whether one runs is decided by who asks.
 */
import { access, constants } from 'node:fs/promises'
import { delimiter, resolve } from 'node:path'

/** A file that may be a server. */
export interface InstalledCandidate {
  readonly source: 'MONGOMS_SYSTEM_BINARY' | 'PATH'
  readonly path: string
}

/**
 * Lists what the environment names: `MONGOMS_SYSTEM_BINARY`, then each `mongod` on `PATH`.
 *
 * @param env - The environment to read; the file system says which entries of `PATH` hold a `mongod`.
 */
export async function listInstalledMongods(env: NodeJS.ProcessEnv): Promise<InstalledCandidate[]> {
  const candidates: InstalledCandidate[] = []
  const named = env['MONGOMS_SYSTEM_BINARY']
  // Listed even when the file is missing: a wrong setting must be told, not skipped.
  if (named) candidates.push({ source: 'MONGOMS_SYSTEM_BINARY', path: resolve(named) })
  const program = process.platform === 'win32' ? 'mongod.exe' : 'mongod'
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (folder === '') continue
    const path = resolve(folder, program)
    if (await isExecutable(path)) candidates.push({ source: 'PATH', path })
  }
  return candidates
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
