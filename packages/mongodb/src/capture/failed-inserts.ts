/**
 * Which documents has an insert stored that threw?
 *
 * None, unless the error says how many: the driver lists the ids of a batch that the server
 * refused as a whole, too. What such a batch has stored before it ended is asked of the database.
 */
import type { WriteCall } from './call.ts'
import type { Doc, DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import { asDoc, numberOf, replyInError } from './outcome.ts'
import { isLater, tryStreamEntries } from './stream-ids.ts'

/** Which documents of a call were stored, and under which ids. */
export interface InsertedIds {
  stored(index: number): boolean
  idAt(index: number): unknown
}

/** The time in which the command ran. */
export interface InsertSpan {
  readonly from: DriverTimestamp | undefined
  readonly until: DriverTimestamp | undefined
}

/** Returns what is known to be stored, by position in the call. */
export async function insertedBeforeError(
  error: unknown,
  call: WriteCall,
  span: InsertSpan,
): Promise<InsertedIds> {
  const failed = asDoc(error)
  if (failed['name'] === 'MongoBulkWriteError') return insertedByBulk(failed, call, span)
  // One document whose write concern was not met; it may have been refused all the same.
  const isStored = numberOf(replyInError(error)?.['n']) > 0
  return { stored: () => isStored, idAt: () => asDoc(call.args[0])['_id'] }
}

async function insertedByBulk(
  failed: Doc,
  call: WriteCall,
  span: InsertSpan,
): Promise<InsertedIds> {
  const result = asDoc(failed['result'])
  const ids = asDoc(failed['insertedIds'] ?? result['insertedIds'])
  const listed = Object.keys(ids)
  // Batches are sent in the order of the call: those before the refused one come first.
  const count = numberOf(failed['insertedCount'] ?? result['insertedCount'])
  const isTold = saysWhich(failed['writeErrors'])
  const stored = new Set(isTold ? listed.slice(0, count) : [])
  const open = isTold ? listed.slice(count) : listed
  const found = open.length === 0 ? undefined : await insertedWithin(call, span)
  for (const index of open) if (found?.has(idKey(ids[index]))) stored.add(index)
  return { stored: (index) => stored.has(String(index)), idAt: (index) => ids[String(index)] }
}

// In an answer left as bytes the driver finds no positions, and lists what was refused as well.
function saysWhich(writeErrors: unknown): boolean {
  const errors: unknown[] = Array.isArray(writeErrors) ? writeErrors : []
  return errors.every((error) => typeof asDoc(error)['index'] !== 'undefined')
}

async function insertedWithin(
  call: WriteCall,
  { from, until }: InsertSpan,
): Promise<ReadonlySet<string> | undefined> {
  if (from === undefined || until === undefined || !isLater(until, from)) return undefined
  const entries = await tryStreamEntries(call.site, { after: from, until })
  const inserts = entries?.filter(({ kind }) => kind === 'insert')
  return inserts === undefined ? undefined : new Set(inserts.map(({ id }) => idKey(id)))
}
