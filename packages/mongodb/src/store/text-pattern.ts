/**
 * Which pattern finds a word as a person means it, whatever its case and accents?
 *
 * A collation ignores case and accents, but compares whole values and cannot search inside them;
 * MongoDB's text index searches whole words of one language. So each letter becomes the class of
 * all letters that core's `foldText` takes for it, followed by any accents that stand apart.
 * No index serves this: it reads the events that the other filters leave, newest first, and the
 * query's time limit bounds it.
 */
import { foldText } from '@rastro/core'

/** Latin with all its extensions, Greek, Cyrillic, and what decomposes into them. */
const RANGES: readonly (readonly [number, number])[] = [
  [0x00c0, 0x052f],
  [0x1e00, 0x1fff],
  [0x2100, 0x214f],
]

let variants: Map<string, string> | undefined

/** Returns the pattern, for the option `i`, of a word that `searchedWords` gave. */
export function wordPattern(word: string): string {
  variants ??= collectVariants()
  let pattern = ''
  for (const letter of word) {
    const others = variants.get(letter)
    const own = escaped(letter)
    pattern += `${others === undefined ? own : `[${own}${others}]`}\\p{M}*`
  }
  return pattern
}

function collectVariants(): Map<string, string> {
  const found = new Map<string, string>()
  for (const [first, last] of RANGES) {
    for (let code = first; code <= last; code += 1) {
      const letter = String.fromCodePoint(code)
      const folded = foldText(letter)
      if (folded === letter || folded.length !== 1) continue
      // The option `i` knows the capitals of every letter in the class.
      if (letter.toLowerCase().length === 1 && letter.toLowerCase() !== letter) continue
      found.set(folded, (found.get(folded) ?? '') + letter)
    }
  }
  return found
}

function escaped(letter: string): string {
  if (letter === '\0') return '\\x00'
  return /[\p{L}\p{N}]/u.test(letter) || letter.charCodeAt(0) > 127 ? letter : `\\${letter}`
}
