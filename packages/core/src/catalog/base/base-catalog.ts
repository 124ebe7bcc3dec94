/** Which words does every application have, before it adds its own? */
import type { CatalogDefinition } from '../definition.ts'
import { operations } from './operations.ts'
import { places } from './places.ts'
import { types } from './types.ts'
import { actorTypes, categories, outcomes, severities } from './vocabulary.ts'

/** The suite's own catalog, part of every catalog that `createCatalog` makes. */
export const baseCatalog: CatalogDefinition = {
  name: 'audit',
  places,
  types,
  operations,
  categories,
  actorTypes,
  severities,
  outcomes,
}
