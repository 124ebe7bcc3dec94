/**
 * Which files does this repository consist of?
 *
 * Everything below its root that `.gitignore` does not leave out: also what nobody has committed
 * yet, and also where there is no git.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = findRoot(dirname(fileURLToPath(import.meta.url)))

let known: readonly string[] | undefined

/** Returns the paths of all files, from the root, with `/` between folders, in order. */
export function repositoryFiles(): readonly string[] {
  known ??= filesBelow('', readIgnored()).toSorted()
  return known
}

/** Returns the files whose path fits. */
export function filesLike(pattern: RegExp): readonly string[] {
  return repositoryFiles().filter((path) => pattern.test(path))
}

/** Returns where a file or folder of the repository is on this machine. */
export function absolutePath(path: string): string {
  return join(ROOT, path)
}

/** Returns the text of a file of the repository. */
export function readText(path: string): string {
  return readFileSync(absolutePath(path), 'utf8')
}

/** As much of a `package.json` as is looked at. */
export interface PackageFile {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  readonly license?: unknown
  readonly licenses?: unknown
}

/** Returns the `package.json` of a folder of the repository. */
export function packageFile(folder: string): PackageFile {
  return JSON.parse(readText(`${folder}/package.json`)) as PackageFile
}

/** Returns the names of the folders in `packages/`. */
export function packageFolders(): readonly string[] {
  const files = filesLike(/^packages\/[^/]+\/package\.json$/)
  return files.map((path) => path.split('/')[1] ?? '')
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'packages')) && existsSync(join(folder, 'tsconfig.json'))) {
    return folder
  }
  const parent = dirname(folder)
  if (parent === folder) throw new Error('these tests run inside the repository')
  return findRoot(parent)
}

function filesBelow(folder: string, isIgnored: (path: string) => boolean): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (isIgnored(path)) return []
    return entry.isDirectory() ? filesBelow(path, isIgnored) : [path]
  })
}

function readIgnored(): (path: string) => boolean {
  const names = new Set(['.git'])
  const paths = new Set<string>()
  const endings: string[] = []
  for (const line of readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n')) {
    const pattern = line.trim().replace(/\/$/, '')
    if (pattern === '' || pattern.startsWith('#')) continue
    if (/^\*\.[\w.]+$/.test(pattern)) endings.push(pattern.slice(1))
    else if (/^[\w.-]+$/.test(pattern)) names.add(pattern)
    else if (/^[\w./-]+$/.test(pattern)) paths.add(pattern.replace(/^\//, ''))
    // Guessing what it leaves out would be guessing what the tests look at.
    else throw new Error(`.gitignore has a pattern that these tests do not read: ${pattern}`)
  }
  return (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    return names.has(name) || paths.has(path) || endings.some((ending) => name.endsWith(ending))
  }
}
