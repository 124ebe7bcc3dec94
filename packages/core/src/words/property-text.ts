/**
 * How does a recorded value read, given what is known of its property?
 *
 * Short and on one line, as a person would say it; the exact value stands beside it in the event.
 */
import type { Catalog } from '../catalog/definition.ts'
import type { Language } from '../catalog/labels.ts'
import type { PropertyDefinition } from '../catalog/property.ts'
import type { RecordReference } from '../event/event.ts'
import { binaryParts, fieldsOf } from '../values/bson-type.ts'
import { idText } from '../values/id-text.ts'
import { toJson } from '../values/json.ts'
import { kindOf } from '../values/kind.ts'
import { sameValue } from '../values/same-value.ts'
import { EMPTY, NO_VALUE } from './change-words.ts'
import { dateText } from './date-text.ts'
import { NO, QUOTED, YES } from './fallback-words.ts'
import { label } from './label.ts'
import { tryNumberText } from './number-text.ts'
import { nameProperty } from './property-label.ts'
import { oneLine } from './value-text.ts'

/** What a value's text depends on. */
export interface TextContext {
  readonly catalog: Catalog
  readonly language: Language
  readonly zone: string
  readonly place: string
  readonly path: readonly string[]
  readonly property: PropertyDefinition
  /** Records that the change names, as they were called then. */
  readonly names: readonly RecordReference[]
  /** Records that the event names: what it is about, and what it is related to. */
  readonly others: readonly RecordReference[]
}

const MAX_ITEMS = 5
const MAX_DEPTH = 3

/**
 * The text of a value that was recorded, `null` included.
 *
 * @param depth - How many lists and objects it stands in.
 */
export function propertyText(value: unknown, context: TextContext, depth = 0): string {
  const { property, language } = context
  const kind = kindOf(value)
  if (kind === 'null') return NO_VALUE[language]
  const known = tryKnownValue(value, property, language) ?? tryName(value, context)
  if (known !== undefined) return known
  switch (kind) {
    case 'string':
      return stringText(value as string, language, depth > 0)
    case 'bool':
      return (value === true ? YES : NO)[language]
    case 'date': {
      const { zone } = context
      return dateText(value, { language, zone, dayOnly: property.unit === 'date' })
    }
    case 'array':
      return listText(value as unknown[], context, depth)
    case 'object':
      return objectText(value as object, context, depth)
    case 'objectId':
      return idText(value)
    case 'binary':
      return binaryText(value, language)
    default:
      return tryNumberText(value, property.unit, language) ?? jsonText(value)
  }
}

/** Items of a list, at most so many that a reader looks at. */
export function joinItems(items: readonly string[]): string {
  // No *and* before the last: a list of values is no sentence, and what is cut has no last.
  return [...items.slice(0, MAX_ITEMS), ...(items.length > MAX_ITEMS ? ['…'] : [])].join(', ')
}

/** As exact as JSON is, for values whose usual texts are the same. */
export function jsonText(value: unknown): string {
  return oneLine(JSON.stringify(toJson(value)))
}

function tryKnownValue(
  value: unknown,
  { values }: PropertyDefinition,
  language: Language,
): string | undefined {
  if (values === undefined || kindOf(value) === 'array' || kindOf(value) === 'object') {
    return undefined
  }
  const key = typeof value === 'boolean' ? String(value) : idText(value)
  const labels = Object.hasOwn(values, key) ? values[key] : undefined
  return labels === undefined ? undefined : label(labels, language)
}

// Names that were recorded with the change are of its own ids; those that the event has for other
// reasons are right where the property says whose ids these are: a number is the id of many.
function tryName(value: unknown, { names, others, property }: TextContext): string | undefined {
  const type = property.ref?.split('.')[0]
  const own = names.find(
    (one) => (type === undefined || one.type === type) && sameValue(one.id, value),
  )
  const found = own ?? others.find((one) => one.type === type && sameValue(one.id, value))
  const text = oneLine(found?.name ?? '')
  return text === '' ? undefined : text
}

// What could be taken for a part of the line it stands in is set between quotes.
const LOOKS_LIKE_OURS = /[→›;“”«»]|^[(—"]|: /

function stringText(text: string, language: Language, isInList: boolean): string {
  const line = oneLine(text)
  if (line === '') return text === '' ? EMPTY[language] : quoted(' ', language)
  const isMistakable = LOOKS_LIKE_OURS.test(line) || (isInList && line.includes(','))
  return isMistakable ? quoted(line, language) : line
}

function quoted(text: string, language: Language): string {
  return QUOTED[language].replace('{text}', () => text.replaceAll(/[“”«»]/g, '"'))
}

function listText(items: readonly unknown[], context: TextContext, depth: number): string {
  if (items.length === 0) return EMPTY[context.language]
  if (depth >= MAX_DEPTH) return '…'
  const texts = items.slice(0, MAX_ITEMS + 1).map((item) => {
    const text = propertyText(item, context, depth + 1)
    return isNested(item) ? `(${text})` : text
  })
  return oneLine(joinItems(texts))
}

function objectText(value: object, context: TextContext, depth: number): string {
  const fields = fieldsOf(value)
  const keys = Object.keys(fields)
  if (keys.length === 0) return EMPTY[context.language]
  if (depth >= MAX_DEPTH) return '…'
  const texts = keys.slice(0, MAX_ITEMS + 1).map((key) => {
    const path = [...context.path, key]
    const { label: name, property } = nameProperty(context.place, path, context)
    const item = fields[key]
    const text = propertyText(item, { ...context, path, property }, depth + 1)
    // Who it is, and not *Id: who it is*.
    if ((key === 'id' || key === '_id') && tryName(item, context) !== undefined) return text
    // The path above is named already, by whoever asked for this text.
    const own = name.split(' › ').at(-1) ?? name
    return isNested(item) ? `${own} (${text})` : `${own} ${text}`
  })
  return oneLine(joinItems(texts))
}

function isNested(value: unknown): boolean {
  const kind = kindOf(value)
  return kind === 'object' || kind === 'array'
}

function binaryText(value: unknown, language: Language): string {
  const text = idText(value)
  if (!text.startsWith('{')) return text
  return tryNumberText(binaryParts(value).bytes.byteLength, 'byte', language) ?? text
}
