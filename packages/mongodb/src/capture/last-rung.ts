/**
 * What can be said of a write whose images could not be read?
 *
 * The change stream still names its records, and holds their images where the collection keeps
 * them for its streams; nothing else can bring them back. What remains is one `intent` event.
 */
import type { CapturedIntent, StoredRecord } from '@rastro/core'
import { changeOf } from './call.ts'
import type { Report, WriteCall } from './call.ts'
import { justBefore } from './driver.ts'
import type { DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import { asDoc } from './outcome.ts'
import { readByIds } from './reads.ts'
import { claimWrite } from './recent-writes.ts'
import type { CaptureSite } from './site.ts'
import { tryStreamEntries } from './stream-ids.ts'
import type { StreamEntry } from './stream-ids.ts'

/** Records that matched, for which their images would be read in vain if few of them changed. */
const MANY_MATCHED = 1_000
const MATCHED_PER_CHANGED = 10

/** Bounded work: reading them has failed before. */
const MAX_READ = 1_000

export interface Unseen {
  /** What to say if nothing can be found. */
  readonly intent: CapturedIntent
  /** The write's own time. */
  readonly at: DriverTimestamp
  /** Keys of records that were told already. */
  readonly told?: ReadonlySet<string>
}

/** Tells what the change stream knows of a write, and the rest as it was asked for. */
export async function lastRung(call: WriteCall, unseen: Unseen): Promise<Report> {
  const { site } = call
  const { intent, at, told } = unseen
  const told0 = told?.size ?? 0
  const count = intent.count === undefined ? {} : { count: intent.count + told0 }
  const range = { after: justBefore(at), until: at, ...count }
  // Servers before 6.0 know no images, and refuse a stream that asks for them.
  const entries =
    (await tryStreamEntries(site, { ...range, images: true })) ??
    (await tryStreamEntries(site, range)) ??
    []
  const fresh = entries.filter(({ id }) => told?.has(idKey(id)) !== true)
  if (fresh.length === 0) return { changes: [], intent }
  const seen = await imagesOf(site, fresh, at)
  const changes = [...seen.values()].flatMap(
    ({ before, after }) => changeOf(before, after, { at }) ?? [],
  )
  const ids = [...new Map(fresh.map(({ id }) => [idKey(id), id]))]
    .filter(([key]) => !seen.has(key))
    .map(([, id]) => id)
  const own = changes.filter(({ id }) => claimWrite(site, id, at))
  if (ids.length === 0) return { changes: own }
  return { changes: own, intent: { ...intent, ids, count: ids.length } }
}

/** Whether the database answered: one that is away cannot be asked for more. */
export function isServers(error: unknown): boolean {
  return asDoc(error)['code'] !== undefined
}

interface Images {
  readonly before: StoredRecord | undefined
  readonly after: StoredRecord | undefined
}

/** Images by `idKey`, of the records whose images are to be had. */
async function imagesOf(
  site: CaptureSite,
  entries: readonly StreamEntry[],
  at: DriverTimestamp,
): Promise<Map<string, Images>> {
  const byId = new Map<string, StreamEntry[]>()
  for (const entry of entries) {
    const key = idKey(entry.id)
    byId.set(key, [...(byId.get(key) ?? []), entry])
  }
  // Of several writes of one record at one time the stream's images are those of each, which may
  // also be the net change: only ids are said then.
  const once = [...byId].flatMap(([key, [entry, second]]) =>
    entry === undefined || second !== undefined ? [] : [[key, entry] as const],
  )
  const images = new Map<string, Images>()
  for (const [key, { kind, before, after }] of once) {
    if (isWhole(kind, { before, after })) images.set(key, { before, after })
  }
  const unseen = once.filter(([key, { kind }]) => kind !== 'insert' && !images.has(key))
  const read = await tryRead(site, unseen, at)
  return new Map([...images, ...read])
}

function isWhole(kind: StreamEntry['kind'], { before, after }: Images): boolean {
  return (kind === 'insert' || before !== undefined) && (kind === 'delete' || after !== undefined)
}

/**
 * Reads records that the stream names: by their own ids, so they are no other records, whatever a
 * collation made of the condition. Equal images show that nothing has changed: `$inc` of NaN is a
 * write for the database.
 */
async function tryRead(
  site: CaptureSite,
  entries: readonly (readonly [string, StreamEntry])[],
  at: DriverTimestamp,
): Promise<[string, Images][]> {
  if (entries.length === 0 || entries.length > MAX_READ) return []
  const ids = entries.map(([, { id }]) => id)
  try {
    const [before, after] = await Promise.all([
      readByIds(site, ids, { at: justBefore(at) }),
      readByIds(site, ids, { at }),
    ])
    return entries.flatMap(([key, { kind }]): [string, Images][] => {
      const images = { before: before.get(key), after: after.get(key) }
      return isWhole(kind, images) ? [[key, images]] : []
    })
  } catch {
    return []
  }
}

/**
 * Ids of the records that a transaction of ours changed, where far more of them matched: reading
 * the images of all would cost what matched.
 */
export async function tryFewChanged(
  site: CaptureSite,
  at: DriverTimestamp,
  counts: { readonly matched: number; readonly changed: number },
): Promise<unknown[] | undefined> {
  const { matched, changed } = counts
  if (matched < MANY_MATCHED || matched < MATCHED_PER_CHANGED * changed) return undefined
  const range = { after: justBefore(at), until: at, count: changed }
  const entries = await tryStreamEntries(site, range)
  if (entries?.length !== changed) return undefined
  return [...new Map(entries.map(({ id }) => [idKey(id), id])).values()]
}
