/**
 * What does a person mean by a searched word?
 *
 * Case and accents are ignored, in whatever Unicode form a text came. Stores that search by
 * pattern instead of folding every text must answer the same.
 */

/** Where, in an event, a searched word may stand. Dots separate keys; `related` is a list. */
export const SEARCHED_PATHS = [
  'type',
  'reason',
  'actor.name',
  'actor.email',
  'actor.impersonator.name',
  'actor.impersonator.email',
  'account.name',
  'target.name',
  'subject.name',
  'related.name',
] as const

/** Returns a text in lower case and without accents: `Júlia` and `JULIA` both give `julia`. */
export function foldText(text: string): string {
  // A final sigma is a form of the same letter, which the lower case of a word ends with.
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ς', 'σ')
}

/** A search is typed by a person; more than this is an attempt to keep a store busy. */
const MAX_WORDS = 16
const MAX_WORD_LENGTH = 128

/**
 * Returns the words that must all be found, folded; none for an empty search. At most 16 words
 * count, and the first 128 characters of each.
 */
export function searchedWords(text: string): readonly string[] {
  return foldText(text)
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS)
    .map((word) => word.slice(0, MAX_WORD_LENGTH))
}
