/**
 * Which records did one transaction of ours change?
 *
 * Everything in it has one time, so every record that differs between that time and just before
 * was changed by it: found is proven. What matched just before is what can have changed.
 */
import type { CapturedChange, StoredRecord } from '@rastro/core'
import { changeOf } from './call.ts'
import { justBefore } from './driver.ts'
import type { DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import { readByIds, readInBatches, RECORDS_PER_READ } from './reads.ts'
import type { RecordQuery } from './reads.ts'
import type { CaptureSite } from './site.ts'

export interface ManyQuery {
  readonly query: RecordQuery
  readonly at: DriverTimestamp
  /** Records that the reply says were deleted; a deletion that accounts for every candidate needs no second read. */
  readonly deleted: number
}

/** Yields the changes in batches, in the order the database returns candidates. */
export async function* changesOfMany(
  site: CaptureSite,
  many: ManyQuery,
): AsyncGenerator<CapturedChange[]> {
  const counter = { n: 0 }
  for await (const candidates of readInBatches(site, many.query, { at: justBefore(many.at) })) {
    // Only where this batch is all there is: of more, some may have been made meanwhile.
    const isAll = candidates.length < RECORDS_PER_READ
    const allDeleted = isAll && many.deleted > 0 && candidates.length === many.deleted
    const after = allDeleted
      ? new Map<string, StoredRecord>()
      : await readAfter(site, candidates, many.at)
    yield pairUp(candidates, after, { at: many.at, counter })
  }
}

/** Pairs candidates with what became of them, leaving out those that did not change. */
export function pairUp(
  candidates: readonly StoredRecord[],
  after: ReadonlyMap<string, StoredRecord>,
  how: {
    readonly at?: DriverTimestamp
    readonly counter: { n: number }
    readonly fidelity?: CapturedChange['fidelity']
  },
): CapturedChange[] {
  const changes: CapturedChange[] = []
  for (const before of candidates) {
    const change = changeOf(before, after.get(idKey(before['_id'])), {
      n: how.counter.n,
      ...(how.at === undefined ? {} : { at: how.at }),
      ...(how.fidelity === undefined ? {} : { fidelity: how.fidelity }),
    })
    if (change === undefined) continue
    how.counter.n += 1
    changes.push(change)
  }
  return changes
}

function readAfter(
  site: CaptureSite,
  candidates: readonly StoredRecord[],
  at: DriverTimestamp,
): Promise<Map<string, StoredRecord>> {
  const ids = candidates.map((record) => record['_id'])
  return readByIds(site, ids, { at })
}
