/**
 * Which records did an insert make?
 *
 * The image is what the application sent, copied before the driver gets it: an application may
 * go on changing its object while the command is under way.
 */
import type { CapturedChange, StoredRecord } from '@rastro/core'
import { runWithIntent } from './bare-write.ts'
import { changeOf, report, runCall } from './call.ts'
import type { WriteCall } from './call.ts'
import type { DriverTimestamp } from './driver.ts'
import { insertedBeforeError } from './failed-inserts.ts'
import type { InsertedIds } from './failed-inserts.ts'
import { freezeDocument } from './freeze.ts'
import { atOwnTimes, timeKnownTo } from './insert-times.ts'
import { doubtfulInserts, readBack } from './insert-images.ts'
import type { SentInserts } from './insert-images.ts'
import { idsToBe } from './new-ids.ts'
import { asDoc } from './outcome.ts'
import type { ReadPoint } from './reads.ts'
import { claimWrite } from './recent-writes.ts'
import { beginWrite } from './sent-write.ts'

/** The documents of `insertOne` or `insertMany`, and copies as the database is going to store them. */
export function insertsOf(call: WriteCall): SentInserts {
  const given = call.args[0]
  const documents =
    call.method === 'insertOne'
      ? [given]
      : // The driver stores a missing document as an operation that holds none.
        (given as unknown[]).map((document) => document ?? { document })
  return { documents, frozen: documents.map((document) => freezeDocument(call, document)) }
}

/** True where the server makes ids that no answer tells. */
export function hidesIds(call: WriteCall, frozen: readonly StoredRecord[]): boolean {
  const { forceServerObjectId = call.site.original.db?.options?.forceServerObjectId } = call.options
  return Boolean(forceServerObjectId) && frozen.some((document) => !Object.hasOwn(document, '_id'))
}

/** Runs inserts, and nothing but inserts, outside a transaction. */
export async function captureInsert(
  asked: WriteCall,
  given: readonly unknown[],
  sent: SentInserts,
): Promise<unknown> {
  if (hidesIds(asked, sent.frozen)) {
    return runWithIntent(asked, given, { filter: undefined, because: 'ids-made-by-server' })
  }
  const from = timeKnownTo(asked.site.original.client)
  const write = await beginWrite(asked, idsToBe(asked, sent.documents, sent.frozen))
  const { call, observed } = write
  try {
    let result: unknown
    let failure: { error: unknown } | undefined
    try {
      result = await runCall(call, observed.session)
    } catch (error) {
      // What was stored of it is asked for in the background.
      if (write.failed(error)) throw error
      failure = { error }
    }
    const at = await write.time()
    const ids =
      failure === undefined
        ? insertedIds(result)
        : await insertedBeforeError(failure.error, call, { from, until: at })
    const changes = await insertedChanges(call, sent, {
      ids,
      at,
      point: at === undefined ? undefined : { at },
      overlapped: observed.overlapped(),
    })
    const isPartial = failure !== undefined
    const timed =
      at === undefined
        ? changes
        : await atOwnTimes(call.site, changes, { from, until: at, isPartial })
    for (const { id, ct } of timed) {
      if (ct !== undefined) claimWrite(call.site, id, ct.t as DriverTimestamp)
    }
    await report(call, { changes: timed })
    if (failure !== undefined) throw failure.error
    return result
  } finally {
    await write.finish()
  }
}

export interface Inserted {
  readonly ids: InsertedIds
  readonly at: DriverTimestamp | undefined
  /** Where an image can be read that what was sent does not tell. */
  readonly point: ReadPoint | undefined
  /** The answer may be that of another call on the same session. */
  readonly overlapped: boolean
}

/** Events for the documents that were stored, by their position in the call. */
export async function insertedChanges(
  call: WriteCall,
  sent: SentInserts,
  how: Inserted,
): Promise<CapturedChange[]> {
  const stored = [...sent.frozen.keys()].filter((index) => how.ids.stored(index))
  const images = new Map(
    stored.map((index) => [index, withId(sent.frozen[index], how.ids.idAt(index))]),
  )
  const doubtful = how.overlapped ? new Set(stored) : doubtfulInserts(call, sent, images)
  const unsure = [...images].filter(([index]) => doubtful.has(index)).map(([, image]) => image)
  const read = await readBack(call.site, unsure, how.point)
  const changes: CapturedChange[] = []
  for (const [index, image] of images) {
    const found = doubtful.has(index) ? read?.(image) : image
    if (found === undefined && read !== undefined && how.overlapped) continue
    // Each document of many has an instant of its own, before the one at which it was read.
    const isSure =
      found !== undefined && (!doubtful.has(index) || images.size === 1 || how.at === undefined)
    const change = changeOf(undefined, found ?? image, {
      n: changes.length,
      fidelity: isSure && how.point !== undefined ? 'exact' : 'derived',
      ...(how.at === undefined ? {} : { at: how.at }),
    })
    if (change !== undefined) changes.push(change)
  }
  return changes
}

export function insertedIds(result: unknown): InsertedIds {
  const doc = asDoc(result)
  const many = asDoc(doc['insertedIds'])
  return {
    stored: () => doc['acknowledged'] !== false,
    idAt: (index) => ('insertedId' in doc ? doc['insertedId'] : many[String(index)]),
  }
}

// First, as the server stores it; the driver takes null and undefined for none and makes one.
function withId(document: StoredRecord | undefined, id: unknown): StoredRecord {
  const { _id: own, ...rest } = document ?? {}
  return { _id: own ?? id ?? null, ...rest }
}
