/**
 * Which record did a write change, when its condition does not pin one?
 *
 * Exactly one record changes at the write's own time, so a record that matched just before and
 * differs at that time is the one: that is a proof, not a guess.
 */
import type { StoredRecord } from '@rastro/core'
import { identicalValue } from '@rastro/core'
import { justBefore } from './driver.ts'
import type { DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import { readByIds, readRecords } from './reads.ts'
import type { RecordQuery } from './reads.ts'
import type { CaptureSite } from './site.ts'

/** The first candidate is nearly always right; the widest try is bounded work. */
const CANDIDATE_STEPS = [1, 101, 5_000]

export interface ImagePair {
  readonly before: StoredRecord | undefined
  readonly after: StoredRecord | undefined
}

/** Every record that matched is as it was: the write was a replacement with equal content. */
export type NothingChanged = 'nothing-changed'

/**
 * Finds the one record that a write at `at` changed or deleted.
 *
 * @returns undefined if it cannot be told: nothing matched, or more than can be looked at.
 */
export async function findChanged(
  site: CaptureSite,
  query: RecordQuery,
  at: DriverTimestamp,
): Promise<ImagePair | NothingChanged | undefined> {
  let seen = 0
  for (const limit of CANDIDATE_STEPS) {
    const candidates = await readRecords(site, { ...query, limit }, { at: justBefore(at) })
    const fresh = candidates.slice(seen)
    const after = await readByIds(
      site,
      fresh.map((record) => record['_id']),
      { at },
    )
    for (const before of fresh) {
      const now = after.get(idKey(before['_id']))
      if (now === undefined || !identicalValue(before, now)) return { before, after: now }
    }
    if (candidates.length < limit) return candidates.length > 0 ? 'nothing-changed' : undefined
    seen = candidates.length
  }
  return undefined
}

/**
 * Reads the images of the record that a condition pins by `_id`, in parallel.
 *
 * @returns The pair; undefined where the id means several records under the call's collation.
 */
export async function readPinned(
  site: CaptureSite,
  id: unknown,
  how: {
    readonly at: DriverTimestamp
    readonly selection: RecordQuery['selection']
    readonly deleted: boolean
  },
): Promise<ImagePair | undefined> {
  const collation = how.selection?.['collation']
  const query: RecordQuery = {
    filter: { _id: { $eq: id } },
    // Under a collation `ABC` may also mean `abc`: two answers say that it does.
    limit: 2,
    ...(collation === undefined ? {} : { selection: { collation } }),
  }
  const [before, after] = await Promise.all([
    readRecords(site, query, { at: justBefore(how.at) }),
    how.deleted ? Promise.resolve([]) : readRecords(site, query, { at: how.at }),
  ])
  if (before.length > 1 || after.length > 1) return undefined
  return { before: before[0], after: after[0] }
}
