/**
 * What is code in a source file, what is a comment, and what is a text?
 *
 * By the compiler's own scanner. It calls itself unstable; the compiler's version is pinned, and a
 * change of it would not compile here.
 */
import { SyntaxKind } from 'typescript/unstable/ast'
import { createScanner, tokenIsIdentifierOrKeyword } from 'typescript/unstable/ast/scanner'

export interface Token {
  /** `mark` is punctuation, a number or a regular expression; `text` a string or a template part. */
  readonly kind: 'word' | 'mark' | 'text' | 'comment'
  /** As written, quotes included. */
  readonly text: string
  /** What a string means; the text itself for everything else. */
  readonly value: string
  /** The first and the last line, from 1. */
  readonly line: number
  readonly endLine: number
}

const TEXTS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateHead,
  SyntaxKind.TemplateMiddle,
  SyntaxKind.TemplateTail,
])

const COMMENTS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.SingleLineCommentTrivia,
  SyntaxKind.MultiLineCommentTrivia,
])

const BLANKS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.WhitespaceTrivia,
  SyntaxKind.NewLineTrivia,
])

/** Words after which a slash begins a regular expression; after other words it divides. */
const BEFORE_EXPRESSION = new Set([
  'return',
  'case',
  'typeof',
  'in',
  'of',
  'void',
  'yield',
  'await',
])

/** Returns the tokens of TypeScript or JavaScript source, comments among them. */
export function tokensOf(source: string): readonly Token[] {
  const scanner = createScanner(false, undefined, source)
  const tokens: Token[] = []
  // The open braces; true for one that a `${` of a template opened.
  const braces: boolean[] = []
  let previous: Token | undefined
  let line = 1
  for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFile; kind = scanner.scan()) {
    if (kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken) {
      if (mayBeginExpression(previous)) kind = scanner.reScanSlashToken()
    }
    if (kind === SyntaxKind.CloseBraceToken && braces.pop() === true) {
      kind = scanner.reScanTemplateToken(false)
      if (kind === SyntaxKind.TemplateMiddle) braces.push(true)
    }
    if (kind === SyntaxKind.OpenBraceToken) braces.push(false)
    if (kind === SyntaxKind.TemplateHead) braces.push(true)

    // A slash or a brace that was taken for something else shows here, and not as a missed finding.
    if (scanner.isUnterminated()) throw new Error(`line ${line} cannot be read`)
    const text = scanner.getTokenText()
    const endLine = line + text.split('\n').length - 1
    if (!BLANKS.has(kind)) {
      const token = { kind: kindOf(kind), text, value: scanner.getTokenValue(), line, endLine }
      tokens.push(token.kind === 'text' ? token : { ...token, value: text })
      if (token.kind !== 'comment') previous = token
    }
    line = endLine
  }
  return tokens
}

/** Returns the tokens without the comments. */
export function codeOf(source: string): readonly Token[] {
  return tokensOf(source).filter(({ kind }) => kind !== 'comment')
}

function kindOf(kind: SyntaxKind): Token['kind'] {
  if (COMMENTS.has(kind)) return 'comment'
  if (TEXTS.has(kind)) return 'text'
  return tokenIsIdentifierOrKeyword(kind) ? 'word' : 'mark'
}

function mayBeginExpression(previous: Token | undefined): boolean {
  if (previous === undefined) return true
  if (previous.kind === 'word') return BEFORE_EXPRESSION.has(previous.text)
  return previous.kind === 'mark' && !/^(?:[)\]}]|\d.*|\/.*)$/.test(previous.text)
}
