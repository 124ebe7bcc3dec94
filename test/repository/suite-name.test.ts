import { describe, expect, it } from '@jest/globals'
import { filesLike, readText, repositoryFiles } from './source-tree.ts'
import { tokensOf } from './tokens-of.ts'
import type { Token } from './tokens-of.ts'

/** A text that is the umbrella package, one of its subpaths, or the scope of the others. */
const WHOLE = /^(?:rastro(?:\/[a-z]+)?|@rastro)$/

/** What a longer text may say: a package's name, a path to it, the command's name, and prose. */
const ALLOWED = [
  /@rastro\/[a-z]+/g,
  /\bpackages\/rastro\b/g,
  /\bnode_modules\/(?:\.bin\/)?rastro\b/g,
  /\bnpx rastro\b/g,
  /\bnpm (?:i|install) rastro\b/g,
  // No name of anything in a system has a blank in it.
  /(?<![\w.-])[Rr]astro(?=:? )/g,
]

const IMPORTED = /from '@?rastro(?:\/[a-z]+)*'/g

/** In one place a name may change: the packages. These would carry it into people's systems. */
const CARRIED = /[Rr]astro[_-]|[_-][Rr]astro|RASTRO/

function saysName({ kind, text, value }: Token): boolean {
  if (kind === 'comment') return false
  if (kind !== 'text') return /rastro/i.test(text)
  // The part of a template beside a value may look like a whole name and be half of another.
  const isWhole = !text.endsWith('${') && !text.startsWith('}')
  const rest = ALLOWED.reduce((left, allowed) => left.replaceAll(allowed, ''), value)
  return /rastro/i.test(isWhole && WHOLE.test(value) ? '' : rest)
}

describe('the name of the suite', () => {
  it('is in code only to name a package or the command', () => {
    const files = filesLike(/^(?:packages|examples|test)\/.*\.[cm]?[jt]s$/).filter(
      // The rules about the name cannot be written without it.
      (path) => !path.startsWith('test/repository/'),
    )
    // Most files say it in their imports alone; reading the others closely takes long enough.
    const suspects = files.filter((path) => /rastro/i.test(readText(path).replaceAll(IMPORTED, '')))
    const found = suspects.flatMap((path) =>
      tokensOf(readText(path))
        .filter(saysName)
        .map(({ line }) => `${path}:${line}`),
    )
    expect(found).toEqual([])
  })

  it('is in no collection, header, error code, style, variable of the environment or file', () => {
    const files = repositoryFiles().filter(
      (path) => /\.(?:[cm]?[jt]s|css|html|json|md|ya?ml|sh)$/.test(path) || path.startsWith('.'),
    )
    const found = files
      .filter((path) => !path.startsWith('test/repository/') && path !== 'package-lock.json')
      .flatMap((path) =>
        readText(path)
          .split('\n')
          // The repository and what is packed from a package are named after packages.
          .map((line) =>
            line.replace(/"name": "rastro-repository"|rastro-(?:[a-z]+-)?\d\S*\.tgz/g, ''),
          )
          .flatMap((line, index) => (CARRIED.test(line) ? [`${path}:${index + 1}`] : [])),
      )
    expect(found).toEqual([])
  })

  for (const [says, source] of [
    ['a collection', "db.collection('rastro_events')"],
    ['a header', "response.set('X-Rastro-Id', id)"],
    ['a symbol of its own form', "Symbol.for('rastro.error')"],
    ['a variable', 'const rastroEvents = []'],
    ['a template', '`rastro${id}`'],
  ] as const) {
    it(`is noticed in ${says}`, () => {
      expect(tokensOf(source).some(saysName)).toBe(true)
    })
  }

  for (const source of [
    "import { createAudit } from 'rastro'",
    "import type { Store } from '@rastro/core/testing'",
    "Symbol.for('@rastro/core:error')",
    "console.log('run npx rastro demo, or rastro check ./app.js')",
    '// Rastro means trail.',
  ]) {
    it(`is allowed in ${source}`, () => {
      expect(tokensOf(source).some(saysName)).toBe(false)
    })
  }
})
