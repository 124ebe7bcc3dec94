/**
 * Does everything that catalogs refer to exist?
 *
 * Runs on all catalogs together, since one may use another's places and operations.
 */
import { AuditError } from '../errors/audit-error.ts'
import type { AuditErrorCode } from '../errors/error-codes.ts'
import { didYouMean } from '../errors/suggestion.ts'
import type { EventTypeDefinition, PlaceDefinition } from './definition.ts'

/** The names that exist, each section by its keys. */
export interface CatalogNames {
  readonly places: ReadonlyMap<string, PlaceDefinition>
  readonly types: ReadonlyMap<string, EventTypeDefinition>
  readonly operations: ReadonlyMap<string, unknown>
  readonly categories: ReadonlyMap<string, unknown>
  readonly severities: ReadonlyMap<string, unknown>
}

/**
 * Checks that places and types name only what exists.
 *
 * @param names - Everything that the catalogs define.
 * @param whoseOf - Says where an entry stands, for the message.
 * @throws {@link AuditError} `AUDIT_PLACE_UNKNOWN` for a type of an unknown place,
 * `AUDIT_CATALOG_INVALID` for anything else that does not exist; both with the nearest name.
 */
export function checkReferences(
  names: CatalogNames,
  whoseOf: (section: 'places' | 'types', key: string) => string,
): void {
  for (const [key, place] of names.places) {
    const whose = whoseOf('places', key)
    for (const operation of place.operations) {
      expectName(operation, { whose, what: 'operation', known: names.operations })
    }
    if (place.category !== undefined) {
      expectName(place.category, { whose, what: 'category', known: names.categories })
    }
  }
  for (const [key, type] of names.types) checkType(type, { names, whose: whoseOf('types', key) })
}

function checkType(
  type: EventTypeDefinition,
  { names, whose }: { names: CatalogNames; whose: string },
): void {
  expectName(type.place, { whose, what: 'place', known: names.places, code: 'AUDIT_PLACE_UNKNOWN' })
  expectName(type.operation, { whose, what: 'operation', known: names.operations })
  if (type.category !== undefined) {
    expectName(type.category, { whose, what: 'category', known: names.categories })
  }
  if (type.severity !== undefined) {
    expectName(type.severity, { whose, what: 'severity', known: names.severities })
  }
  const { operations = [] } = names.places.get(type.place) ?? {}
  if (operations.includes(type.operation)) return
  // Such a type could never be recorded: the policy knows the place's own operations only.
  throw new AuditError(
    'AUDIT_CATALOG_INVALID',
    `${whose} has operation '${type.operation}', which place '${type.place}' does not list: ` +
      didYouMean(type.operation, operations),
  )
}

interface Expectation {
  readonly whose: string
  readonly what: string
  readonly known: ReadonlyMap<string, unknown>
  readonly code?: AuditErrorCode
}

function expectName(name: string, { whose, what, known, code }: Expectation): void {
  if (known.has(name)) return
  throw new AuditError(
    code ?? 'AUDIT_CATALOG_INVALID',
    `${whose} names ${what} '${name}', which no catalog defines: ` +
      didYouMean(name, [...known.keys()]),
  )
}
