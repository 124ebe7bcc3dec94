/**
 * Which records changed, by the database's own account?
 *
 * A change stream opened at a time names every record that was written since, with the time of
 * each write. It needs neither the condition of the call nor an image, so it answers where a
 * snapshot read cannot, and costs what was changed, not what matched.
 */
import type { StoredRecord, StoredValue } from '@rastro/core'
import { justAfter } from './driver.ts'
import type { Doc, DriverSession, DriverTimestamp } from './driver.ts'
import { asDoc, numberOf } from './outcome.ts'
import { KEEP_TYPES, MAX_READ_MS } from './reads.ts'
import type { CaptureSite } from './site.ts'

/** One write of one record. */
export interface StreamEntry {
  readonly id: StoredValue
  readonly at: DriverTimestamp
  readonly kind: 'insert' | 'update' | 'delete'
  /** Written by a transaction, so by no call outside of one. */
  readonly inTransaction: boolean
  /** Only where the collection keeps images for its change streams, and they were asked for. */
  readonly before?: StoredRecord
  readonly after?: StoredRecord
}

export interface StreamRange {
  /** Entries later than this. */
  readonly after: DriverTimestamp
  /** Entries up to and including this one. */
  readonly until: DriverTimestamp
  /** Ends when that many were found; the range is read to its end without. */
  readonly count?: number
  readonly images?: boolean
}

/** More than this in one collection during one call: bounded work, and nothing is said of any. */
const MAX_ENTRIES = 20_000

/** Without images never more than the server puts into one reply. */
const BATCH = 10_000

/** How long one further look waits for the stream to come past the end of the range. */
const LOOK_MS = 100

/** A stream that does not come past the end of the range by then is given up. */
const LOOKS = 20

const KINDS: Readonly<Record<string, StreamEntry['kind']>> = {
  insert: 'insert',
  update: 'update',
  replace: 'update',
  delete: 'delete',
}

/**
 * Reads the writes of a range in commit order.
 *
 * @returns undefined where it cannot be told: too many, dropped or renamed meanwhile, no
 * privilege, no change streams.
 */
export async function tryStreamEntries(
  site: CaptureSite,
  range: StreamRange,
): Promise<StreamEntry[] | undefined> {
  const { client } = site.original
  const session = client.startSession({ causalConsistency: false })
  try {
    return await readStream(site, session, range)
  } catch {
    return undefined
  } finally {
    await session.endSession()
  }
}

async function readStream(
  site: CaptureSite,
  session: DriverSession,
  range: StreamRange,
): Promise<StreamEntry[] | undefined> {
  const { client, dbName, collectionName } = site.original
  const db = client.db(dbName)
  const options = { ...KEEP_TYPES, session }
  let reply = await db.command(openCommand(collectionName, range), options)
  const entries: StreamEntry[] = []
  let cursor: unknown
  try {
    for (let look = 0; ; look += 1) {
      const batch = asDoc(reply['cursor'])
      cursor = batch['id']
      const changes = (batch['firstBatch'] ?? batch['nextBatch']) as Doc[]
      for (const change of changes) {
        const at = change['clusterTime'] as DriverTimestamp
        if (!isLater(at, range.after)) continue
        if (isLater(at, range.until)) return entries
        const entry = entryOf(change, at)
        if (entry === undefined) return undefined
        entries.push(entry)
        if (entries.length === range.count) return entries
        if (entries.length > MAX_ENTRIES) return undefined
      }
      if (hasPassed(batch, range, changes.length)) return entries
      if (look >= LOOKS + entries.length / 100) return undefined
      const more = { getMore: cursor, collection: collectionName, maxTimeMS: LOOK_MS }
      reply = await db.command(more, options)
    }
  } finally {
    // A killed session ends its cursors too, but only when the server comes round to it.
    await killCursor(site, session, cursor)
  }
}

function openCommand(collectionName: string, range: StreamRange): Doc {
  const shown = { documentKey: 1, clusterTime: 1, operationType: 1, txnNumber: 1 }
  const images = range.images === true
  const wanted = images
    ? { fullDocument: 'whenAvailable', fullDocumentBeforeChange: 'whenAvailable' }
    : {}
  return {
    aggregate: collectionName,
    pipeline: [
      // Not at the time before: were that a drop or a rename, the stream would end with it.
      { $changeStream: { startAtOperationTime: justAfter(range.after), ...wanted } },
      ...(images ? [] : [{ $project: shown }]),
    ],
    cursor: { batchSize: BATCH },
    maxTimeMS: MAX_READ_MS,
    // Waits until the end of the range is there to be read.
    readConcern: { level: 'majority', afterClusterTime: range.until },
  }
}

function entryOf(change: Doc, at: DriverTimestamp): StreamEntry | undefined {
  const kind = KINDS[String(change['operationType'])]
  const key = asDoc(change['documentKey'])
  if (kind === undefined || !Object.hasOwn(key, '_id')) return undefined
  const before = change['fullDocumentBeforeChange'] ?? undefined
  const after = change['fullDocument'] ?? undefined
  return {
    id: key['_id'],
    at,
    kind,
    inTransaction: change['txnNumber'] !== undefined,
    ...(before === undefined ? {} : { before: before as StoredRecord }),
    ...(after === undefined ? {} : { after: after as StoredRecord }),
  }
}

// The token's first bytes are the time up to which the stream has come.
function hasPassed(batch: Doc, range: StreamRange, size: number): boolean {
  const token = asDoc(batch['postBatchResumeToken'])['_data']
  if (typeof token !== 'string' || !token.startsWith('82')) return false
  const t = Number.parseInt(token.slice(2, 10), 16)
  const i = Number.parseInt(token.slice(10, 18), 16)
  const { until } = range
  if (t !== until.t) return t > until.t
  // At the very time several may stand; a batch that was full may have ended among them.
  const wasCut = range.images === true ? size > 0 : size >= BATCH
  return i > until.i || (i === until.i && !wasCut)
}

/** Whether one time is later than another. */
export function isLater(a: DriverTimestamp, b: DriverTimestamp): boolean {
  return a.t === b.t ? a.i > b.i : a.t > b.t
}

async function killCursor(
  site: CaptureSite,
  session: DriverSession,
  cursor: unknown,
): Promise<void> {
  if (numberOf(cursor) === 0) return
  const { client, dbName, collectionName } = site.original
  const command = { killCursors: collectionName, cursors: [cursor] }
  await client
    .db(dbName)
    .command(command, { session, readPreference: 'primary' })
    .catch(() => undefined)
}
