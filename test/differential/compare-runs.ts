/**
 * Runs lists of generated calls on both twins and looks for a difference; the list that shows one
 * is made as short as it can be.
 */
import { isDeepStrictEqual } from 'node:util'
import { judge } from '../support/told-changes.ts'
import type { Twin, Twins } from '../support/twins.ts'
import { operationOf } from './operations.ts'
import type { BsonValues } from '../matrix/scene.ts'
import { runOperation } from './run-operation.ts'

/** What was found, and by which seeds. */
export interface Difference {
  readonly what: string
  readonly bare?: unknown
  readonly audited?: unknown
}

/** Far from today, which descriptions leave out: stamps are compared to the millisecond. */
const STAMPED_MS = Date.UTC(2040, 0, 1)
const COLLECTIONS = ['things', 'stampeds']

/** Runs calls in their order on empty collections; undefined where nobody could tell. */
export async function findDifference(
  twins: Twins,
  seeds: readonly number[],
): Promise<Difference | undefined> {
  const { bare, audited } = twins
  await Promise.all([empty(bare), empty(audited)])
  await twins.audit.flush()
  await Promise.all([twins.changes.begin(), twins.events.take()])
  for (const [index, seed] of seeds.entries()) {
    for (const twin of [bare, audited]) twin.setTime(new Date(STAMPED_MS + index * 1_000))
    const [one, other] = await Promise.all([runOperation(bare, seed), runOperation(audited, seed)])
    if (!isDeepStrictEqual(one, other)) {
      return { what: `call ${index} (seed ${seed}) shows it`, bare: one, audited: other }
    }
  }
  const [one, other] = await Promise.all([storedIn(bare), storedIn(audited)])
  if (!isDeepStrictEqual(one, other)) return { what: 'other records', bare: one, audited: other }
  await twins.audit.flush()
  const [happened, told] = [await twins.changes.take(), await twins.events.take()]
  for (const collection of COLLECTIONS) {
    const verdict = judge(
      told.filter(({ place }) => place === collection),
      happened.filter((change) => change.collection === collection),
      { atCommit: true },
    )
    if (verdict.faults.length > 0)
      return { what: `events of ${collection}`, audited: verdict.faults }
  }
  return undefined
}

/** The shortest list that still shows a difference, found by leaving calls out. */
export async function shorten(twins: Twins, seeds: readonly number[]): Promise<readonly number[]> {
  let kept = [...seeds]
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let start = 0; start < kept.length;) {
      const without = [...kept.slice(0, start), ...kept.slice(start + size)]
      if (without.length > 0 && (await findDifference(twins, without)) !== undefined) kept = without
      else start += size
    }
  }
  return kept
}

/** How a list of calls reads, for whoever has to understand it. */
export function wordsOf(twin: Twin, seeds: readonly number[]): string {
  const bson = twin.mongoose.mongo as unknown as BsonValues
  return seeds
    .map((seed) => {
      const { door, method, args, options, session } = operationOf(seed, bson)
      const model = seed % 3 === 0 ? 'Stamped' : 'Thing'
      return `  seed ${seed}: ${model} ${door} ${method} in ${session}\n    ${short(args)}\n    ${short(options)}`
    })
    .join('\n')
}

function short(value: unknown): string {
  const text = JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'bigint' ? `${one}n` : one === undefined ? '<undefined>' : one,
  )
  return text.length > 600 ? `${text.slice(0, 600)}…` : text
}

// Not waited for until it is on disk: the calls wait for theirs.
const SOON = { writeConcern: { w: 1 } }

async function empty(twin: Twin): Promise<void> {
  twin.forget()
  await Promise.all(COLLECTIONS.map((name) => twin.raw.collection(name).deleteMany({}, SOON)))
}

async function storedIn(twin: Twin): Promise<unknown> {
  const stored = COLLECTIONS.map((name) =>
    twin.raw.collection(name).find({}, { promoteValues: false }).sort({ _id: 1 }).toArray(),
  )
  // Ids that the server made and ids that the driver made stand in no order of their own: theirs is
  // that of seconds and of chance.
  return (await Promise.all(stored)).map((records) =>
    records.map((record) => JSON.stringify(twin.describe(record))).toSorted(),
  )
}
