/**
 * What did records look like at an instant, or inside a transaction?
 *
 * Reads go past the application's collection object, so that no hook, option or plugin of the
 * application sees them, and keep every BSON type: int32, long and double stay apart.
 */
import type { StoredRecord, StoredValue } from '@rastro/core'
import type { Doc, DriverSession, DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import type { CaptureSite } from './site.ts'

/** One reply for as many records as fit; the server cuts a batch at 16 MB itself. */
export const RECORDS_PER_READ = 10_000

/** An image that takes longer than this is given up and the event says so: the application waits. */
export const MAX_READ_MS = 10_000

/** Explicit, because the client's own settings would otherwise reach into the images. */
export const KEEP_TYPES = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
  useBigInt64: false,
  raw: false,
  enableUtf8Validation: false,
  readPreference: 'primary',
} as const

export interface RecordQuery {
  readonly filter: unknown
  /** `sort`, `collation`, `hint`, `let` as the application gave them. */
  readonly selection?: Doc
  readonly limit?: number
}

/** Where to look: at an instant, inside an open transaction, or at what is committed now. */
export type ReadPoint =
  { readonly at: DriverTimestamp } | { readonly session: DriverSession } | 'committed'

/** Reads the records that match, all of them. */
export async function readRecords(
  site: CaptureSite,
  query: RecordQuery,
  point: ReadPoint,
): Promise<StoredRecord[]> {
  return openCursor(site, query, point).toArray()
}

/** Reads the records that match in batches of at most {@link RECORDS_PER_READ}. */
export async function* readInBatches(
  site: CaptureSite,
  query: RecordQuery,
  point: ReadPoint,
): AsyncGenerator<StoredRecord[]> {
  let batch: StoredRecord[] = []
  for await (const record of openCursor(site, query, point)) {
    batch.push(record)
    if (batch.length < RECORDS_PER_READ) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Reads records by their exact ids, and returns them by {@link idKey}. */
export async function readByIds(
  site: CaptureSite,
  ids: readonly StoredValue[],
  point: ReadPoint,
): Promise<Map<string, StoredRecord>> {
  if (ids.length === 0) return new Map()
  const records = await readRecords(site, byIds(ids), point)
  return new Map(records.map((record) => [idKey(record['_id']), record]))
}

/** The records of these exact ids. */
export function byIds(ids: readonly StoredValue[]): RecordQuery {
  const filter = ids.length === 1 ? { _id: { $eq: ids[0] } } : { _id: { $in: ids } }
  // The ids come from images: under a collection's own collation they could mean other records.
  return { filter, selection: { collation: { locale: 'simple' } } }
}

function openCursor(site: CaptureSite, query: RecordQuery, point: ReadPoint) {
  const { client, dbName, collectionName } = site.original
  const command: Doc = {
    find: collectionName,
    filter: query.filter ?? {},
    ...query.selection,
    ...(query.limit === undefined ? {} : { limit: query.limit }),
    // With `hint` or `sort` only where the application gave one.
    batchSize: RECORDS_PER_READ,
  }
  const options: Doc = { ...KEEP_TYPES }
  if (point === 'committed') {
    command['readConcern'] = { level: 'local' }
    command['maxTimeMS'] = MAX_READ_MS
  } else if ('at' in point) {
    command['readConcern'] = { level: 'snapshot', atClusterTime: point.at }
    // Not inside a transaction: giving up there would end the application's transaction.
    command['maxTimeMS'] = MAX_READ_MS
  } else {
    options['session'] = point.session
  }
  const cursor = client.db(dbName).runCursorCommand(command, options)
  cursor.setBatchSize(RECORDS_PER_READ)
  return cursor
}
