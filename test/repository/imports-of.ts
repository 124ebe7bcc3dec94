/**
 * What does a source file import?
 *
 * Imports, re-exports, dynamic imports, `require`, and types taken by `import('…')`. Not a name
 * that is held in a constant before it is loaded: `import-table.ts` knows what is loaded so.
 */
import { codeOf } from './tokens-of.ts'
import type { Token } from './tokens-of.ts'

export interface Import {
  readonly specifier: string
  /** Gone after compiling: `import type`, `export type`, `typeof import('…')`. */
  readonly isTypeOnly: boolean
  readonly line: number
}

/** Returns the imports of TypeScript or JavaScript source, in order. */
export function importsOf(source: string): readonly Import[] {
  const tokens = codeOf(source)
  return tokens.flatMap((token, at) => {
    if (token.kind !== 'word' || isText(tokens[at - 1], '.')) return []
    const isCall = isText(tokens[at + 1], '(')
    if (token.text === 'import' && !isCall) return listOf(statement(tokens, at))
    if (token.text === 'export') return listOf(isReExport(tokens, at) && statement(tokens, at))
    if (!isCall || (token.text !== 'import' && token.text !== 'require')) return []
    const name = tokens[at + 2]
    if (name?.kind !== 'text') return []
    return [toImport(name, isText(tokens[at - 1], 'typeof'))]
  })
}

/** Returns the package that a specifier is of, with its scope; undefined for own files and Node. */
export function tryPackageName(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined
  const parts = specifier.split('/')
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

function statement(tokens: readonly Token[], at: number): Import | undefined {
  const first = tokens[at + 1]
  if (first === undefined || first.text === '.') return undefined
  if (first.kind === 'text') return toImport(first, false)
  const end = tokens.findIndex((token, index) => index > at && token.kind === 'text')
  const name = tokens[end]
  if (name === undefined || !isText(tokens[end - 1], 'from')) return undefined
  // `import type from 'x'` takes a default export that is called `type`.
  const isTypeOnly = first.text === 'type' && !isText(tokens[at + 2], 'from')
  return toImport(name, isTypeOnly)
}

function isReExport(tokens: readonly Token[], at: number): boolean {
  const first = tokens[at + 1]?.text === 'type' ? tokens[at + 2] : tokens[at + 1]
  if (isText(first, '*')) return true
  if (!isText(first, '{')) return false
  const close = tokens.findIndex((token, index) => index > at && token.text === '}')
  return isText(tokens[close + 1], 'from')
}

function toImport({ value, line }: Token, isTypeOnly: boolean): Import {
  return { specifier: value, isTypeOnly, line }
}

function isText(token: Token | undefined, text: string): boolean {
  return token !== undefined && token.kind !== 'text' && token.text === text
}

function listOf(found: Import | undefined | false): readonly Import[] {
  return found === undefined || found === false ? [] : [found]
}
