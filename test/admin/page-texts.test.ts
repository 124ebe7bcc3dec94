import { describe, expect, it } from '@jest/globals'
import { filesLike, readText } from '../repository/source-tree.ts'

const LOCALES = 'packages/admin/ui/locales/'
const FILES = filesLike(/^packages\/admin\/ui\/locales\/[\w-]+\/(?!index)[\w-]+\.ts$/)
const ENGLISH = FILES.filter((path) => path.startsWith(`${LOCALES}en/`))

/** The texts of a catalogue by key, each with everything up to the next one. */
function textsOf(path: string): ReadonlyMap<string, string> {
  const parts = readText(path).split(/^ {2}'([\w.]+)':/m)
  const pairs = parts.flatMap((part, i): [string, string][] =>
    i % 2 === 1 ? [[part, parts[i + 1] ?? '']] : [],
  )
  return new Map(pairs)
}

function slotsOf(text: string): readonly string[] {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].toSorted()
}

describe('the texts of the page', () => {
  it('are found, so that what follows compares something', () => {
    const count = ENGLISH.reduce((sum, path) => sum + textsOf(path).size, 0)
    expect(count).toBeGreaterThan(150)
  })

  for (const path of ENGLISH) {
    const name = path.slice(`${LOCALES}en/`.length)
    const english = textsOf(path)
    for (const language of ['pt-BR', 'pt-PT', 'ca', 'es']) {
      it(`have the same slots in ${language}/${name} as in English`, () => {
        const other = textsOf(`${LOCALES}${language}/${name}`)
        const wrong = [...english].filter(
          ([key, text]) => slotsOf(text).join() !== slotsOf(other.get(key) ?? '').join(),
        )
        expect(wrong.map(([key]) => key)).toEqual([])
      })
    }
  }
})
