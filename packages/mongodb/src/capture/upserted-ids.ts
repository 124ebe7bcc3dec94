/**
 * Which ids have upserted records, where the server makes them up?
 *
 * Run once more, an upsert makes another id. The steps of such a record are told under the id that
 * the answer names, or not at all: an id that nobody ever had belongs in no event.
 */
import type { CapturedChange, StoredRecord, StoredValue } from '@rastro/core'
import { idKey } from './id-key.ts'
import { asDoc } from './outcome.ts'
import type { UpsertedId } from './scratch.ts'

/** What was run once more: its steps by `idKey`, and the records that it upserted. */
export interface Played<S> {
  readonly log: ReadonlyMap<string, readonly S[]>
  readonly made: readonly UpsertedId[]
}

/** Ids of upserted records as the answer of a bulk call tells them, by position. */
export function upsertedIn(result: unknown): UpsertedId[] {
  const { upsertedIds } = asDoc(result)
  return Object.entries(asDoc(upsertedIds)).map(([index, id]) => [Number(index), id])
}

/** The same steps, of records that have the ids of the real run. */
export function withRealIds<S extends { readonly change: CapturedChange }>(
  { log, made }: Played<S>,
  real: { readonly upserted: readonly UpsertedId[]; readonly ordered: boolean },
): Map<string, readonly S[]> {
  // An id that stands in the condition or in the record is the same each time.
  const madeUp = without(made, real.upserted)
  const told = without(real.upserted, made)
  const all = new Map(log)
  for (const [operation, id] of madeUp) {
    const key = idKey(id)
    const steps = all.get(key)
    all.delete(key)
    // Older drivers give the operations of an unordered call wrong positions.
    const isOnly = madeUp.length === 1 && told.length === 1
    const own = isOnly ? told[0] : told.find(([position]) => position === operation)
    if (steps === undefined || own === undefined || !(isOnly || real.ordered)) continue
    all.set(
      idKey(own[1]),
      steps.map((step) => ({ ...step, change: renamed(step.change, own[1]) })),
    )
  }
  return all
}

function without(ids: readonly UpsertedId[], others: readonly UpsertedId[]): UpsertedId[] {
  const keys = new Set(others.map(([, id]) => idKey(id)))
  return ids.filter(([, id]) => !keys.has(idKey(id)))
}

function renamed(change: CapturedChange, id: StoredValue): CapturedChange {
  const named = (record: StoredRecord): StoredRecord => ({ ...record, _id: id })
  const { before, after, ...rest } = change
  return {
    ...rest,
    id,
    ...(before === undefined ? {} : { before: named(before) }),
    ...(after === undefined ? {} : { after: named(after) }),
  }
}
