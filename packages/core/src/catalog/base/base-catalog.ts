/** Which words does every application have, before it adds its own? */
import type { CatalogDefinition } from '../definition.ts'
import { completenessOperations, completenessTypes } from './completeness.ts'
import { erasureOperations, erasurePlace, erasureTypes } from './erasure.ts'
import { integrityOperations, integrityPlace, integrityTypes } from './integrity.ts'
import { operations } from './operations.ts'
import { orderTypes } from './order.ts'
import { places } from './places.ts'
import { requestPlaces, requestTypes } from './requests.ts'
import { types } from './types.ts'
import { actorTypes, categories, outcomes, severities } from './vocabulary.ts'

/** The suite's own catalog, part of every catalog that `createCatalog` makes. */
export const baseCatalog: CatalogDefinition = {
  name: 'audit',
  places: {
    ...places,
    'audit.integrity': integrityPlace,
    'audit.privacy': erasurePlace,
    ...requestPlaces,
  },
  types: {
    ...types,
    ...integrityTypes,
    ...orderTypes,
    ...completenessTypes,
    ...erasureTypes,
    ...requestTypes,
  },
  operations: {
    ...operations,
    ...integrityOperations,
    ...completenessOperations,
    ...erasureOperations,
  },
  categories,
  actorTypes,
  severities,
  outcomes,
}
