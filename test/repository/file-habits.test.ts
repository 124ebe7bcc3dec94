import { describe, expect, it } from '@jest/globals'
import { filesLike, readText, repositoryFiles } from './source-tree.ts'
import { codeOf } from './tokens-of.ts'

const MAX_LINES = 400

const SOURCES = filesLike(/^(?:packages|examples|test)\/.*\.(?:[cm]?[jt]sx?|css|html)$/)

/** A name for whatever came to hand: nobody finds there what they look for. */
const NAMELESS = /^(?:utils?|helpers?|common|misc)$/i

const TESTING = /^(?:it|test|describe|concurrent)$/
const SILENCING = /\b(?:skip|todo|only|failing|[xf](?:it|test|describe))\b/
const SHORT = /^[xf](?:it|test|describe)$/

describe('a source file', () => {
  it(`has at most ${MAX_LINES} lines`, () => {
    const tooLong = SOURCES.flatMap((path) => {
      const lines = readText(path).replace(/\n$/, '').split('\n').length
      return lines > MAX_LINES ? [`${path}: ${lines} lines`] : []
    })
    expect(tooLong).toEqual([])
  })

  it('is named after what is in it, and so is its folder', () => {
    const nameless = repositoryFiles().filter((path) =>
      path.split('/').some((part) => NAMELESS.test(part.split('.')[0] ?? '')),
    )
    expect(nameless).toEqual([])
  })
})

describe('a test', () => {
  it('is neither skipped, nor promised for later, nor the only one that runs', () => {
    const tests = filesLike(/^test\/.*\.test\.ts$/)
    const suspects = tests.filter((path) => SILENCING.test(readText(path)))
    const silenced = suspects.flatMap((path) => {
      const code = codeOf(readText(path))
      return code.flatMap(({ kind, text, line }, at) => {
        if (kind !== 'word' || !SILENCING.test(text)) return []
        const isMember = code[at - 1]?.text === '.'
        const isOfTest = isMember && TESTING.test(code[at - 2]?.text ?? '')
        return isOfTest || (!isMember && SHORT.test(text)) ? [`${path}:${line} ${text}`] : []
      })
    })
    expect(silenced).toEqual([])
  })
})
