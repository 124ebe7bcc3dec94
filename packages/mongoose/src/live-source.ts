/** Where are a model's records, for whoever looks for one later? */
import type { LiveSource } from '@rastro/mongodb'
import type { ModelLike } from './mongoose-shapes.ts'

/** What Mongoose calls the two fields that it keeps by itself, unless the schema says otherwise. */
const VERSION_KEY = '__v'
const UPDATED_AT = 'updatedAt'

export function liveSourceOf(
  model: ModelLike,
  known: Pick<LiveSource, 'type' | 'audited' | 'environment'>,
): LiveSource {
  return {
    ...known,
    collection: () => model.collection.collection,
    bookkeeping: bookkeepingOf(model),
  }
}

function bookkeepingOf({ schema }: ModelLike): readonly string[] {
  const { versionKey, timestamps } = schema.options ?? {}
  const updatedAt =
    typeof timestamps === 'object' && timestamps !== null
      ? (timestamps as { updatedAt?: unknown }).updatedAt
      : undefined
  return [
    typeof versionKey === 'string' ? versionKey : VERSION_KEY,
    typeof updatedAt === 'string' ? updatedAt : UPDATED_AT,
  ]
}
