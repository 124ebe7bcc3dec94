import { describe, expect, it } from '@jest/globals'
import { posix } from 'node:path'
import { importsOf } from './imports-of.ts'
import { filesLike, readText } from './source-tree.ts'
import { codeOf, tokensOf } from './tokens-of.ts'
import type { Token } from './tokens-of.ts'

/** The files whose names the packages publish, one per subpath of their `exports`. */
const INDEXES = filesLike(/^packages\/[^/]+\/src\/(?:index|testing|testing\/index|helpdesk)\.ts$/)

interface Declaration {
  readonly name: string
  readonly line: number
  readonly isValue: boolean
  readonly isDocumented: boolean
}

const VALUES = new Set(['function', 'const', 'class', 'let'])
const TYPES = new Set(['interface', 'type'])
const BEFORE_KIND = new Set(['async', 'abstract', 'declare'])

/** What a file declares and exports in the same place; the first of several signatures. */
function declarationsOf(source: string): readonly Declaration[] {
  const tokens = tokensOf(source)
  const found = new Map<string, Declaration>()
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'word' || token.text !== 'export') continue
    const rest = tokens.slice(at + 1, at + 6).filter(({ text }) => !BEFORE_KIND.has(text))
    const kind = rest[0]?.text ?? ''
    const name = rest[1]?.text === '*' ? rest[2]?.text : rest[1]?.text
    if (name === undefined || !(VALUES.has(kind) || TYPES.has(kind)) || found.has(name)) continue
    const isDocumented = isTsdoc(tokens[at - 1], token.line)
    found.set(name, { name, line: token.line, isValue: VALUES.has(kind), isDocumented })
  }
  return [...found.values()]
}

function isTsdoc(token: Token | undefined, declaredAt: number): boolean {
  return (
    token?.kind === 'comment' && token.text.startsWith('/**') && token.endLine === declaredAt - 1
  )
}

/** The names that `index.ts` takes from one of its own files; all of them for `*`. */
function exportedFrom(index: string, specifier: string): readonly string[] | 'all' {
  const code = codeOf(readText(index))
  const names: string[] = []
  for (const [at, token] of code.entries()) {
    if (token.kind !== 'text' || token.value !== specifier) continue
    const start = code.findLastIndex(({ text }, before) => before < at && text === 'export')
    const between = code.slice(start + 1, at - 1)
    if (between.some(({ text }) => text === '*')) return 'all'
    names.push(...between.flatMap(({ kind, text }) => (kind === 'word' ? [text] : [])))
  }
  return names
}

function undocumented(index: string, isWanted: (one: Declaration) => boolean): readonly string[] {
  const own = importsOf(readText(index)).filter(({ specifier }) => specifier.startsWith('.'))
  return [...new Set(own.map(({ specifier }) => specifier))].flatMap((specifier) => {
    const path = posix.join(posix.dirname(index), specifier)
    const names = exportedFrom(index, specifier)
    return declarationsOf(readText(path))
      .filter(({ name }) => names === 'all' || names.includes(name))
      .filter((one) => isWanted(one) && !one.isDocumented)
      .map(({ name, line }) => `${path}:${line} ${name}`)
  })
}

describe('every public name of', () => {
  for (const index of INDEXES) {
    it(`${index} that is a value says what it is for`, () => {
      expect(undocumented(index, ({ isValue }) => isValue)).toEqual([])
    })

    it(`${index} that is a type says what it is for`, () => {
      expect(undocumented(index, ({ isValue }) => !isValue)).toEqual([])
    })
  }
})

describe('an index.ts', () => {
  it('lists names and does nothing else', () => {
    const busy = INDEXES.filter((index) =>
      codeOf(readText(index)).some(({ text }) => VALUES.has(text) || text === '('),
    )
    expect(busy).toEqual([])
  })
})

describe('the reading of declarations', () => {
  it('wants the comment right before the declaration', () => {
    const source = [
      '/** Sums. */',
      'export async function sum() {}',
      '/** About something else. */',
      '',
      'export const loose = 1',
      '// Not for readers of the documentation.',
      'export interface Plain {}',
    ].join('\n')
    expect(declarationsOf(source).map(({ name, isDocumented }) => [name, isDocumented])).toEqual([
      ['sum', true],
      ['loose', false],
      ['Plain', false],
    ])
  })
})
