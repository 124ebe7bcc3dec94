/**
 * How does a recorded value read inside a sentence?
 *
 * Values come from people, so they are kept to one line without control characters, and short.
 * The exact value stands in the event's details, not here.
 */
import type { Language } from '../catalog/labels.ts'
import { longOf, numberOf } from '../values/bson-type.ts'
import { idText } from '../values/id-text.ts'
import { kindOf } from '../values/kind.ts'
import { NO, YES } from './fallback-words.ts'

const MAX_GRAPHEMES = 120
// Code units that are looked at at all: enough for 120 of the longest emoji.
const MAX_READ = 8_000
const MAX_WHOLE_ID = 12
const SHORT_ID = 6

/**
 * Text on one line: no line breaks, no control characters, nothing that turns the writing around.
 *
 * @param maxGraphemes - What is longer is cut there. Default 120.
 */
export function oneLine(text: string, maxGraphemes = MAX_GRAPHEMES): string {
  const clean = text
    .slice(0, MAX_READ)
    // C0 and C1 controls, line and paragraph separators, bidirectional embeddings and isolates.
    .replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()
  return clean.length <= maxGraphemes ? clean : shortened(clean, maxGraphemes)
}

// Made when it is first needed: it is not cheap.
let segmenter: Intl.Segmenter | undefined

// By grapheme, so that no letter loses its accent and no emoji its colour.
function shortened(text: string, maxGraphemes: number): string {
  let kept = ''
  let graphemes = 0
  segmenter ??= new Intl.Segmenter()
  for (const { segment } of segmenter.segment(text)) {
    graphemes += 1
    const isLast = kept.length + segment.length === text.length
    // One grapheme may be thousands of combining marks long.
    const isTooLong = kept.length + segment.length > MAX_READ / 2
    if (isTooLong || (graphemes === maxGraphemes && !isLast)) return `${kept}…`
    kept += segment
  }
  return kept
}

/** A record's id, short enough to read: `#3002`, `#9f86d0`. */
export function tryShortId(id: unknown): string | undefined {
  if (!isReadableId(id)) return undefined
  const text = oneLine(idText(id))
  // Bytes that are no UUID have no short form that anybody could recognise.
  const isBytes = kindOf(id) === 'binary' && text.startsWith('{')
  if (text === '' || isBytes) return undefined
  return `#${text.length > MAX_WHOLE_ID ? text.slice(-SHORT_ID) : text}`
}

/** The number inside a plain or BSON number; undefined where the value is none, or not finite. */
export function tryNumber(value: unknown): number | bigint | undefined {
  switch (kindOf(value)) {
    case 'int':
    case 'double': {
      const number = numberOf(value)
      return Number.isFinite(number) ? number : undefined
    }
    case 'long':
      return longOf(value)
    case 'decimal': {
      const number = Number(String(value))
      return Number.isFinite(number) ? number : undefined
    }
    default:
      return undefined
  }
}

/** Returns the value as it stands in a sentence; undefined where there is nothing to say. */
export function tryValueText(value: unknown, language: Language): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') {
    const text = oneLine(value)
    return text === '' ? undefined : text
  }
  if (typeof value === 'boolean') return (value ? YES : NO)[language]
  const number = tryNumber(value)
  if (number !== undefined) return numberFormat(language).format(number)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
  if (Array.isArray(value)) return tryListText(value, language)
  return tryShortId(value)
}

/** The number format of a language; making one costs more than using it a hundred times. */
export function numberFormat(language: Language): Intl.NumberFormat {
  let format = numberFormats.get(language)
  if (format === undefined) {
    format = new Intl.NumberFormat(language)
    numberFormats.set(language, format)
  }
  return format
}

const numberFormats = new Map<Language, Intl.NumberFormat>()

function listFormat(language: Language): Intl.ListFormat {
  let format = listFormats.get(language)
  if (format === undefined) {
    format = new Intl.ListFormat(language, { type: 'unit' })
    listFormats.set(language, format)
  }
  return format
}

const listFormats = new Map<Language, Intl.ListFormat>()

const MAX_ITEMS = 5

function tryListText(values: readonly unknown[], language: Language): string | undefined {
  const texts: string[] = []
  for (const value of values.slice(0, MAX_ITEMS)) {
    const text = Array.isArray(value) ? undefined : tryValueText(value, language)
    if (text !== undefined) texts.push(text)
  }
  if (texts.length === 0) return undefined
  if (values.length > MAX_ITEMS) texts.push('…')
  return listFormat(language).format(texts)
}

function isReadableId(id: unknown): boolean {
  const kind = kindOf(id)
  if (kind === 'string' || kind === 'objectId' || kind === 'binary') return true
  return tryNumber(id) !== undefined
}
