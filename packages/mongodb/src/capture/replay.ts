/**
 * Which of the writes in a stretch of time were made by these statements?
 *
 * Every statement is run once more on each record as it was just before a write of it that the
 * change stream names. Where that leads to what the database holds, byte for byte, the write was
 * this call's or one that nobody can tell from it; a write of somebody else's does not.
 */
import type { StoredRecord } from '@rastro/core'
import { byteSize, identicalValue, kindOf } from '@rastro/core'
import { defaultCollation } from './default-collation.ts'
import { idKey } from './id-key.ts'
import { withScratch } from './scratch.ts'
import type { CaptureSite } from './site.ts'
import type { ChangeStatement, Statements } from './statements.ts'
import { readsClock, restrictedTo } from './statements.ts'

/** One write with its images. */
export interface Candidate {
  readonly id: unknown
  readonly before: StoredRecord
  readonly after: StoredRecord | undefined
}

/** Statements that could have made a write, tried one by one. */
interface Trial<C extends Candidate> {
  readonly statement: ChangeStatement
  readonly candidate: C
  readonly restricted: ChangeStatement
}

/** Bounded work: beyond it nothing is said of any. */
const MAX_TRIALS = 10_000
const MAX_BYTES = 32 * 1024 * 1024

/** Trials of one record cannot stand beside each other; so many rounds, and no more. */
const MAX_ROUNDS = 64

/** A statement that fails ends its transaction: the rest is halved and tried again, so often. */
const MAX_TRANSACTIONS = 64

/** Clocks of a statement and of its replay may differ by this. */
const CLOCK_MS = 120_000

/**
 * @param site - Where the scratch is; its collection's default collation is asked for.
 * @param statements - Those that were run; inserts have no part here.
 * @param candidates - Writes of records that were there before.
 * @returns The writes that each statement may have made, in the order of the candidates;
 * undefined where that is too much work or a statement cannot be run elsewhere.
 */
export async function tryReplay<C extends Candidate>(
  site: CaptureSite,
  statements: Statements,
  candidates: readonly C[],
): Promise<ReadonlyMap<ChangeStatement, readonly C[]> | undefined> {
  const changing = statements.list.filter((one) => one.kind !== 'insert')
  const trials = changing.flatMap((statement) => trialsOf(statement, candidates))
  if (trials.length > MAX_TRIALS) return undefined
  const collation = await defaultCollation(site)
  const effective = trials.map((trial) => withCollation(trial, collation))
  const rounds = inRounds(effective)
  if (rounds.length > MAX_ROUNDS || bytesOf(rounds) > MAX_BYTES) return undefined
  const budget = { left: MAX_TRANSACTIONS + rounds.length }
  const matched = new Set<Trial<C>>()
  try {
    for (const round of rounds) {
      await tryRound(site, { round, shared: statements.shared, budget, matched })
    }
  } catch {
    return undefined
  }
  return new Map(
    changing.map((statement) => [
      statement,
      effective
        .filter((trial) => trial.statement === statement && matched.has(trial))
        .map((trial) => trial.candidate),
    ]),
  )
}

function trialsOf<C extends Candidate>(
  statement: ChangeStatement,
  candidates: readonly C[],
): Trial<C>[] {
  const isDelete = statement.kind === 'delete'
  return candidates
    .filter(({ after }) => (after === undefined) === isDelete)
    .filter(({ id }) => mayMean(statement, id))
    .map((candidate) => ({
      statement,
      candidate,
      restricted: restrictedTo(statement, candidate.id),
    }))
}

// Under a collation another id may be meant too, so only text is not told apart by its key.
function mayMean(statement: ChangeStatement, id: unknown): boolean {
  if (statement.pinned === undefined) return true
  if (typeof id === 'string' || kindOf(id) === 'object') return true
  return idKey(statement.pinned.id) === idKey(id)
}

function withCollation<C extends Candidate>(trial: Trial<C>, collation: unknown): Trial<C> {
  if (collation === undefined || trial.restricted.collation !== undefined) return trial
  return { ...trial, restricted: { ...trial.restricted, collation } }
}

/** In each round every record stands once; under a collation, alone. */
function inRounds<C extends Candidate>(trials: readonly Trial<C>[]): Trial<C>[][] {
  const together: Trial<C>[][] = []
  const alone: Trial<C>[][] = []
  const used = new Map<string, number>()
  for (const trial of trials) {
    const { id } = trial.candidate
    if (trial.restricted.collation !== undefined && typeof id === 'string') {
      alone.push([trial])
      continue
    }
    const key = idKey(id)
    const round = used.get(key) ?? 0
    used.set(key, round + 1)
    const others = together[round]
    if (others === undefined) together[round] = [trial]
    else others.push(trial)
  }
  return [...together, ...alone]
}

function bytesOf<C extends Candidate>(rounds: readonly (readonly Trial<C>[])[]): number {
  let bytes = 0
  for (const round of rounds) {
    for (const { candidate } of round) {
      bytes += byteSize(candidate.before)
      if (bytes > MAX_BYTES) return bytes
    }
  }
  return bytes
}

interface Round<C extends Candidate> {
  readonly round: readonly Trial<C>[]
  readonly shared: Statements['shared']
  readonly budget: { left: number }
  /** Where the outcome goes. */
  readonly matched: Set<Trial<C>>
}

async function tryRound<C extends Candidate>(site: CaptureSite, how: Round<C>): Promise<void> {
  const { round, budget } = how
  if (budget.left <= 0) throw new Error('too many statements cannot be run')
  budget.left -= 1
  let outcome: Map<string, StoredRecord>
  try {
    outcome = await withScratch(site, async (scratch) => {
      await scratch.put(round.map(({ candidate }) => candidate.before))
      const statements = round.map(({ restricted }) => restricted)
      await scratch.run(statements, how.shared)
      return scratch.read()
    })
  } catch {
    // What cannot be done to a record was not what happened to it.
    if (round.length === 1) return
    const half = Math.ceil(round.length / 2)
    await tryRound(site, { ...how, round: round.slice(0, half) })
    await tryRound(site, { ...how, round: round.slice(half) })
    return
  }
  for (const trial of round) {
    if (leadsTo(trial, outcome.get(idKey(trial.candidate.id)))) how.matched.add(trial)
  }
}

function leadsTo<C extends Candidate>(
  { candidate, restricted }: Trial<C>,
  outcome: StoredRecord | undefined,
): boolean {
  if (outcome === undefined || candidate.after === undefined) {
    return outcome === candidate.after
  }
  const tolerant = readsClock(restricted.update)
  return agree(withoutId(outcome), withoutId(candidate.after), tolerant)
}

/** A record's content: the scratch puts the id first, the application's collection does not. */
export function withoutId({ _id, ...rest }: StoredRecord): StoredRecord {
  return rest
}

/** Whether two values are stored as the same bytes; clocks may differ where they were read. */
function agree(a: unknown, b: unknown, tolerant: boolean): boolean {
  if (!tolerant) return identicalValue(a, b)
  const kind = kindOf(a)
  if (kind !== kindOf(b)) return false
  if (kind === 'date') return Math.abs(Number(a) - Number(b)) < CLOCK_MS
  if (kind === 'timestamp') return true
  if (kind !== 'object' && kind !== 'array') return identicalValue(a, b)
  const [one, other] = [Object.entries(a as object), Object.entries(b as object)]
  return (
    one.length === other.length &&
    one.every(([key, value], index) => {
      const [otherKey, otherValue] = other[index] ?? []
      return key === otherKey && agree(value, otherValue, true)
    })
  )
}
