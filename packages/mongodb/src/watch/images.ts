/**
 * What were the records before and after changes that nobody told of?
 *
 * Snapshot reads around a whole stretch of changes: a record that changed once in it was before it
 * what it was before the change. Where snapshots are gone, the collection's own images of its
 * change stream, if it keeps any. Nothing else can bring them back.
 */
import type { ChangeImages, SeenChange, StoredRecord } from '@rastro/core'
import { compareTimes, timeKey } from '@rastro/core'
import type { DriverTimestamp } from '../capture/driver.ts'
import { justBefore } from '../capture/driver.ts'
import { idKey } from '../capture/id-key.ts'
import { readByIds } from '../capture/reads.ts'
import type { CaptureSite } from '../capture/site.ts'
import { tryStreamEntries } from '../capture/stream-ids.ts'
import { plainCodeOf } from '../store/store-errors.ts'
import type { RecordChange } from './change-reader.ts'

/** Images of the changes of one collection, by {@link changeKey}. */
export type ImagesOfChanges = ReadonlyMap<string, ChangeImages>

/** Records of one reading: whole records are in memory, twice. */
const AT_ONCE = 50
/** Codes of reads of an instant that the server no longer has, or never had. */
const GONE: ReadonlySet<unknown> = new Set([239, 246, 72, 263])

/** Several changes of one record at one time are one change of it. */
export function changeKey({ key, at }: Pick<SeenChange, 'key' | 'at'>): string {
  return `${timeKey(at)} ${key}`
}

/**
 * Reads what can be read.
 *
 * @param wanted - In the order of commits.
 * @param all - Every change of the collection in that stretch, `wanted` among them.
 * @throws The driver's error where the database did not answer.
 */
export async function* imagesOf(
  site: CaptureSite,
  wanted: readonly RecordChange[],
  all: readonly RecordChange[],
): AsyncGenerator<{ readonly changes: readonly RecordChange[]; readonly images: ImagesOfChanges }> {
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const changes = wanted.slice(from, from + AT_ONCE)
    yield { changes, images: await imagesOfSome(site, changes, all) }
  }
}

async function imagesOfSome(
  site: CaptureSite,
  changes: readonly RecordChange[],
  all: readonly RecordChange[],
): Promise<ImagesOfChanges> {
  const [first, last] = [changes[0]?.at, changes.at(-1)?.at]
  if (first === undefined || last === undefined) return new Map()
  const within = all.filter(({ at }) => compareTimes(at, first) >= 0 && compareTimes(at, last) <= 0)
  const times = new Map<string, Set<string>>()
  for (const { key, at } of within) {
    times.set(key, (times.get(key) ?? new Set()).add(timeKey(at)))
  }
  const once = changes.filter(({ key }) => times.get(key)?.size === 1)
  const images = new Map<string, ChangeImages>()
  try {
    await readBetween(site, once, { first, last, images })
    for (const change of changes) {
      if (images.has(changeKey(change)) || once.includes(change)) continue
      await readBetween(site, [change], { first: change.at, last: change.at, images })
    }
  } catch (error) {
    if (!GONE.has(plainCodeOf(error))) throw error
    await readFromStream(site, changes, { first, last, images })
  }
  return images
}

async function readBetween(
  site: CaptureSite,
  changes: readonly RecordChange[],
  how: {
    readonly first: DriverTimestamp
    readonly last: DriverTimestamp
    readonly images: Map<string, ChangeImages>
  },
): Promise<void> {
  const ids = changes.map(({ id }) => id)
  const [before, after] = await Promise.all([
    readByIds(site, ids, { at: justBefore(how.first) }),
    readByIds(site, ids, { at: how.last }),
  ])
  for (const change of changes) {
    const key = idKey(change.id)
    how.images.set(changeKey(change), {
      before: before.get(key),
      after: after.get(key),
      fidelity: 'exact',
    })
  }
}

async function readFromStream(
  site: CaptureSite,
  changes: readonly RecordChange[],
  how: {
    readonly first: DriverTimestamp
    readonly last: DriverTimestamp
    readonly images: Map<string, ChangeImages>
  },
): Promise<void> {
  const range = { after: justBefore(how.first), until: how.last, images: true }
  const entries = (await tryStreamEntries(site, range)) ?? []
  for (const change of changes) {
    const own = entries.filter(
      (entry) => idKey(entry.id) === change.key && timeKey(entry.at) === timeKey(change.at),
    )
    const [entry, ...others] = own
    // Several at one time: their images are each one's, or the net change's.
    if (entry === undefined || others.length > 0) continue
    const { kind, before, after } = entry
    if (!isWhole(kind, before, after)) continue
    how.images.set(changeKey(change), { before, after, fidelity: 'exact' })
  }
}

function isWhole(
  kind: 'insert' | 'update' | 'delete',
  before: StoredRecord | undefined,
  after: StoredRecord | undefined,
): boolean {
  return (kind === 'insert' || before !== undefined) && (kind === 'delete' || after !== undefined)
}
