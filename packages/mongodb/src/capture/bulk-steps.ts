/**
 * What did each operation of one bulk call do to a record that several of them touched?
 *
 * All have one time, so the database shows only the net change. The operations run once more, step
 * by step, on the record as it was just before: if that ends at what the database holds, byte for
 * byte, the steps are what happened.
 */
import type { CapturedChange, StoredRecord, StoredValue } from '@rastro/core'
import { byteSize, identicalValue } from '@rastro/core'
import { changeOf } from './call.ts'
import type { WriteCall } from './call.ts'
import { defaultCollation } from './default-collation.ts'
import { justBefore } from './driver.ts'
import type { DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import { readByIds, readRecords } from './reads.ts'
import type { RecordQuery } from './reads.ts'
import { withoutId } from './replay.ts'
import { withScratch } from './scratch.ts'
import type { Scratch, UpsertedId } from './scratch.ts'
import type { Statement, Statements } from './statements.ts'
import {
  idMade,
  isEmptyTimestamp,
  isUnrepeatable,
  readsClock,
  tryStatementsOf,
} from './statements.ts'
import { withRealIds } from './upserted-ids.ts'
import type { Played } from './upserted-ids.ts'

/** A committed bulk call of which some records may have been touched more than once. */
export interface Committed {
  readonly at: DriverTimestamp
  /** Conditions that cover every record the call may have touched. */
  readonly queries: readonly RecordQuery[]
  /** Ids of the records it made. */
  readonly madeIds: readonly StoredValue[]
  readonly upserted: readonly UpsertedId[]
}

/** One record's steps, each with the position at which its operation was run. */
export interface Step {
  readonly operation: number
  readonly change: CapturedChange
}

/** By `idKey`. */
export type Steps = ReadonlyMap<string, readonly Step[]>

/** Bounded work: a larger call keeps the net change of each record. */
const MAX_STEPS = 100
const MAX_RECORDS = 1_000
const MAX_BYTES = 16 * 1024 * 1024

/** What the records were and became that a bulk call may have touched, by `idKey`. */
export interface Images {
  readonly before: Records
  readonly after: Records
  /** Ids of upserted records as the answer tells them, by the position of the operation. */
  readonly upserted: readonly UpsertedId[]
  readonly at?: DriverTimestamp
}

/**
 * @returns Steps by `idKey`, in order, of the records whose replay ends at what the database
 * holds; a record that is missing cannot be told step by step.
 */
export function stepsOf(call: WriteCall, committed: Committed): Promise<Steps> {
  return stepsBetween(call, () => imagesOf(call, committed))
}

/** The same, between images that are read elsewhere. */
export async function stepsBetween(
  call: WriteCall,
  images: () => Images | Promise<Images>,
): Promise<Steps> {
  try {
    return await replayedSteps(call, images)
  } catch {
    return new Map()
  }
}

/** Steps where they are known, else the net change, in the order of the operations. */
export function inOrder(
  steps: Steps,
  net: {
    readonly changes: ReadonlyMap<string, CapturedChange>
    /** Operations per record, where each names its record. */
    readonly perId: ReadonlyMap<string, number> | undefined
  },
): CapturedChange[] {
  const all = [...steps.values()].flat()
  for (const [key, change] of net.changes) {
    if (steps.has(key)) continue
    const isSure = (net.perId?.get(key) ?? 0) === 1
    const fidelity = isSure ? change.fidelity : 'derived'
    all.push({ operation: Number.MAX_SAFE_INTEGER, change: { ...change, fidelity } })
  }
  return all.toSorted((a, b) => a.operation - b.operation).map(({ change }) => change)
}

async function replayedSteps(
  call: WriteCall,
  images: () => Images | Promise<Images>,
): Promise<Steps> {
  const statements = tryStatementsOf(call)
  if (statements === undefined || cannotRepeat(statements)) return new Map()
  const collation = await defaultCollation(call.site)
  const ordered = orderOfRunning(statements).map((one, index): Statement => ({
    ...completed(call, one, collation),
    index,
  }))
  const steps = collation === undefined ? inSteps(ordered) : ordered.map((one) => [one])
  if (steps.length > MAX_STEPS) return new Map()
  const { before, after, upserted, ...at } = await images()
  if (before.size > MAX_RECORDS || bytesOf(before) > MAX_BYTES) return new Map()
  const run = { steps, before, shared: statements.shared, ...at }
  const played = await withScratch(call.site, (scratch) => runSteps(scratch, run))
  const log = withRealIds(played, { upserted, ordered: statements.ordered })
  return new Map(
    [...log]
      .filter(([key]) => endsAt(log, { key, before, after }))
      .map(([key, taken]) => [key, withEnds(taken, before.get(key), after.get(key))]),
  )
}

// The scratch has put the id first; what the database holds stands as it is there.
function withEnds(
  steps: readonly Step[],
  before: StoredRecord | undefined,
  after: StoredRecord | undefined,
): Step[] {
  return steps.map((step, index) => {
    const { before: _first, after: _last, ...rest } = step.change
    const start = index === 0 ? before : _first
    const end = index === steps.length - 1 ? after : _last
    const images = {
      ...(start === undefined ? {} : { before: start }),
      ...(end === undefined ? {} : { after: end }),
    }
    return { ...step, change: { ...rest, ...images } }
  })
}

// The clock and chance of the real run are gone; a step in between shows nobody that it differs.
function cannotRepeat(statements: Statements): boolean {
  return (
    isUnrepeatable(statements) ||
    statements.list.some((one) =>
      one.kind === 'insert'
        ? Object.values(one.document).some(isEmptyTimestamp)
        : readsClock(one.update) || (one.upsert && readsClock(one.filter)),
    )
  )
}

const KINDS: readonly Statement['kind'][] = ['insert', 'update', 'delete']

// An unordered call is sent kind by kind.
function orderOfRunning({ list, ordered }: Statements): readonly Statement[] {
  if (ordered) return list
  return list.toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
}

/** With what the server had of itself: the id that the driver made, the collection's collation. */
function completed(call: WriteCall, statement: Statement, collation: unknown): Statement {
  if (statement.kind !== 'insert') {
    return collation === undefined || statement.collation !== undefined
      ? statement
      : { ...statement, collation }
  }
  const { _id, ...rest } = statement.document
  if (_id !== undefined && _id !== null) return statement
  return { ...statement, document: { _id: idMade(call, statement.index), ...rest } }
}

/**
 * What can be run at once: operations on different records, where each names its record; else one
 * after the other.
 */
function inSteps(statements: readonly Statement[]): Statement[][] {
  const steps: Statement[][] = []
  const done = new Map<string, number>()
  for (const statement of statements) {
    const id = idOf(statement)
    if (id === undefined) return statements.map((one) => [one])
    const step = done.get(id) ?? 0
    done.set(id, step + 1)
    const others = steps[step]
    if (others === undefined) steps[step] = [statement]
    else others.push(statement)
  }
  return steps
}

function idOf(statement: Statement): string | undefined {
  if (statement.kind === 'insert') return idKey(statement.document['_id'])
  if (statement.pinned === undefined || statement.collation !== undefined) return undefined
  return idKey(statement.pinned.id)
}

type Records = ReadonlyMap<string, StoredRecord>

async function imagesOf(
  { site }: WriteCall,
  { at, queries, madeIds, upserted }: Committed,
): Promise<Images> {
  const point = { at: justBefore(at) }
  const limit = MAX_RECORDS + 1
  const found = await Promise.all(
    queries.map((query) => readRecords(site, { ...query, limit }, point)),
  )
  const before = new Map(found.flat().map((record) => [idKey(record['_id']), record]))
  const ids = [...[...before.values()].map((record) => record['_id']), ...madeIds]
  for (const [key, record] of await readByIds(site, madeIds, point)) before.set(key, record)
  return { before, after: await readByIds(site, ids, { at }), upserted, at }
}

function bytesOf(records: Records): number {
  let bytes = 0
  for (const record of records.values()) bytes += byteSize(record)
  return bytes
}

interface Run {
  readonly steps: readonly (readonly Statement[])[]
  readonly before: Records
  readonly shared: Statements['shared']
  readonly at?: DriverTimestamp
}

async function runSteps(scratch: Scratch, run: Run): Promise<Played<Step>> {
  await scratch.put([...run.before.values()])
  const log = new Map<string, Step[]>()
  const made: UpsertedId[] = []
  const how = run.at === undefined ? {} : { at: run.at }
  let now: Records = run.before
  for (const statements of run.steps) {
    for (const statement of statements) {
      if (statement.kind === 'insert') await scratch.add(statement.document)
    }
    const changing = statements.filter((one) => one.kind !== 'insert')
    made.push(...(await scratch.run(changing, run.shared)))
    const then = await scratch.read()
    for (const key of new Set([...now.keys(), ...then.keys()])) {
      const change = changeOf(now.get(key), then.get(key), how)
      if (change === undefined) continue
      const steps = log.get(key) ?? []
      log.set(key, steps)
      steps.push({ operation: positionOf(statements, key), change })
    }
    now = then
  }
  return { log, made }
}

// Of several that ran at once each names its own record.
function positionOf(statements: readonly Statement[], key: string): number {
  const own = statements.length === 1 ? statements[0] : statements.find((one) => idOf(one) === key)
  return own?.index ?? 0
}

function endsAt(
  log: ReadonlyMap<string, readonly Step[]>,
  how: { readonly key: string; readonly before: Records; readonly after: Records },
): boolean {
  const end = log.get(how.key)?.at(-1)?.change.after
  const real = how.after.get(how.key)
  if (end === undefined || real === undefined) return end === real
  return identicalValue(withoutId(end), withoutId(real))
}
