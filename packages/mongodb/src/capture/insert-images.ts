/**
 * Which inserted documents does the copy of what was sent not tell, and what was stored instead?
 *
 * The server fills in empty timestamps, the driver may store functions, and an application may
 * change a document between the call and the moment at which the driver sends it.
 */
import type { StoredRecord } from '@rastro/core'
import { identicalValue } from '@rastro/core'
import type { WriteCall } from './call.ts'
import { freezeDocument } from './freeze.ts'
import { idKey } from './id-key.ts'
import { asDoc } from './outcome.ts'
import { readByIds } from './reads.ts'
import type { ReadPoint } from './reads.ts'
import type { CaptureSite } from './site.ts'

/** The application's own documents, and copies of them as of the call. */
export interface SentInserts {
  readonly documents: readonly unknown[]
  readonly frozen: readonly StoredRecord[]
}

/** The positions of those whose image has to be read back. */
export function doubtfulInserts(
  call: WriteCall,
  sent: SentInserts,
  images: ReadonlyMap<number, StoredRecord>,
): Set<number> {
  const { serializeFunctions = call.site.original.bsonOptions?.serializeFunctions } = call.options
  const doubtful = new Set<number>()
  for (const [index, image] of images) {
    const isDoubtful =
      Boolean(serializeFunctions) ||
      hasServerTimestamp(image) ||
      hasChanged(call, sent.documents[index], image)
    if (isDoubtful) doubtful.add(index)
  }
  return doubtful
}

/** Reads images back; undefined if that is not possible. */
export async function readBack(
  site: CaptureSite,
  images: readonly StoredRecord[],
  point: ReadPoint | undefined,
): Promise<((image: StoredRecord) => StoredRecord | undefined) | undefined> {
  if (images.length === 0 || point === undefined) return undefined
  try {
    const ids = images.map((image) => image['_id'])
    const found = await readByIds(site, ids, point)
    return (image) => found.get(idKey(image['_id']))
  } catch {
    return undefined
  }
}

// Whether before or after it was sent cannot be told, so the stored record is asked.
function hasChanged(call: WriteCall, document: unknown, image: StoredRecord): boolean {
  try {
    const { _id: _now, ...now } = freezeDocument(call, document)
    const { _id: _then, ...then } = image
    return !identicalValue(now, then)
  } catch {
    return true
  }
}

// A top-level Timestamp(0, 0) is filled in by the server.
function hasServerTimestamp(record: StoredRecord): boolean {
  return Object.values(record).some((value) => {
    const timestamp = asDoc(value)
    return timestamp['_bsontype'] === 'Timestamp' && timestamp['t'] === 0 && timestamp['i'] === 0
  })
}
