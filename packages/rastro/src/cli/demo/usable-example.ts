/**
 * Can the example run where it is? If not, where can it?
 *
 * It imports Express, Mongoose and jsonwebtoken, which need not be installed beside this package,
 * or not in a version that it is written for. Then they are installed once, at the example's own
 * pinned versions, in the user's cache folder.
 */
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { VERSION } from '../../version.ts'
import { PACKAGE_DIR } from './example.ts'
import { installPackages } from './install-packages.ts'

const OWN_NAME = 'rastro'

/**
 * Returns a folder that holds the example and can run it.
 *
 * @param example - The example as it was found.
 * @param options - `userDir`: the demo's folder in the user's cache; `say`: told each step.
 * @throws Error if what is missing cannot be installed; its message says what to do.
 */
export async function usableExample(
  example: string,
  { userDir, say }: { readonly userDir: string; readonly say: (line: string) => void },
): Promise<string> {
  const wanted = await pinnedVersions(example)
  const unusable = await findUnusable(example, wanted)
  if (unusable.length === 0) return example
  // One folder per installation of this package, since it links to that installation.
  const identity = createHash('sha256').update(PACKAGE_DIR).digest('hex').slice(0, 8)
  const folder = join(userDir, `app-${VERSION}-${identity}`)
  if (existsSync(folder)) return folder
  say(`the demo needs ${unusable.join(', ')}: installing them once, in ${folder}`)
  await mkdir(userDir, { recursive: true })
  const staging = await mkdtemp(join(userDir, 'staging-'))
  try {
    await assemble(staging, { example, wanted })
    await rename(staging, folder).catch((error: unknown) => {
      // Somebody else was faster, with the same result.
      if (!existsSync(folder)) throw error
    })
    return folder
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function assemble(
  folder: string,
  { example, wanted }: { readonly example: string; readonly wanted: Versions },
): Promise<void> {
  const dependencies = Object.fromEntries(wanted)
  const manifest = { private: true, type: 'module', dependencies }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
  await installPackages(
    folder,
    [...wanted].map(([name, version]) => `${name}@${version}`),
  )
  await cp(join(example, 'src'), join(folder, 'src'), { recursive: true })
  // Node follows the link, so the example has the very modules that run this command.
  await symlink(PACKAGE_DIR, join(folder, 'node_modules', OWN_NAME), 'junction')
}

type Versions = ReadonlyMap<string, string>

async function pinnedVersions(example: string): Promise<Versions> {
  const { dependencies = {} } = await readManifest(join(example, 'package.json'))
  return new Map(Object.entries(dependencies).filter(([name]) => name !== OWN_NAME))
}

/** Names of the packages that are missing, or there in a version with another first number. */
async function findUnusable(example: string, wanted: Versions): Promise<readonly string[]> {
  const require = createRequire(join(example, 'src', 'app.js'))
  const unusable: string[] = []
  for (const [name, version] of wanted) {
    const installed = await installedVersion(require, name)
    if (installed === undefined || majorOf(installed) !== majorOf(version)) unusable.push(name)
  }
  return unusable
}

async function installedVersion(
  require: NodeJS.Require,
  name: string,
): Promise<string | undefined> {
  // Not `require.resolve(name + '/package.json')`: a package may keep that file to itself.
  const path = (require.resolve.paths(name) ?? [])
    .map((folder) => join(folder, name, 'package.json'))
    .find((candidate) => existsSync(candidate))
  return path === undefined ? undefined : (await readManifest(path)).version
}

interface Manifest {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

async function readManifest(path: string): Promise<Manifest> {
  return JSON.parse(await readFile(path, 'utf8')) as Manifest
}

function majorOf(version: string): string {
  return version.split('.', 1)[0] ?? ''
}
