/**
 * What did a write make of its record, where the server cannot be asked how it was then?
 *
 * The change stream has the record where the collection keeps images for its streams. What else is
 * there is the record as it is now, which somebody else may have written since: no event is made
 * of it.
 */
import type { StoredRecord, StoredValue } from '@rastro/core'
import type { DriverTimestamp } from './driver.ts'
import { justBefore } from './driver.ts'
import { idKey } from './id-key.ts'
import { readRecords } from './reads.ts'
import type { CaptureSite } from './site.ts'
import { tryStreamEntries } from './stream-ids.ts'

/** Returns the record, by the stream if that has it; undefined where it is gone. */
export async function tryAfterWrite(
  site: CaptureSite,
  wrote: { readonly id: StoredValue; readonly at: DriverTimestamp | undefined },
): Promise<StoredRecord | undefined> {
  const { id, at } = wrote
  if (at === undefined) return tryRecord(site, id)
  const range = { after: justBefore(at), until: at, images: true }
  const key = idKey(id)
  const own = (await tryStreamEntries(site, range))?.find((entry) => idKey(entry.id) === key)
  if (own?.after !== undefined) return own.after
  return tryRecord(site, id)
}

async function tryRecord(site: CaptureSite, id: StoredValue): Promise<StoredRecord | undefined> {
  try {
    const [record] = await readRecords(site, { filter: { _id: { $eq: id } } }, 'committed')
    return record
  } catch {
    return undefined
  }
}
