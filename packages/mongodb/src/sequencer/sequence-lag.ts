/**
 * How far behind is the numbering of events?
 *
 * Behind is how long the oldest event waits that has no number. It is found by the newest event,
 * and where that has none, by where the sequencer says that it stands: nothing is counted, and no
 * more than a few documents are read, however long the log is.
 */
import type { StoreLink } from '../store/store-link.ts'
import { collectionNames, DEFAULT_PREFIX } from '../store/collection-names.ts'
import type { CollectionNames } from '../store/collection-names.ts'
import { runCommand } from '../store/commands.ts'
import { withinTime } from '../store/deadline.ts'
import { findDocuments } from '../store/reads.ts'
import { storeTooSlow } from '../store/store-errors.ts'
import { createStoreLinks } from '../store/store-link.ts'
import { bucketOf, leaseName } from './bucket.ts'
import { numbersOf } from './known-ids.ts'
import { tryReadLayout } from './layout.ts'
import type { MongoSequenceOptions } from './mongo-sequence.ts'
import { firstIdAt, timeOfId } from './scan.ts'
import type { Standing } from './standing.ts'

/** Whose numbering is asked about. */
export interface SequenceLagOptions extends MongoSequenceOptions {
  /** Numbers are given by tenant: one may be behind where another is not. */
  readonly tenant: string
}

const DEFAULT_WAIT_MS = 10_000
/** Events of other buckets are looked past, up to here. */
const MAX_LOOKED_AT = 100

/**
 * Makes the question.
 *
 * @returns A function that gives milliseconds, 0 where every event has its number; null on a
 * standalone server, which gives none. It throws what the driver throws.
 */
export function createSequenceLag(options: SequenceLagOptions): () => Promise<number | null> {
  const { database, bson, prefix = DEFAULT_PREFIX, waitMs = DEFAULT_WAIT_MS, tenant } = options
  const names = collectionNames(prefix)
  const links = createStoreLinks({ database, bson, waitMs })
  return () =>
    withinTime(
      links.open().then((link) => lagOf(link, { names, tenant, maxTimeMs: waitMs })),
      { waitMs, late: storeTooSlow },
    )
}

interface LagRequest {
  readonly names: CollectionNames
  readonly tenant: string
  readonly maxTimeMs: number
}

async function lagOf(link: StoreLink, request: LagRequest): Promise<number | null> {
  if (!link.isReplicated) return null
  const { names, tenant } = request
  const buckets = (await tryReadLayout(link.db, names.leases)) ?? 1
  const bucket = bucketOf(tenant, buckets)
  const among = {
    isOwn: (whose: string): boolean => bucketOf(whose, buckets) === bucket,
    limit: buckets === 1 ? 1 : MAX_LOOKED_AT,
  }
  const newest = await tryEvent(link, request, { ...among, sort: -1 })
  if (newest === undefined) return 0
  if ((await numbersOf(link, { batches: names.batches, ids: [newest] })).size > 0) return 0
  const after = await standsAt(link.db, names.leases, leaseName(bucket))
  const oldest = await tryEvent(link, request, { ...among, sort: 1, after })
  // One that came late is older than where the numbering stands.
  return Math.max(0, Date.now() - timeOfId(oldest ?? newest).getTime())
}

/** An id: of events up to it, all have their numbers, but for those that come late. */
async function standsAt(db: StoreLink['db'], leases: string, name: string): Promise<string> {
  const reply = await runCommand(db, {
    find: leases,
    filter: { _id: name },
    projection: { 'note.at': 1, 'note.scans': 1 },
    limit: 1,
  })
  const { firstBatch } = reply['cursor'] as {
    firstBatch: { note?: Pick<Standing, 'at' | 'scans'> }[]
  }
  const note = firstBatch[0]?.note
  if (note === undefined) return ''
  const [scan] = note.scans
  return scan?.isUrgent === true ? scan.after : firstIdAt(note.at)
}

async function tryEvent(
  link: StoreLink,
  { names, maxTimeMs }: LagRequest,
  which: {
    readonly isOwn: (tenant: string) => boolean
    readonly limit: number
    readonly sort: 1 | -1
    readonly after?: string
  },
): Promise<string | undefined> {
  const found = await findDocuments(link, {
    collection: names.events,
    query: { _id: { $gt: which.after ?? '' } },
    sort: { _id: which.sort },
    limit: which.limit,
    projection: { tenant: '$e.tenant' },
    maxTimeMs,
  })
  return found.find((one) => which.isOwn(String(one['tenant'])))?.['_id'] as string | undefined
}
