/** How does a number read with its unit, in the reader's language? */
import type { Language } from '../catalog/labels.ts'
import type { Unit } from '../catalog/property.ts'
import { longOf, numberOf } from '../values/bson-type.ts'
import { kindOf } from '../values/kind.ts'
import { textFor } from './label.ts'

/** Every digit that the number has: what differs must not read the same. */
const ALL_DIGITS = { maximumFractionDigits: 20 } as const

/** The text of a plain or BSON number; undefined where the value is none. */
export function tryNumberText(
  value: unknown,
  unit: Unit | undefined,
  language: Language,
): string | undefined {
  const number = tryExact(value)
  if (number === undefined) return undefined
  if (unit === undefined || unit === 'date') return format(language, ALL_DIGITS).format(number)
  if (unit === 'plain') {
    return format(language, { ...ALL_DIGITS, useGrouping: false }).format(number)
  }
  if (unit === 'byte') return bytesText(Number(number), language)
  if (typeof unit === 'string') {
    const style = { style: 'unit', unit, unitDisplay: 'short', ...ALL_DIGITS } as const
    return format(language, style).format(number)
  }
  if ('text' in unit) {
    const around = textFor(unit.text, language)
    const text = format(around.language, ALL_DIGITS).format(number)
    return around.text.replace('{value}', () => text)
  }
  return moneyText(number, unit, language)
}

type Exact = number | bigint | Intl.StringNumericLiteral

/** Decimals as text: a number would round them. */
function tryExact(value: unknown): Exact | undefined {
  switch (kindOf(value)) {
    case 'int':
    case 'double':
      return numberOf(value)
    case 'long':
      return longOf(value)
    case 'decimal':
      return String(value) as Intl.StringNumericLiteral
    default:
      return undefined
  }
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

function bytesText(bytes: number, language: Language): string {
  const size = Math.abs(bytes)
  const power = size < 1000 || !Number.isFinite(size) ? 0 : Math.floor(Math.log10(size) / 3)
  const step = Math.min(power, BYTE_UNITS.length - 1)
  const unit = BYTE_UNITS[step] ?? 'byte'
  // Whole bytes are said in words: the sign for one of them is not known to everybody.
  const unitDisplay = step === 0 ? 'long' : 'short'
  const style = { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 } as const
  return format(language, style).format(bytes / 1000 ** step)
}

function moneyText(
  number: Exact,
  unit: { readonly currency: string; readonly minor?: boolean },
  language: Language,
): string {
  const style = { style: 'currency', currency: unit.currency } as const
  const { maximumFractionDigits: digits = 2 } = format(language, style).resolvedOptions()
  const amount = unit.minor === true ? Number(number) / 10 ** digits : number
  return format(language, { ...style, ...ALL_DIGITS }).format(amount)
}

// Bounded by the units of catalogs and schemas, which are written by hand.
const formats = new Map<string, Intl.NumberFormat>()

function format(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${JSON.stringify(options)}`
  let known = formats.get(key)
  if (known === undefined) {
    known = new Intl.NumberFormat(language, options)
    formats.set(key, known)
  }
  return known
}
