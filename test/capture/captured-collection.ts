/** A captured collection of the plain driver, with what it hands to the recorder. */
import { captureCollection, createAuditedModel, createCollectionRegistry } from '@rastro/mongodb'
import type { Collection, Document } from 'mongodb'
import { createCollectingSink } from '../support/collecting-sink.ts'
import type { CollectingSink } from '../support/collecting-sink.ts'

/** Records whose ids are whatever a test likes. */
export interface LooseRecord extends Document {
  _id: string | number
}

export interface Captured {
  readonly sink: CollectingSink
  readonly records: Collection<LooseRecord>
}

export function captureForTest(
  collection: Collection,
  options: { sharesStore?: boolean } = {},
): Captured {
  const sink = createCollectingSink()
  const facts = { type: collection.collectionName, collectionName: collection.collectionName }
  const model = createAuditedModel('test', {}, facts)
  const records = captureCollection(collection, createCollectionRegistry({ model }), {
    sink,
    log: { info: () => undefined, warn: () => undefined },
    sharesStore: () => options.sharesStore ?? true,
  })
  return { sink, records: records as unknown as Captured['records'] }
}
