import { describe, expect, it } from '@jest/globals'
import { ERROR_CODES } from '@rastro/core'
import { MONGOD_ERROR_CODES } from '@rastro/mongod'
import { filesLike, readText } from './source-tree.ts'
import { codeOf } from './tokens-of.ts'

const PAGE = 'docs/reference/error-codes.md'

const REGISTRIES = [
  { codes: ERROR_CODES, path: 'packages/core/src/errors/error-codes.ts' },
  { codes: MONGOD_ERROR_CODES, path: 'packages/mongod/src/errors.ts' },
]

const ALL = new Map(REGISTRIES.flatMap(({ codes }) => Object.entries(codes)))

interface Section {
  readonly code: string
  readonly text: string
}

function sectionsOf(page: string): readonly Section[] {
  const [, ...sections] = page.split(/^## /m)
  return sections.map((section) => {
    const [code = '', ...lines] = section.split('\n')
    return { code: code.trim(), text: lines.join('\n').trim() }
  })
}

/** Files in which a code stands as a text of code: where it is thrown, or handed on to be. */
function textsInSources(): ReadonlySet<string> {
  const registries = REGISTRIES.map(({ path }) => path)
  const files = filesLike(/^packages\/[^/]+\/src\/.*\.ts$/).filter(
    (path) => !registries.includes(path) && !path.startsWith('packages/core/src/testing/'),
  )
  return new Set(
    files.flatMap((path) =>
      codeOf(readText(path)).flatMap(({ kind, value }) => (kind === 'text' ? [value] : [])),
    ),
  )
}

describe('an error code', () => {
  it('is in the registry because something raises it', () => {
    const raised = textsInSources()
    expect([...ALL.keys()].filter((code) => !raised.has(code))).toEqual([])
  })

  it('has one form', () => {
    expect([...ALL.keys()].filter((code) => !/^AUDIT(?:_[A-Z]+)+$/.test(code))).toEqual([])
  })

  it('is of one registry', () => {
    expect(ALL.size).toBe(REGISTRIES.flatMap(({ codes }) => Object.keys(codes)).length)
  })
})

describe('the reference page of error codes', () => {
  const sections = sectionsOf(readText(PAGE))

  it('has a section for every code, in order, and for nothing else', () => {
    expect(sections.map(({ code }) => code)).toEqual([...ALL.keys()].toSorted())
  })

  it('says of each code what the registry says about trying again', () => {
    const wrong = sections.filter(({ code, text }) => {
      const said = /^\*\*Retry:\*\* (yes|no)\b/m.exec(text)?.[1]
      return said !== (ALL.get(code)?.retryable === true ? 'yes' : 'no')
    })
    expect(wrong.map(({ code }) => code)).toEqual([])
  })

  it('says of each code what to do', () => {
    const silent = sections.filter(({ text }) => !/^\*\*Do:\*\* \S.{20}/m.test(text))
    expect(silent.map(({ code }) => code)).toEqual([])
  })
})
