import { describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { absolutePath, packageFolders } from './source-tree.ts'
import type { PackageFile } from './source-tree.ts'

/** Licences that ask for nothing but a notice. What is not here needs a person to read it. */
const PERMISSIVE: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
])

/** Understands `(MIT OR GPL-3.0)` and `MIT AND ISC`; a licence file's name is no licence. */
function isPermissive(expression: string): boolean {
  const choices = expression.replaceAll(/[()]/g, '').split(' OR ')
  return choices.some((choice) =>
    choice.split(' AND ').every((part) => PERMISSIVE.has(part.trim())),
  )
}

function licenceOf({ license, licenses }: PackageFile): string {
  const named = license ?? licenses
  const all: readonly unknown[] = Array.isArray(named) ? named : [named]
  const texts = all.map((one) =>
    typeof one === 'object' && one !== null ? (one as { type?: unknown }).type : one,
  )
  return texts.map(String).join(' OR ')
}

/** Looks where Node looks: in each `node_modules` on the way up. */
function tryInstalledFolder(name: string, from: string): string | undefined {
  const folder = join(from, 'node_modules', name)
  // Packages of this repository are links in there, and one is enough.
  if (existsSync(join(folder, 'package.json'))) return realpathSync(folder)
  return dirname(from) === from ? undefined : tryInstalledFolder(name, dirname(from))
}

interface Installed {
  readonly name: string
  readonly licence: string
}

/** All that comes along with the published packages, and the peers as far as they are installed. */
function installedAlong(): readonly Installed[] {
  const folders = packageFolders().map((folder) => absolutePath(`packages/${folder}`))
  const seen = new Set(folders)
  const visit = (folder: string): readonly Installed[] => {
    const file = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile
    const { dependencies, optionalDependencies, peerDependencies } = file
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
    const needed = names.flatMap((name) => {
      const next = tryInstalledFolder(name, folder)
      if (next === undefined || seen.has(next)) return []
      seen.add(next)
      return visit(next)
    })
    return [{ name: file.name, licence: licenceOf(file) }, ...needed]
  }
  return folders.flatMap(visit)
}

describe('what is installed along with the suite', () => {
  const installed = installedAlong()

  it('is followed through everything that needs something', () => {
    // jsonwebtoken needs jws, which needs jwa, which needs safe-buffer.
    const names = installed.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['fast-json-patch', 'jsonwebtoken', 'safe-buffer']),
    )
  })

  it('has licences that ask for nothing but a notice', () => {
    const others = installed.filter(({ licence }) => !isPermissive(licence))
    expect(others).toEqual([])
  })
})

describe('a licence', () => {
  for (const refused of ['AGPL-3.0-or-later', 'SSPL-1.0', 'MIT AND GPL-2.0', 'undefined']) {
    it(`${refused} is refused`, () => {
      expect(isPermissive(refused)).toBe(false)
    })
  }

  it('that is one of several to choose from is enough', () => {
    expect(isPermissive('(AGPL-3.0 OR MIT)')).toBe(true)
  })
})
