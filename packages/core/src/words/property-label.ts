/** What is a changed path called? */
import type { Catalog } from '../catalog/definition.ts'
import { isIndex } from '../values/is-index.ts'
import type { Language } from '../catalog/labels.ts'
import { nameInWords } from '../catalog/name-in-words.ts'
import type { PropertyDefinition } from '../catalog/property.ts'
import { AUDIT_AN_OPERATION, AUDIT_A_PLACE } from './change-words.ts'
import { label } from './label.ts'
import { CONFIGURATION_PROPERTIES, USUAL_PROPERTIES } from './usual-properties.ts'
import { oneLine } from './value-text.ts'

/** A path's name in one language, and what is known of its values. */
export interface NamedProperty {
  readonly label: string
  readonly property: PropertyDefinition
}

const CONFIGURATION = 'audit.configuration'
const NOTHING: PropertyDefinition = {}

/** Names a path of a place's records; what nobody named is made from the path. */
export function nameProperty(
  place: string,
  path: readonly string[],
  { catalog, language }: { readonly catalog: Catalog; readonly language: Language },
): NamedProperty {
  if (place === CONFIGURATION) {
    const own = tryConfigurationLabel(path, { catalog, language })
    if (own !== undefined) return own
  }
  const found = catalog.tryProperty(place, path)
  const usual = usualProperty(place, path)
  const property = { ...usual, ...found?.property }
  if (property.label === undefined) {
    return { label: labelOfPath(place, path, { catalog, language }), property }
  }
  return { label: withIndexes(label(property.label, language), found?.indexes ?? []), property }
}

/**
 * Names a path whose values are read as names of records: *Client* for `client.id` and `clientId`,
 * since *Id: Corner Shop* says what is not there.
 */
export function nameReference(
  place: string,
  path: readonly string[],
  words: { readonly catalog: Catalog; readonly language: Language },
): NamedProperty {
  const named = nameProperty(place, path, words)
  const last = path.at(-1)
  if (last === undefined || named.property.label !== undefined) return named
  const parents = path.slice(0, -1)
  if (last === 'id' || last === '_id') {
    return parents.length === 0
      ? named
      : { ...named, label: nameProperty(place, parents, words).label }
  }
  const stem = /^(.+?)_?[iI][dD]$/.exec(last)?.[1]
  const isOfId = stem !== undefined && /(?:Id|ID|_id)$/.test(last)
  return isOfId ? { ...named, label: labelOfPath(place, [...parents, stem], words) } : named
}

function usualProperty(place: string, path: readonly string[]): PropertyDefinition | undefined {
  const [name, ...rest] = path
  if (name === undefined || rest.length > 0) return undefined
  const own = place === CONFIGURATION ? CONFIGURATION_PROPERTIES.get(name) : undefined
  return own ?? USUAL_PROPERTIES.get(name)
}

/** The label of as much of the path as has one, and the rest in words. */
function labelOfPath(
  place: string,
  path: readonly string[],
  words: { readonly catalog: Catalog; readonly language: Language },
): string {
  const last = path.at(-1)
  if (last === undefined) return ''
  const parents = path.slice(0, -1)
  if (parents.length === 0) return humanised(last)
  const parent = nameProperty(place, parents, words).label
  return `${parent} › ${humanised(last)}`
}

/** The how-manieth element: people count from one. */
function withIndexes(text: string, indexes: readonly string[]): string {
  const numbers = indexes.map((index) =>
    isIndex(index) ? `#${BigInt(index) + 1n}` : oneLine(index),
  )
  return [text, ...numbers].join(' ')
}

function humanised(segment: string): string {
  return oneLine(isIndex(segment) ? segment : nameInWords(segment))
}

/** `places.tickets.on`, `places.tickets.operations.delete` and `clientModes.tickets`. */
function tryConfigurationLabel(
  path: readonly string[],
  { catalog, language }: { readonly catalog: Catalog; readonly language: Language },
): NamedProperty | undefined {
  const [head, place, what, operation] = path
  if (place === undefined) return undefined
  const placeLabels = catalog.places.get(place)?.label
  const placeText = placeLabels === undefined ? humanised(place) : label(placeLabels, language)
  if (head === 'clientModes') {
    const mode = CONFIGURATION_PROPERTIES.get('clientMode')
    const modeText = mode === undefined ? '' : label(mode.label, language)
    return { label: `${modeText} › ${placeText}`, property: mode ?? NOTHING }
  }
  if (head !== 'places') return undefined
  const message = what === 'operations' ? AUDIT_AN_OPERATION : AUDIT_A_PLACE
  const operationLabels = catalog.operations.get(operation ?? '')?.label
  const operationText =
    operationLabels === undefined ? humanised(operation ?? '') : label(operationLabels, language)
  const text = message[language]
    .replace('{place}', () => placeText)
    .replace('{operation}', () => operationText)
  return { label: text, property: NOTHING }
}
