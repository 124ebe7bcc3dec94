/** What does a list of bulk operations ask for: which inserts, and which records may it touch? */
import type { StoredRecord } from '@rastro/core'
import type { WriteCall } from './call.ts'
import type { Doc } from './driver.ts'
import { idKey } from './id-key.ts'
import { asDoc } from './outcome.ts'
import { pinnedId } from './pinned-id.ts'
import type { RecordQuery } from './reads.ts'
import { freezeDocument, freezeFilter } from './freeze.ts'
import { selectionOf } from './site.ts'

export interface BulkPlan {
  /** Frozen documents by their position in the call. */
  readonly inserts: ReadonlyMap<number, StoredRecord>
  /** The same documents, the application's own objects. */
  readonly documents: readonly unknown[]
  /** True if there is nothing but inserts. */
  readonly insertsOnly: boolean
  /** Commands that an ordered call is sent in: neighbours of one kind share one. */
  readonly parts: number
  /** Conditions that cover every record the call may touch. */
  readonly queries: readonly RecordQuery[]
  /** Operations per pinned id; undefined if some operation is not pinned. */
  readonly perId: ReadonlyMap<string, number> | undefined
}

/** Conditions that may stand together in one `$or`; a larger one is slow to plan. */
const CONDITIONS_PER_QUERY = 1_000

/**
 * Reads the operations of a `bulkWrite` without changing them; an element that is no operation is
 * left to the driver to refuse.
 */
export function planBulk(call: WriteCall): BulkPlan {
  const operations = call.args[0] as readonly unknown[]
  // Variables are the whole call's; without them a condition that names one would be refused.
  const shared = selectionOf({ let: call.options['let'] })
  const documents: unknown[] = []
  const inserts = new Map<number, StoredRecord>()
  const ids: unknown[] = []
  const together: unknown[] = []
  const alone: RecordQuery[] = []
  const perId = new Map<string, number>()
  let allPinned = true
  for (const [index, operation] of operations.entries()) {
    const [kind, body] = Object.entries(asDoc(operation))[0] ?? []
    if (kind === undefined) continue
    const model = asDoc(body)
    if (kind === 'insertOne') {
      const document = model['document'] ?? model
      documents.push(document)
      inserts.set(index, freezeDocument(call, document))
      continue
    }
    const filter = freezeFilter(call, model['filter'] ?? model['q'] ?? {})
    const pinned = pinnedId(filter)
    const selection = selectionOf({ collation: model['collation'] })
    const hasOwnWords = Object.keys(selection).length > 0 || cannotShare(filter)
    if (pinned !== undefined && Object.keys(selection).length === 0) {
      ids.push(pinned.id)
      const key = idKey(pinned.id)
      perId.set(key, (perId.get(key) ?? 0) + 1)
      continue
    }
    allPinned = false
    if (hasOwnWords) alone.push({ filter, selection: { ...shared, ...selection } })
    else together.push(filter)
  }
  for (const { _id } of inserts.values()) {
    // An insertion that another operation names is one more on its record.
    const others = perId.get(idKey(_id))
    if (others !== undefined) perId.set(idKey(_id), others + 1)
  }
  return {
    inserts,
    documents,
    parts: partsOf(operations),
    insertsOnly: inserts.size === operations.length,
    queries: [...sharedQueries(ids, together, shared), ...alone],
    perId: allPinned ? perId : undefined,
  }
}

function partsOf(operations: readonly unknown[]): number {
  const kinds = operations.map((operation) => {
    const [name = ''] = Object.keys(asDoc(operation))
    return name.startsWith('insert') ? 'insert' : name.startsWith('delete') ? 'delete' : 'update'
  })
  return kinds.filter((kind, index) => kind !== kinds[index - 1]).length
}

function sharedQueries(
  ids: readonly unknown[],
  filters: readonly unknown[],
  selection: Doc,
): RecordQuery[] {
  const conditions: unknown[] = []
  if (ids.length > 0) conditions.push({ _id: { $in: ids } })
  conditions.push(...filters)
  const queries: RecordQuery[] = []
  for (let start = 0; start < conditions.length; start += CONDITIONS_PER_QUERY) {
    const some = conditions.slice(start, start + CONDITIONS_PER_QUERY)
    queries.push({ filter: some.length === 1 ? some[0] : { $or: some }, selection })
  }
  return queries
}

// These must stand at the top of a condition, or need an index for every branch of an `$or`.
const TOP_LEVEL_ONLY = ['$text', '$near', '$nearSphere']

function cannotShare(filter: unknown): boolean {
  if (typeof filter !== 'object' || filter === null) return false
  if ('_bsontype' in filter || filter instanceof Date) return false
  return Object.entries(filter as Doc).some(
    ([key, value]) => TOP_LEVEL_ONLY.includes(key) || cannotShare(value),
  )
}
