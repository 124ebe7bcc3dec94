import { describe, expect, it } from '@jest/globals'
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { IMPORT_TABLE, importRow, publishedName } from './import-table.ts'
import { importsOf, tryPackageName } from './imports-of.ts'
import { filesLike, packageFile, packageFolders, readText } from './source-tree.ts'
import { codeOf } from './tokens-of.ts'
import type { Token } from './tokens-of.ts'

interface Found {
  readonly place: string
  readonly path: string
  readonly specifier: string
  readonly isTypeOnly: boolean
}

const SUITE = new Map(Object.keys(IMPORT_TABLE).map((folder) => [publishedName(folder), folder]))

function importsIn(files: readonly string[]): readonly Found[] {
  return files.flatMap((path) =>
    importsOf(readText(path)).map(({ specifier, isTypeOnly, line }) => {
      return { place: `${path}:${line} ${specifier}`, path, specifier, isTypeOnly }
    }),
  )
}

const IMPORTS = new Map(
  packageFolders().map((folder) => [folder, importsIn(sourcesOf(folder))] as const),
)

function sourcesOf(folder: string): readonly string[] {
  return filesLike(/\.[cm]?[jt]s$/).filter((path) => path.startsWith(`packages/${folder}/src/`))
}

function placesOf(found: readonly Found[]): readonly string[] {
  return found.map(({ place }) => place)
}

/** Neither Node's, nor of the same package by a relative path. */
function isForeign({ specifier }: Found): boolean {
  return tryPackageName(specifier) !== undefined
}

function isPublic(specifier: string): boolean {
  const name = tryPackageName(specifier) ?? ''
  const folder = SUITE.get(name)
  if (folder === undefined) return true
  const subpath = `.${specifier.slice(name.length)}`
  return Object.hasOwn(packageFile(`packages/${folder}`).exports ?? {}, subpath)
}

function textOf({ kind, value }: Token): string {
  return kind === 'text' ? value : ''
}

/** Of the tests, the examples: what an outsider may do. */
function reachesInside({ path, specifier }: Found, folder: string): boolean {
  if (!specifier.startsWith('.')) return !isPublic(specifier)
  return !posix.join(posix.dirname(path), specifier).startsWith(folder)
}

describe('the imports of', () => {
  for (const folder of packageFolders()) {
    const row = importRow(folder)
    const own = publishedName(folder)
    const found = IMPORTS.get(folder) ?? []
    const suite = row.suite.map(publishedName)
    const bundled = row.bundled ?? []
    const typesOf = row.typesOf ?? []

    it(`${own} are those of its row in the table`, () => {
      const refused = found.filter(isForeign).filter(({ specifier, isTypeOnly }) => {
        const name = tryPackageName(specifier) ?? ''
        const isInRow = suite.includes(name) || bundled.includes(name)
        return !isInRow && !(isTypeOnly && typesOf.includes(name))
      })
      expect(placesOf(refused)).toEqual([])
    })

    it(`${own} stay inside its folder or go to what another package exports`, () => {
      const deep = found.filter((one) => reachesInside(one, `packages/${folder}/src/`))
      expect(placesOf(deep)).toEqual([])
    })

    it(`${own} of Node are written node: and allowed`, () => {
      const names = found.filter(({ specifier }) => isBuiltin(specifier))
      const refused = names.filter(({ specifier }) => {
        if (!specifier.startsWith('node:')) return true
        return row.node !== undefined && !row.node.includes(specifier.slice('node:'.length))
      })
      expect(placesOf(refused)).toEqual([])
    })
  }
})

describe('the package.json of', () => {
  for (const folder of packageFolders()) {
    const file = packageFile(`packages/${folder}`)
    if (file.private === true) continue
    const row = importRow(folder)
    const imports = IMPORTS.get(folder) ?? []
    const names = imports.map(({ specifier }) => tryPackageName(specifier))
    const used = [...new Set(names)].filter((name) => name !== undefined)
    const peers = [row.typesOf, row.loadedOnUse, row.worksBeside].flatMap((names) => names ?? [])

    it(`${file.name} depends on what is imported and on nothing else`, () => {
      const needed = used.filter((name) => !peers.includes(name))
      expect(Object.keys(file.dependencies ?? {}).toSorted()).toEqual(needed.toSorted())
    })

    it(`${file.name} takes the suite in its own version, and everything else pinned`, () => {
      for (const [name, version] of Object.entries(file.dependencies ?? {})) {
        if (SUITE.has(name)) expect(`${name}@${version}`).toBe(`${name}@${file.version}`)
        else expect(version).toMatch(/^\d+\.\d+\.\d+$/)
      }
    })

    it(`${file.name} names as peers what its row lets it use of the application's`, () => {
      const named = Object.keys(file.peerDependencies ?? {})
      expect(named.filter((name) => !peers.includes(name))).toEqual([])
      const unnamed = used.filter((name) => peers.includes(name) && !named.includes(name))
      expect(unnamed).toEqual([])
    })

    it(`${file.name} has the packages that are loaded on use as optional peers`, () => {
      const wanted = row.loadedOnUse ?? []
      const sources = wanted.length === 0 ? [] : sourcesOf(folder)
      const texts = sources.flatMap((path) => codeOf(readText(path)).map(textOf))
      for (const name of wanted) {
        expect(texts).toContain(name)
        expect(file.peerDependenciesMeta?.[name]).toEqual({ optional: true })
      }
    })
  }
})

describe('whoever uses the suite', () => {
  it('in a test imports public names only', () => {
    const found = importsIn(filesLike(/^test\/.*\.ts$/)).filter(
      // What a package says of itself is no part of its code.
      ({ specifier }) => !specifier.endsWith('/package.json'),
    )
    expect(placesOf(found.filter((one) => reachesInside(one, 'test/')))).toEqual([])
  })

  it('in an example imports what that example has installed', () => {
    const foreign = importsIn(filesLike(/^examples\/.*\.[cm]?js$/)).filter((one) => {
      const folder = one.path.split('/').slice(0, 2).join('/')
      const installed = Object.keys(packageFile(folder).dependencies ?? {})
      const name = tryPackageName(one.specifier)
      if (name !== undefined && !installed.includes(name)) return true
      return reachesInside(one, `${folder}/`)
    })
    expect(placesOf(foreign)).toEqual([])
  })
})

describe('the reading of imports', () => {
  it('sees every form that loads another module, and whether only its types are taken', () => {
    const source = [
      "import a, { b } from 'one'",
      "import type { c } from 'two'",
      "import 'three'",
      "export * from 'four'",
      "export type { d } from 'five'",
      "const e = await import('six')",
      "type F = typeof import('seven')",
      "const g = require('eight')",
    ].join('\n')
    expect(importsOf(source).map(({ specifier, isTypeOnly }) => [specifier, isTypeOnly])).toEqual([
      ['one', false],
      ['two', true],
      ['three', false],
      ['four', false],
      ['five', true],
      ['six', false],
      ['seven', true],
      ['eight', false],
    ])
  })

  it('is not misled by comments, texts and what only looks like an import', () => {
    const source = [
      "// import 'one'",
      "const text = \"import 'two' from 'three'\"",
      "export const from = import.meta.url + 'four'",
      "export { text }; call('five');",
      "/import 'six'/.test(text)",
    ].join('\n')
    expect(importsOf(source)).toEqual([])
  })
})
