/** Which of the store's indexes does a database lack? */
import type { Db, Document } from 'mongodb'
import { collectionNames, DEFAULT_PREFIX } from './collection-names.ts'
import type { CollectionNames } from './collection-names.ts'
import { runCommand } from './commands.ts'
import { AUDIT_INDEXES, indexDefinition } from './indexes.ts'
import type { AuditIndex } from './indexes.ts'

const NAMESPACE_NOT_FOUND = 26

/**
 * Returns the indexes that the database does not have, in the order of {@link AUDIT_INDEXES};
 * all of them where there is no store yet. Reads only.
 *
 * @param db - The database that holds the events.
 * @param prefix - What the collections' names begin with; default `audit_`.
 * @throws The driver's error if the database cannot be asked.
 */
export async function missingIndexes(
  db: Db,
  prefix: string = DEFAULT_PREFIX,
): Promise<readonly AuditIndex[]> {
  const names = collectionNames(prefix)
  const existing = {
    events: await existingIndexes(db, names.events),
    dictionary: await existingIndexes(db, names.dictionary),
    policies: await existingIndexes(db, names.policies),
    batches: await existingIndexes(db, names.batches),
    leases: await existingIndexes(db, names.leases),
    last: await existingIndexes(db, names.last),
    personal: await existingIndexes(db, names.personal),
    requests: await existingIndexes(db, names.requests),
  } satisfies Record<keyof CollectionNames, readonly Document[]>
  return AUDIT_INDEXES.filter(
    (index) => !existing[index.collection].some((one) => isSameIndex(one, index)),
  )
}

/** By what they do and not by name: an operator may have built one under another name. */
function isSameIndex(existing: Document, wanted: AuditIndex): boolean {
  const { key, partialFilterExpression } = indexDefinition(wanted)
  return (
    JSON.stringify(existing['key']) === JSON.stringify(key) &&
    JSON.stringify(existing['partialFilterExpression']) === JSON.stringify(partialFilterExpression)
  )
}

async function existingIndexes(db: Db, collection: string): Promise<readonly Document[]> {
  try {
    // One batch: a collection has at most 64 indexes.
    const reply = await runCommand(db, { listIndexes: collection, cursor: { batchSize: 1_000 } })
    return (reply['cursor'] as { firstBatch: Document[] }).firstBatch
  } catch (error) {
    if ((error as { code?: unknown }).code === NAMESPACE_NOT_FOUND) return []
    throw error
  }
}
