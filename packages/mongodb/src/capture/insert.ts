/**
 * Which records did an insert make?
 *
 * The image is what the application sent, copied before the driver gets it: an application may
 * go on changing its object while the command is under way.
 */
import type { CapturedChange, StoredRecord } from '@rastro/core'
import { changeOf, report, runCall } from './call.ts'
import type { WriteCall } from './call.ts'
import type { Doc, DriverTimestamp } from './driver.ts'
import { freezeRecord } from './freeze.ts'
import { asDoc } from './outcome.ts'
import { observe, sessionOf } from './sessions.ts'

/** The documents of `insertOne` or `insertMany`, as the database is going to store them. */
export function freezeInserts(call: WriteCall): StoredRecord[] {
  const given = call.args[0]
  const documents = call.method === 'insertOne' ? [given] : (given as unknown[])
  return documents.map((document) => freezeDocument(call, document))
}

export function freezeDocument(call: WriteCall, document: unknown): StoredRecord {
  const ignoreUndefined =
    call.options['ignoreUndefined'] ?? call.site.original.bsonOptions?.ignoreUndefined
  return freezeRecord(document, { ignoreUndefined: ignoreUndefined === true })
}

/** Runs an insert outside a transaction. */
export async function captureInsert(call: WriteCall): Promise<unknown> {
  const frozen = freezeInserts(call)
  const observed = observe(call.site.original.client, sessionOf(call.options))
  try {
    let result: unknown
    let failure: { error: unknown } | undefined
    try {
      result = await runCall(call, observed.session)
    } catch (error) {
      failure = { error }
    }
    const ids =
      failure === undefined ? insertedIds(result) : insertedBeforeError(failure.error, call)
    await report(call, { changes: insertedChanges(frozen, ids, observed.time()) })
    if (failure !== undefined) throw failure.error
    return result
  } finally {
    await observed.release()
  }
}

/** Events for the documents that were stored, by their position in the call. */
export function insertedChanges(
  frozen: readonly StoredRecord[],
  ids: InsertedIds,
  at: DriverTimestamp | undefined,
): CapturedChange[] {
  const changes: CapturedChange[] = []
  for (const [index, document] of frozen.entries()) {
    if (!ids.stored(index)) continue
    const after = withId(document, ids.idAt(index))
    const fidelity = at === undefined || hasServerTimestamp(after) ? 'derived' : 'exact'
    const change = changeOf(undefined, after, {
      n: changes.length,
      fidelity,
      ...(at === undefined ? {} : { at }),
    })
    if (change !== undefined) changes.push(change)
  }
  return changes
}

export interface InsertedIds {
  stored(index: number): boolean
  idAt(index: number): unknown
}

export function insertedIds(result: unknown): InsertedIds {
  const doc = asDoc(result)
  const many = asDoc(doc['insertedIds'])
  return {
    stored: () => doc['acknowledged'] !== false,
    idAt: (index) => ('insertedId' in doc ? doc['insertedId'] : many[String(index)]),
  }
}

/**
 * What an insert that threw has stored all the same: nothing, unless the error says which
 * documents failed (then the others, up to the first failure if the call was ordered) or that
 * only the write concern was missed (then all).
 */
export function insertedBeforeError(error: unknown, call: WriteCall): InsertedIds {
  const failed = asDoc(error)
  const bulk = asDoc(failed['result'])
  const ids = asDoc(failed['insertedIds'] ?? bulk['insertedIds'])
  const isBulk = failed['name'] === 'MongoBulkWriteError'
  const isWriteConcern = failed['name'] === 'MongoWriteConcernError'
  return {
    stored: (index) => isWriteConcern || (isBulk && Object.hasOwn(ids, String(index))),
    // The driver puts the id it makes on the application's own object.
    idAt: (index) => (isWriteConcern ? asDoc(call.args[0])['_id'] : ids[String(index)]),
  }
}

function withId(document: StoredRecord, id: unknown): StoredRecord {
  if (id === undefined || Object.hasOwn(document, '_id')) return document
  // First, as the server stores it.
  return { _id: id, ...document }
}

// A top-level Timestamp(0, 0) is filled in by the server.
function hasServerTimestamp(record: Doc | StoredRecord): boolean {
  return Object.values(record).some((value) => {
    const timestamp = asDoc(value)
    return timestamp['_bsontype'] === 'Timestamp' && timestamp['t'] === 0 && timestamp['i'] === 0
  })
}
