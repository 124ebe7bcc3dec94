/**
 * What became of a numbered write whose answer nobody has?
 *
 * The server's record of the session says whether it happened and at which time; the change
 * stream at that time names the records; snapshot reads give their images. Nothing is guessed: what
 * cannot be told any more is `unknown`.
 */
import type { CapturedChange, CapturedIntent, StoredRecord, StoredValue } from '@rastro/core'
import { changeOf } from './call.ts'
import { justBefore } from './driver.ts'
import type { DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import { asDoc } from './outcome.ts'
import { readByIds } from './reads.ts'
import { readSessionRecord } from './session-record.ts'
import type { SessionRecord } from './session-record.ts'
import type { CaptureSite } from './site.ts'
import { tryStreamEntries } from './stream-ids.ts'
import type { StreamEntry } from './stream-ids.ts'

/** How a write was announced. */
export interface NumberedWrite {
  readonly lsid: unknown
  readonly txnNumber: number
  readonly exclusive: boolean
  readonly method: string
  readonly ids?: readonly StoredValue[]
  /** A time of the database before the write. */
  readonly after?: DriverTimestamp
  /** When it was announced. */
  readonly announcedAt: Date
}

/** What is known of it now. */
export type Became =
  | { readonly state: 'never-happened' }
  | {
      readonly state: 'happened'
      readonly changes: readonly CapturedChange[]
      /** Of what was written and cannot be shown. */
      readonly intent?: CapturedIntent
    }
  | { readonly state: 'unknown'; readonly because: string }

const NOT_ALLOWED = 13

/** The server forgets a session half an hour after its last use. */
const REMEMBERED_MS = 25 * 60_000

/**
 * Finds out. Nothing of the write may be under way any more (see `fence.ts`).
 *
 * @throws The driver's error where the database cannot be asked: ask again later.
 */
export async function whatBecameOf(site: CaptureSite, write: NumberedWrite): Promise<Became> {
  let record: SessionRecord | undefined
  try {
    record = await readSessionRecord(site.original.client, write.lsid)
  } catch (error) {
    if (asDoc(error)['code'] !== NOT_ALLOWED) throw error
    return { state: 'unknown', because: 'no-privilege' }
  }
  if (record === undefined) {
    const isForgotten = Date.now() - write.announcedAt.getTime() > REMEMBERED_MS
    return isForgotten
      ? { state: 'unknown', because: 'session-forgotten' }
      : { state: 'never-happened' }
  }
  if (record.txnNumber < write.txnNumber) return { state: 'never-happened' }
  if (record.txnNumber > write.txnNumber && !write.exclusive) {
    return { state: 'unknown', because: 'session-used-again' }
  }
  if (record.state === 'prepared') throw new Error('a prepared transaction is not decided yet')
  if (record.state !== undefined && record.state !== 'committed') return { state: 'never-happened' }
  if (record.wroteAt === undefined) return { state: 'never-happened' }
  return changesOf(site, write, { at: record.wroteAt, inTransaction: record.state !== undefined })
}

interface WrittenAt {
  readonly at: DriverTimestamp
  readonly inTransaction: boolean
}

async function changesOf(
  site: CaptureSite,
  write: NumberedWrite,
  written: WrittenAt,
): Promise<Became> {
  const { at } = written
  // The documents of one insert have times of their own; everything else has one.
  const areInserts = !written.inTransaction && /^insert|^bulk/.test(write.method)
  const after = areInserts && write.after !== undefined ? write.after : justBefore(at)
  const entries = await tryStreamEntries(site, { after, until: at, images: areInserts })
  if (entries === undefined) {
    // A database that is away is no database that has forgotten.
    await site.original.client.db('admin').command({ ping: 1 }, { readPreference: 'primary' })
    return fromIds(site, write, { at, from: after })
  }
  if (areInserts) return { state: 'happened', changes: inserted(entries, write, at) }
  const ids = [...new Map(entries.map(({ id }) => [idKey(id), id])).values()]
  return imagesOf(site, write, { at, from: after, ids, isSure: true })
}

// The stream has each document as it was stored; those of the ids that were announced are ours.
function inserted(
  entries: readonly StreamEntry[],
  write: NumberedWrite,
  last: DriverTimestamp,
): CapturedChange[] {
  const ours = write.ids === undefined ? undefined : new Set(write.ids.map(idKey))
  const changes: CapturedChange[] = []
  for (const entry of entries) {
    const isLast = entry.at.t === last.t && entry.at.i === last.i
    const isOurs = ours === undefined ? isLast : ours.has(idKey(entry.id))
    if (entry.kind !== 'insert' || entry.inTransaction || !isOurs) continue
    const change = changeOf(undefined, entry.after, { at: entry.at, n: changes.length })
    if (change !== undefined) changes.push(change)
  }
  return changes
}

// No stream: what the call named is looked at. Different at that very time means written by it.
async function fromIds(
  site: CaptureSite,
  write: NumberedWrite,
  when: { readonly at: DriverTimestamp; readonly from: DriverTimestamp },
): Promise<Became> {
  if (write.ids === undefined) {
    return { state: 'happened', changes: [], intent: intentOf(write, when.at, 'no-history') }
  }
  return imagesOf(site, write, { ...when, ids: write.ids, isSure: false })
}

async function imagesOf(
  site: CaptureSite,
  write: NumberedWrite,
  found: {
    readonly at: DriverTimestamp
    /** Nothing of it was written then. */
    readonly from: DriverTimestamp
    readonly ids: readonly StoredValue[]
    /** All of these were written, by the database's own account. */
    readonly isSure: boolean
  },
): Promise<Became> {
  const { at, from, ids } = found
  // Between two times that lie apart, others may have written too.
  const { t, i } = justBefore(at)
  const fidelity = from.t === t && from.i === i ? 'exact' : 'derived'
  let before: ReadonlyMap<string, StoredRecord>
  let after: ReadonlyMap<string, StoredRecord>
  try {
    const reads = [readByIds(site, ids, { at: from }), readByIds(site, ids, { at })]
    const images = await Promise.all(reads)
    before = images[0] ?? new Map()
    after = images[1] ?? new Map()
  } catch (error) {
    // A refusal is for good: the images are older than the server keeps them.
    if (asDoc(error)['code'] === undefined) throw error
    const intent = intentOf({ ...write, ids }, at, 'no-images')
    return { state: 'happened', changes: [], intent }
  }
  const changes: CapturedChange[] = []
  for (const id of ids) {
    const key = idKey(id)
    const change = changeOf(before.get(key), after.get(key), { at, n: changes.length, fidelity })
    if (change !== undefined) changes.push(change)
  }
  if (changes.length > 0 || found.isSure) return { state: 'happened', changes }
  return { state: 'happened', changes, intent: intentOf(write, at, 'no-images') }
}

function intentOf(write: NumberedWrite, at: DriverTimestamp, because: string): CapturedIntent {
  const isDelete = /delete/i.test(write.method)
  return {
    operation: write.method.startsWith('insert') ? 'create' : isDelete ? 'delete' : 'update',
    ...(write.ids === undefined ? {} : { ids: write.ids, count: write.ids.length }),
    because,
    ct: { t: at, n: 0 },
  }
}
