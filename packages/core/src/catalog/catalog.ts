/**
 * Which places, operations and event types does this application have words for?
 *
 * Makes one checked and indexed catalog of the suite's own and the given ones. What a plugged
 * model adds later comes from `model-place.ts`; whether a place is recorded is the policy's business.
 */
import { isDeepStrictEqual } from 'node:util'
import { AuditError } from '../errors/audit-error.ts'
import { didYouMean, nearestName } from '../errors/suggestion.ts'
import { baseCatalog } from './base/base-catalog.ts'
import { CATALOG_SECTIONS, ENTRY_WORDS, checkDefinition } from './check-definition.ts'
import type { CatalogSection } from './check-definition.ts'
import { checkReferences } from './check-references.ts'
import type {
  Catalog,
  CatalogDefinition,
  EventTypeDefinition,
  OperationDefinition,
  PlaceDefinition,
} from './definition.ts'
import { checkDetailsShape } from './details.ts'
import { mergeProperties, tryProperty } from './find-property.ts'
import type { Labels } from './labels.ts'
import { modelPlace, modelTypes } from './model-place.ts'
import type { Properties } from './property.ts'

/**
 * Makes one catalog of the suite's own and the given ones.
 *
 * @param definitions - The application's and ready-made catalogs, in the order of their places
 * on a page. The same entry may stand in two of them if it is the same in both.
 * @returns The catalog, which grows only by `declarePlace`.
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`, `AUDIT_CATALOG_INVALID` or
 * `AUDIT_PLACE_UNKNOWN`, naming the catalog and the key, with the nearest name where one is near.
 *
 * @example
 * ```ts
 * createCatalog([]).place('audit.configuration').mandatory // true
 * ```
 */
export function createCatalog(definitions: readonly CatalogDefinition[]): Catalog {
  const sections = emptySections()
  const origins = new Map<string, string>()
  for (const definition of [baseCatalog, ...definitions]) {
    checkDefinition(definition)
    for (const section of CATALOG_SECTIONS) addSection({ sections, origins, definition, section })
  }
  checkReferences(sections, (section, key) => whereIs(origins, section, key))
  const catalogPlaces = new Set(sections.places.keys())
  const placesOfTypes = new Map<string, string>()
  return {
    ...sections,
    isCatalogPlace: (place) => catalogPlaces.has(place),
    declarePlace: (place, { operations, properties, personal, recordType }) => {
      declarePlace(sections, place, operations)
      if (recordType !== undefined) placesOfTypes.set(recordType, place)
      if (properties !== undefined) addProperties(sections, place, properties)
      if (personal === true) makePersonal(sections, place)
    },
    recordTypes: placesOfTypes,
    tryPlaceOfType: (recordType) => placesOfTypes.get(recordType),
    tryProperty: (place, path) => tryProperty(sections.places, place, path),
    type: (name) => sections.types.get(name) ?? unknownType(sections, name),
    place: (name) => sections.places.get(name) ?? unknownPlace(sections, name),
    checkDetails(type, details) {
      const { details: shape } = sections.types.get(type) ?? unknownType(sections, type)
      if (shape !== undefined) checkDetailsShape(type, details, shape)
    },
  }
}

interface Labelled {
  readonly label: Labels
}

interface Sections {
  readonly places: Map<string, PlaceDefinition>
  readonly types: Map<string, EventTypeDefinition>
  readonly operations: Map<string, OperationDefinition>
  readonly categories: Map<string, Labelled>
  readonly actorTypes: Map<string, Labelled>
  readonly severities: Map<string, Labelled>
  readonly outcomes: Map<string, Labelled>
}

function emptySections(): Sections {
  return {
    places: new Map(),
    types: new Map(),
    operations: new Map(),
    categories: new Map(),
    actorTypes: new Map(),
    severities: new Map(),
    outcomes: new Map(),
  }
}

interface Addition {
  readonly sections: Sections
  readonly origins: Map<string, string>
  readonly definition: CatalogDefinition
  readonly section: CatalogSection
}

function addSection({ sections, origins, definition, section }: Addition): void {
  // Each section's map takes what the definition has under the same key, which the type of a
  // loop over keys cannot say; `checkDefinition` has looked at every entry.
  const target = sections[section] as Map<string, unknown>
  for (const [key, entry] of Object.entries<unknown>(definition[section] ?? {})) {
    const existing = target.get(key)
    if (existing === undefined) {
      target.set(key, entry)
      origins.set(`${section} ${key}`, definition.name)
    } else if (!isDeepStrictEqual(existing, entry)) {
      throw new AuditError(
        'AUDIT_CATALOG_INVALID',
        `catalog '${definition.name}' defines ${ENTRY_WORDS[section]} '${key}' differently ` +
          `from catalog '${origins.get(`${section} ${key}`) ?? ''}'`,
      )
    }
  }
}

function whereIs(origins: Map<string, string>, section: CatalogSection, key: string): string {
  const catalog = origins.get(`${section} ${key}`) ?? ''
  return `catalog '${catalog}', ${ENTRY_WORDS[section]} '${key}',`
}

function declarePlace(sections: Sections, place: string, operations: readonly string[]): void {
  const existing = sections.places.get(place)
  if (place.startsWith('audit.')) {
    throw new AuditError(
      'AUDIT_PLACE_CONFLICT',
      `place '${place}' is the audit trail's own, a model needs another one`,
    )
  }
  if (existing === undefined) {
    sections.places.set(place, modelPlace(place, { operations, places: sections.places }))
  } else if (existing.onByDefault === true) {
    // A model's own place, or one such as `sessions` that a model happens to be called like: the
    // model was plugged because its writes are wanted. Other catalog places mean exactly what
    // they list, and a model plugged into them adds nothing.
    const all = [...new Set([...existing.operations, ...operations])]
    sections.places.set(place, { ...existing, operations: all })
  }
  const { label } = sections.places.get(place) ?? unknownPlace(sections, place)
  for (const [name, type] of modelTypes(place, label)) {
    if (!sections.types.has(name)) sections.types.set(name, type)
  }
}

function addProperties(sections: Sections, name: string, properties: Properties): void {
  const place = sections.places.get(name) ?? unknownPlace(sections, name)
  const merged = mergeProperties(place.properties, properties)
  sections.places.set(name, { ...place, ...(merged === undefined ? {} : { properties: merged }) })
}

/** Of a catalog's place too: what a model says of its own data, no catalog knows better. */
function makePersonal(sections: Sections, name: string): void {
  const place = sections.places.get(name) ?? unknownPlace(sections, name)
  sections.places.set(name, { ...place, personal: true })
}

function unknownPlace(sections: Sections, name: string): never {
  throw new AuditError(
    'AUDIT_PLACE_UNKNOWN',
    `no place is called '${name}': ${didYouMean(name, [...sections.places.keys()])}`,
    { field: name },
  )
}

function unknownType(sections: Sections, name: string): never {
  const known = [...sections.types.keys()]
  const nearest = nearestName(name, known)
  const place = name.slice(0, Math.max(0, name.lastIndexOf('.')))
  const samePlace = known.filter((type) => sections.types.get(type)?.place === place)
  // All names of all catalogs would fill a screen and help nobody.
  let hint = `no catalog names it, and no audited model has the place '${place}'`
  if (samePlace.length > 0) hint = `its place has: ${samePlace.toSorted().join(', ')}`
  if (nearest !== undefined) hint = `did you mean '${nearest}'?`
  throw new AuditError('AUDIT_EVENT_TYPE_UNKNOWN', `no event type is called '${name}': ${hint}`)
}
