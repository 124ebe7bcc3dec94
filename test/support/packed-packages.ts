/**
 * How does a test get the packages as a user would, from tarballs?
 *
 * Packs copies, so that what packing does to a folder happens to nobody else's work.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

const QUIET = ['--loglevel=error', '--no-audit', '--no-fund', '--prefer-offline']

/** What a package's folder holds that packing needs. */
const PARTS = ['package.json', 'README.md', 'LICENSE', 'bundle', 'dist', 'scripts']

/** Dependencies for a package.json: each package of the suite by its tarball. */
export type PackedPackages = Readonly<Record<string, string>>

/**
 * Packs every published package.
 *
 * @param folder - An empty folder, for the copies and the tarballs.
 */
export async function packPackages(folder: string): Promise<PackedPackages> {
  const packages: string[] = []
  const tarballs: Record<string, string> = {}
  for (const directory of await readdir(join(ROOT, 'packages'))) {
    const source = join(ROOT, 'packages', directory)
    if (!existsSync(join(source, 'package.json'))) continue
    const { name, version, private: isPrivate } = await readManifest(source)
    if (isPrivate === true) continue
    packages.push(`./packages/${directory}`)
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
    tarballs[name] = `file:${join(folder, file)}`
    await copyParts(source, { target: join(folder, 'packages', directory), parts: PARTS })
  }
  await copyParts(ROOT, { target: folder, parts: ['README.md'] })
  await copyParts(join(ROOT, 'examples', 'helpdesk'), {
    target: join(folder, 'examples', 'helpdesk'),
    parts: ['package.json', 'README.md', 'src'],
  })
  await npm(['pack', ...packages, '--pack-destination', '.', '--loglevel=error'], folder)
  return tarballs
}

/**
 * Installs packages in a folder of their own.
 *
 * @param folder - Made if it is not there.
 * @param dependencies - As in a package.json.
 */
export async function installIn(
  folder: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  await npm(['install', '--ignore-scripts', ...QUIET], folder)
}

/** The environment for a program under test, without what only the test runner needs. */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, MONGODB_URI: _uri, ...env } = process.env
  return { ...env, ...more }
}

async function copyParts(
  source: string,
  { target, parts }: { readonly target: string; readonly parts: readonly string[] },
): Promise<void> {
  for (const part of parts) {
    if (!existsSync(join(source, part))) continue
    await cp(join(source, part), join(target, part), { recursive: true })
  }
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
}

function npm(args: readonly string[], cwd: string): Promise<unknown> {
  return run('npm', [...args], { cwd, env: cleanEnvironment(), maxBuffer: 64 * 1024 * 1024 })
}
