/** Which of these events have a number? */
import { findDocuments } from '../store/reads.ts'
import type { StoreLink } from '../store/store-link.ts'
import type { BatchDocument } from './batch.ts'

const MAX_TIME_MS = 60_000

/**
 * Returns the numbers of those events that have one.
 *
 * @param wanted - At most a thousand ids; `tenant` leaves out those of other tenants.
 */
export async function numbersOf(
  link: StoreLink,
  { batches, ids, tenant }: { batches: string; ids: readonly string[]; tenant?: string },
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map()
  const wanted = new Set(ids)
  const found = await findDocuments(link, {
    collection: batches,
    query: { 'events.id': { $in: [...wanted] } },
    projection: { first: 1, 'events.id': 1, ...(tenant !== undefined && { 'events.tenant': 1 }) },
    maxTimeMs: MAX_TIME_MS,
  })
  const numbers = new Map<string, number>()
  for (const { first, events } of found as unknown as BatchDocument[]) {
    for (const [index, { id, tenant: whose }] of events.entries()) {
      if (wanted.has(id) && (tenant === undefined || whose === tenant))
        numbers.set(id, first + index)
    }
  }
  return numbers
}
