/**
 * How does a recorded value read inside a sentence?
 *
 * Values come from people, so they are kept to one line without control characters, and short.
 * The exact value stands in the event's details, not here.
 */
import { label } from './label.ts'
import type { Language } from '../catalog/labels.ts'
import { NO, YES } from './fallback-words.ts'

const MAX_CHARACTERS = 120
const MAX_WHOLE_ID = 12
const SHORT_ID = 6

/** Text on one line: no line breaks, no control characters, nothing that turns the writing around. */
export function oneLine(text: string): string {
  const clean = text
    .slice(0, MAX_CHARACTERS * 4)
    // C0 and C1 controls, line and paragraph separators, bidirectional embeddings and isolates.
    .replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()
  const characters = [...clean]
  if (characters.length <= MAX_CHARACTERS) return clean
  return `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…`
}

/** A record's id, short enough to read: `#3002`, `#9f86d0`. */
export function tryShortId(id: unknown): string | undefined {
  const text = tryIdText(id)
  if (text === undefined || text === '') return undefined
  return `#${text.length > MAX_WHOLE_ID ? text.slice(-SHORT_ID) : text}`
}

/** A number in the reader's notation; undefined where the value is none. */
export function tryNumber(value: unknown): number | bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (!isBson(value) || !NUMBER_TYPES.has(value._bsontype)) return undefined
  const number = Number(String(value))
  return Number.isFinite(number) ? number : undefined
}

/** Returns the value as it stands in a sentence; undefined where there is nothing to say. */
export function tryValueText(value: unknown, language: Language): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') {
    const text = oneLine(value)
    return text === '' ? undefined : text
  }
  if (typeof value === 'boolean') return label(value ? YES : NO, language)
  const number = tryNumber(value)
  if (number !== undefined) return numberFormat(language).format(number)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
  if (Array.isArray(value)) return tryListText(value, language)
  return isBson(value) ? tryShortId(value) : undefined
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

const NUMBER_TYPES = new Set(['Int32', 'Long', 'Double', 'Decimal128'])
const MAX_ITEMS = 5

function tryListText(values: readonly unknown[], language: Language): string | undefined {
  const texts: string[] = []
  for (const value of values.slice(0, MAX_ITEMS)) {
    const text = Array.isArray(value) ? undefined : tryValueText(value, language)
    if (text !== undefined) texts.push(text)
  }
  if (texts.length === 0) return undefined
  if (values.length > MAX_ITEMS) texts.push('…')
  return new Intl.ListFormat(language, { type: 'unit' }).format(texts)
}

function tryIdText(id: unknown): string | undefined {
  if (typeof id === 'string') return oneLine(id)
  if (typeof id === 'number' || typeof id === 'bigint') return String(id)
  if (!isBson(id)) return undefined
  // `Binary` and its `UUID` say their bytes only when asked for hex.
  if (id._bsontype === 'Binary' || id._bsontype === 'UUID') {
    return 'toString' in id
      ? String((id.toString as (encoding: string) => string)('hex'))
      : undefined
  }
  return String(id)
}

function isBson(value: unknown): value is { readonly _bsontype: string } {
  if (typeof value !== 'object' || value === null || !('_bsontype' in value)) return false
  return typeof value._bsontype === 'string'
}
