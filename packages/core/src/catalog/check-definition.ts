/**
 * Is one catalog, taken alone, written correctly?
 *
 * Keys, names, labels and sentences. Whether what it refers to exists depends on the other
 * catalogs and is checked in `check-references.ts` once all are known.
 */
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions, describeKind } from '../errors/options.ts'
import { didYouMean } from '../errors/suggestion.ts'
import { checkLabels } from './check-labels.ts'
import { checkProperties } from './check-property.ts'
import type { CatalogDefinition } from './definition.ts'
import { DETAIL_KINDS } from './details.ts'
import { checkSafety } from '../errors/safety-options.ts'
import { KNOWN_SLOTS, parseMessage, slotsOf } from './message.ts'

const ENTRY_KEYS = {
  places: [
    'label',
    'operations',
    'mandatory',
    'onByDefault',
    'category',
    'personal',
    'section',
    'properties',
    'class',
    'ack',
  ],
  types: [
    'place',
    'operation',
    'category',
    'severity',
    'label',
    'sentence',
    'details',
    'class',
    'ack',
  ],
  operations: ['label', 'sentence'],
  categories: ['label'],
  actorTypes: ['label'],
  severities: ['label'],
  outcomes: ['label'],
} as const

/** The parts of a catalog that are lists of named entries. */
export type CatalogSection = keyof typeof ENTRY_KEYS

export const CATALOG_SECTIONS = Object.keys(ENTRY_KEYS) as readonly CatalogSection[]

/** What one entry of a section is called in an error. */
export const ENTRY_WORDS: Readonly<Record<CatalogSection, string>> = {
  places: 'place',
  types: 'type',
  operations: 'operation',
  categories: 'category',
  actorTypes: 'actor type',
  severities: 'severity',
  outcomes: 'outcome',
}

// Names stand in URLs, in comma-separated lists and in the dictionary key of stored events.
const ENTRY_NAME = /^[a-z][\w.-]{0,127}$/i

/**
 * Checks a catalog's own writing.
 *
 * @param definition - What the catalog's author wrote; may come from plain JavaScript.
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN` for a key that does not exist, with the
 * nearest one; `AUDIT_CATALOG_INVALID` naming the catalog, the entry and the key otherwise.
 */
export function checkDefinition(definition: CatalogDefinition): void {
  checkOptions('a catalog', definition, ['name', ...CATALOG_SECTIONS])
  const { name } = definition
  if (typeof name !== 'string' || name === '') {
    throw invalid('a catalog', `needs a 'name', got ${describeKind(name)}`)
  }
  for (const section of CATALOG_SECTIONS) {
    const entries: unknown = definition[section] ?? {}
    const where = `catalog '${name}'`
    if (!isRecord(entries)) {
      throw invalid(where, `has ${describeKind(entries)} as '${section}', expected an object`)
    }
    for (const [key, entry] of Object.entries(entries)) {
      const whose = `${where}, ${ENTRY_WORDS[section]} '${key}'`
      if (!ENTRY_NAME.test(key)) {
        throw invalid(whose, `must be named by a letter, then letters, digits, '.', '_' or '-'`)
      }
      checkOptions(whose, entry, ENTRY_KEYS[section])
      if (isRecord(entry)) checkEntry(section, entry, whose)
    }
  }
}

function checkEntry(
  section: CatalogSection,
  entry: Readonly<Record<string, unknown>>,
  whose: string,
): void {
  checkLabels(entry['label'], `${whose}, 'label'`)
  if (section === 'places') checkPlace(entry, whose)
  if (section === 'types') checkType(entry, whose)
  checkSafety(whose, entry)
  if (entry['sentence'] !== undefined) checkSentence(entry, whose)
}

function checkPlace(place: Readonly<Record<string, unknown>>, whose: string): void {
  const { operations } = place
  if (!isStrings(operations) || operations.length === 0) {
    throw invalid(whose, `needs 'operations', a list of at least one operation's name`)
  }
  if (new Set(operations).size < operations.length) {
    throw invalid(whose, `names an operation twice in 'operations'`)
  }
  for (const key of ['mandatory', 'onByDefault', 'personal']) {
    const value = place[key]
    if (value === undefined || typeof value === 'boolean') continue
    throw invalid(whose, `has ${describeKind(value)} as '${key}', expected true or false`)
  }
  if (place['section'] !== undefined) checkLabels(place['section'], `${whose}, 'section'`)
  if (place['properties'] !== undefined) checkProperties(place['properties'], whose)
}

function checkType(type: Readonly<Record<string, unknown>>, whose: string): void {
  for (const key of ['place', 'operation']) {
    if (typeof type[key] !== 'string') throw invalid(whose, `needs '${key}', a name`)
  }
  const { details } = type
  if (details === undefined) return
  if (!isRecord(details)) {
    throw invalid(whose, `has ${describeKind(details)} as 'details', expected an object`)
  }
  for (const [key, kind] of Object.entries(details)) {
    const plain = typeof kind === 'string' ? kind.replace(/\?$/, '') : ''
    const kinds: readonly string[] = DETAIL_KINDS
    if (kinds.includes(plain)) continue
    const got = typeof kind === 'string' ? didYouMean(plain, kinds) : `got ${describeKind(kind)}`
    throw invalid(whose, `has no known kind for detail '${key}': ${got}`)
  }
}

function checkSentence(entry: Readonly<Record<string, unknown>>, whose: string): void {
  const { sentence, details } = entry
  checkLabels(sentence, `${whose}, 'sentence'`)
  if (!isRecord(sentence)) return
  for (const [language, text] of Object.entries(sentence)) {
    const where = `${whose}, sentence '${language}',`
    for (const slot of slotsOf(parseMessage(text, where))) {
      checkSlot(slot, { where, details: isRecord(details) ? details : undefined })
    }
  }
}

function checkSlot(
  slot: string,
  { where, details }: { where: string; details: Readonly<Record<string, unknown>> | undefined },
): void {
  if (!slot.startsWith('details.')) {
    const known: readonly string[] = KNOWN_SLOTS
    if (known.includes(slot)) return
    throw invalid(
      where,
      `has no slot '{${slot}}': ${didYouMean(slot, [...known, 'details.<key>'])}`,
    )
  }
  const key = slot.slice('details.'.length)
  if (details === undefined || Object.hasOwn(details, key)) return
  throw invalid(where, `uses a detail '${key}': ${didYouMean(key, Object.keys(details))}`)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')
}

function invalid(where: string, what: string): AuditError {
  return new AuditError('AUDIT_CATALOG_INVALID', `${where} ${what}`)
}
