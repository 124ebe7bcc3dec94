/** How is a plain collection of the driver audited as a model is? */
import type { Catalog, PersonalData, RecordLinks } from '@rastro/core'
import {
  assertDriverCollection,
  captureCollection,
  createAuditedModel,
  createCollectionRegistry,
} from '@rastro/mongodb'
import type { CaptureEnvironment, LiveRegistry, RecordOptions } from '@rastro/mongodb'
import { refuseUnsafe } from './critical.ts'
import type { CriticalCheck } from './critical.ts'

/** What happens to records of a plain collection; each may be switched by itself. */
const OPERATIONS = ['create', 'update', 'delete', 'bulk-delete', 'restore', 'export']

/** What counts and times a record's writes where no schema says otherwise: a revert leaves it. */
const BOOKKEEPING = ['__v', 'updatedAt']

/** What it is made known to. */
export interface AuditedCollectionParts {
  readonly critical: Pick<CriticalCheck, 'refusal'>
  readonly personal: PersonalData
  readonly catalog: Catalog
  readonly links: RecordLinks
  readonly live: LiveRegistry
  readonly environment: CaptureEnvironment
}

/** Makes `audit.collection`. */
export function createAuditedCollection(
  parts: AuditedCollectionParts,
): <T>(collection: T, options?: RecordOptions) => T {
  const { critical, personal, catalog, links, live, environment } = parts
  return (collection, options = {}) => {
    // First, or what is no collection would leave a place behind.
    assertDriverCollection(collection)
    const name = collection.collectionName
    const facts = { type: name, collectionName: name }
    const model = createAuditedModel('audit.collection', options, facts)
    refuseUnsafe(model.safety?.class === 'critical', critical.refusal())
    const about = model.personal
    if (about !== undefined) personal.add(model.type, about)
    catalog.declarePlace(model.place, {
      recordType: model.type,
      operations: OPERATIONS,
      personal: about !== undefined && (about.isPerson || about.paths.length > 0),
    })
    const registry = createCollectionRegistry({ model })
    if (model.url !== undefined) links.add(model.type, model.url)
    const captured = captureCollection(collection, registry, environment)
    live.add({
      type: model.type,
      collection: () => captured,
      audited: registry,
      environment,
      bookkeeping: BOOKKEEPING,
    })
    return captured
  }
}
