/**
 * What of a personal value may an administrator see?
 *
 * Pure. Of a text, the first character of each word and all separators; of digits, the first of
 * the whole string; of everything else, that it is there. A character is what a reader takes for
 * one: a letter with its accents, a flag, a family. When a value is masked is decided in
 * `guard.ts`.
 */
import type { StoredValue } from '../event/event.ts'
import { fieldsOf, setField } from '../values/bson-type.ts'
import { isReference, kindOf } from '../values/kind.ts'
import { ERASED } from './erased.ts'

/** What stands for a value of which nothing may be seen. */
export const MASKED = '***'

/** How a path's values are masked: by the usual rule, wholly, or by the application's own. */
export type MaskRule = 'usual' | 'all' | ((value: StoredValue) => string)

const STAR = '*'
/** Between words: spaces, punctuation, and signs such as + and $; pictures are characters. */
const SEPARATOR = /^[\p{Z}\p{P}\p{Sm}\p{Sc}\p{Sk}\s]+$/u
const DIGIT = /^\p{Nd}/u
/** Marks of direction and what has no width: never the one character that is left of a word. */
const INVISIBLE = /^[\p{Cf}\p{Cc}\p{M}\p{Default_Ignorable_Code_Point}]+$/u
const ASCII = /^[\0-\x7f]*$/
/** One character can carry any number of marks and tags, which could spell out anything. */
const MAX_CHARACTER_UNITS = 32
/** Masking is not to keep a server busy: what is longer shows its beginning's mask. */
const MAX_TEXT_UNITS = 10_000
const MAX_DEPTH = 100
const MAX_CUSTOM_CHARS = 256
/** Keys that a program has; any other may be a person's: an address, a name, a number. */
const PROGRAM_KEY = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * Masks a text: the first character of each word stays, and so do separators.
 *
 * Of digits only the first stays, however they are separated. A text that would be told whole
 * (one letter, initials) keeps none.
 *
 * @param text - At most its first 10,000 code units count.
 *
 * @example
 * ```ts
 * maskText('NOME DE EXEMPLO') // N*** D* E******
 * maskText('anonimo@exemplo.com') // a******@e******.c**
 * maskText('123.456.789-09') // 1**.***.***-**
 * ```
 */
export function maskText(text: string): string {
  const characters = charactersOf(text.slice(0, MAX_TEXT_UNITS))
  const kept = maskCharacters(characters)
  const hidesSome = characters.some((character, at) => !isSeparator(character) && kept[at] === STAR)
  if (hidesSome) return kept.join('')
  return characters.map((one) => (isSeparator(one) ? one : STAR)).join('')
}

/**
 * Masks a value as a record keeps it: texts by {@link maskText}, lists and objects element by
 * element, everything else as `***`. Null stays: there is nothing to hide.
 */
export function maskValue(value: StoredValue, rule: MaskRule = 'usual'): StoredValue {
  if (typeof rule === 'function') return maskedBy(rule, value)
  return rule === 'all' ? nothingOf(value) : masked(value, 0)
}

/** Masks a key of a map, or one that stands in a path; keys that a program has stay. */
export function maskKey(key: string): string {
  return PROGRAM_KEY.test(key) || /^\d{1,4}$/.test(key) ? key : maskText(key)
}

/** Masks every value of a condition; operators and names of paths stay. */
export function maskLeaves(value: StoredValue): StoredValue {
  if (kindOf(value) === 'array') return (value as readonly unknown[]).map(maskLeaves)
  if (kindOf(value) !== 'object' || isReference(value)) return maskValue(value)
  const kept: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(fieldsOf(value as object))) {
    setField(kept, key, maskLeaves(inner))
  }
  return kept
}

function charactersOf(text: string): readonly string[] {
  if (ASCII.test(text)) return text.split('')
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

function maskCharacters(characters: readonly string[]): string[] {
  let isInWord = false
  let isDigitTold = false
  return characters.map((character) => {
    if (isSeparator(character)) {
      isInWord = false
      return character
    }
    if (isInWord || isInvisible(character)) return STAR
    isInWord = true
    const isDigit = DIGIT.test(character)
    const mayTell = character.length <= MAX_CHARACTER_UNITS && !(isDigit && isDigitTold)
    // Digits belong together until a word comes between them.
    isDigitTold = isDigit
    return mayTell ? character : STAR
  })
}

function isSeparator(character: string): boolean {
  return SEPARATOR.test(character)
}

function isInvisible(character: string): boolean {
  return INVISIBLE.test(character)
}

function masked(value: StoredValue, depth: number): StoredValue {
  if (typeof value === 'string') return value === ERASED ? value : maskText(value)
  if (value === null || value === undefined) return value
  if (depth === MAX_DEPTH) return MASKED
  const kind = kindOf(value)
  if (kind === 'array')
    return (value as readonly StoredValue[]).map((one) => masked(one, depth + 1))
  if (kind !== 'object' || isReference(value)) return MASKED
  const entries = Object.entries(fieldsOf(value))
  return withOwnKeys(entries.map(([key, inner]) => [maskKey(key), masked(inner, depth + 1)]))
}

/** Two keys may have one mask: the later ones say which they are. */
function withOwnKeys(entries: readonly (readonly [string, StoredValue])[]): StoredValue {
  const times = new Map<string, number>()
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const n = (times.get(key) ?? 0) + 1
      times.set(key, n)
      return [n === 1 ? key : `${key} (${n})`, value]
    }),
  )
}

function nothingOf(value: StoredValue): StoredValue {
  return value === null || value === undefined ? value : MASKED
}

/** A rule that fails, or gives back what it got, has masked nothing. */
function maskedBy(rule: (value: StoredValue) => string, value: StoredValue): StoredValue {
  if (value === null || value === undefined) return value
  try {
    const text: unknown = rule(value)
    return typeof text === 'string' && text !== value ? text.slice(0, MAX_CUSTOM_CHARS) : MASKED
  } catch {
    return MASKED
  }
}
