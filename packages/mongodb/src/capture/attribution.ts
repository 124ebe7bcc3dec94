/**
 * What did a call do that ran without a transaction of ours?
 *
 * Its writes have times of their own, with other people's between them. The change stream names
 * all of them, snapshot reads give the images, a replay tells whose they may have been; what the
 * answer counts must be what was found, or it is not said.
 */
import type { CapturedChange, StoredRecord, StoredValue } from '@rastro/core'
import { compareTimes, identicalValue } from '@rastro/core'
import { changeOf } from './call.ts'
import type { WriteCall } from './call.ts'
import { justBefore } from './driver.ts'
import type { DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import { readByIds } from './reads.ts'
import { claimWrite, isClaimed, othersHaveClaimed } from './recent-writes.ts'
import { tryReplay, withoutId } from './replay.ts'
import type { Candidate } from './replay.ts'
import type { ChangeStatement, Statements } from './statements.ts'
import { isLater, tryStreamEntries } from './stream-ids.ts'
import type { StreamEntry } from './stream-ids.ts'

/** A call that has run. */
export interface Done {
  readonly statements: Statements
  /** A time before its first write. */
  readonly from: DriverTimestamp
  /** Its last write's time, or a later one. */
  readonly until: DriverTimestamp
  /** Records it changed or deleted, as the answer says; `unknown` where an error hides it. */
  readonly count: number | 'unknown'
  /** What the answer counts all the same, where that is not all. */
  readonly atLeast: number
  /** Records it made, by insert or by upsert. */
  readonly made: number
  /** Their ids, perhaps with those of records that it did not come to make. */
  readonly madeIds: readonly StoredValue[]
  /** Statements that cannot have written. */
  readonly failed: ReadonlySet<number>
}

export interface Attributed {
  readonly changes: readonly CapturedChange[]
  /** Records that were changed as well, as far as the answer counts them. */
  readonly missing: number
  /** Their ids, where they can only be those. */
  readonly ids: readonly StoredValue[]
}

/** Records that were written more than once meanwhile are read time by time: so many at most. */
const MAX_READS_ONE_BY_ONE = 300

/** @returns undefined where nothing can be told. */
export async function tryAttribute(call: WriteCall, done: Done): Promise<Attributed | undefined> {
  const { site } = call
  const range = { after: done.from, until: done.until }
  const all = await tryStreamEntries(site, range)
  if (all === undefined) return undefined
  // What a transaction wrote is no work of a call without one; what was reported is another's.
  const open = all.filter((entry) => !entry.inTransaction && !isClaimed(site, entry.id, entry.at))
  const made = new Set(done.madeIds.map(idKey))
  const isMade = (entry: StreamEntry): boolean =>
    entry.kind === 'insert' && made.has(idKey(entry.id))
  const wanted = open.filter((entry) => entry.kind !== 'insert' || isMade(entry))
  const pairs = await tryImages(call, { all, wanted, ...done })
  if (pairs === undefined) return onlyIds(done, wanted)
  const candidates = pairs.filter(isCandidate)
  const replayed = await tryReplay(site, done.statements, candidates)
  if (replayed === undefined) return onlyIds(done, wanted)
  await othersHaveClaimed(site)
  // From here to the claim nothing is waited for: no two calls take one write.
  const isFree = ({ entry }: Pair): boolean => !isClaimed(site, entry.id, entry.at)
  const own = ownWrites(done, replayed, isFree)
  const inserted = madeRecords(
    done,
    pairs.filter((pair) => isMade(pair.entry) && isFree(pair)),
  )
  return reported(call, done, { own, inserted, candidates })
}

// As many as the answer counts: nobody else wrote meanwhile.
function onlyIds(done: Done, entries: readonly StreamEntry[]): Attributed | undefined {
  if (done.count === 'unknown') return undefined
  const missing = done.count + done.made
  const ids = entries.length === missing ? entries.map(({ id }) => id) : []
  return { changes: [], missing, ids }
}

interface Pair {
  readonly entry: StreamEntry
  readonly id: StoredValue
  readonly before: StoredRecord | undefined
  readonly after: StoredRecord | undefined
}

type OwnPair = Pair & Candidate

function isCandidate(pair: Pair): pair is OwnPair {
  return pair.entry.kind !== 'insert' && pair.before !== undefined
}

/** Images of each write, in commit order. */
async function tryImages(
  call: WriteCall,
  what: {
    readonly all: readonly StreamEntry[]
    readonly wanted: readonly StreamEntry[]
    readonly from: DriverTimestamp
    readonly until: DriverTimestamp
  },
): Promise<Pair[] | undefined> {
  const { site } = call
  const writes = new Map<string, number>()
  for (const { id } of what.all) writes.set(idKey(id), (writes.get(idKey(id)) ?? 0) + 1)
  const isOnce = (entry: StreamEntry): boolean => writes.get(idKey(entry.id)) === 1
  const once = what.wanted.filter(isOnce).map(({ id }) => id)
  const often = what.wanted.filter((entry) => !isOnce(entry))
  if (often.length > MAX_READS_ONE_BY_ONE) return undefined
  try {
    // Written once in all that time: as before it at the start of it, as after it at the end.
    const [starts, ends] = await Promise.all([
      readByIds(site, once, { at: what.from }),
      readByIds(site, once, { at: what.until }),
    ])
    const pairs: Pair[] = []
    for (const entry of what.wanted) {
      const key = idKey(entry.id)
      const images = isOnce(entry)
        ? { before: starts.get(key), after: ends.get(key) }
        : await imagesAt(call, entry)
      pairs.push({ entry, id: entry.id, ...images })
    }
    return pairs
  } catch {
    return undefined
  }
}

async function imagesAt(
  { site }: WriteCall,
  { id, at }: StreamEntry,
): Promise<Pick<Pair, 'before' | 'after'>> {
  const [before, after] = await Promise.all([
    readByIds(site, [id], { at: justBefore(at) }),
    readByIds(site, [id], { at }),
  ])
  return { before: before.get(idKey(id)), after: after.get(idKey(id)) }
}

/**
 * Gives each statement what it can have written: one record, or each record once; in an ordered
 * call nothing that came before the writes of an earlier statement.
 */
function ownWrites(
  done: Done,
  replayed: ReadonlyMap<ChangeStatement, readonly OwnPair[]>,
  isFree: (pair: Pair) => boolean,
): OwnPair[] {
  const own = new Set<OwnPair>()
  let floor = done.from
  for (const [statement, matches] of replayed) {
    if (done.failed.has(statement.index)) continue
    const ids = new Set<string>()
    let latest = floor
    for (const pair of matches) {
      const key = idKey(pair.id)
      const isTaken = own.has(pair) || ids.has(key) || (!statement.multi && ids.size > 0)
      if (isTaken || !isFree(pair) || !isLater(pair.entry.at, floor)) continue
      own.add(pair)
      ids.add(key)
      if (isLater(pair.entry.at, latest)) latest = pair.entry.at
    }
    if (done.statements.ordered) floor = latest
  }
  return [...own]
}

/** The first of each id; of an insert, the first that stored what it was given. */
function madeRecords({ statements }: Done, pairs: readonly Pair[]): Pair[] {
  const sent = new Map(
    statements.list.flatMap((one) =>
      one.kind === 'insert' ? [[idKey(one.document['_id']), one.document] as const] : [],
    ),
  )
  const first = new Map<string, Pair>()
  for (const pair of pairs) {
    const key = idKey(pair.id)
    const document = sent.get(key)
    const isSent =
      document === undefined ||
      (pair.after !== undefined && identicalValue(withoutId(pair.after), withoutId(document)))
    if (isSent && !first.has(key)) first.set(key, pair)
  }
  return [...first.values()]
}

function reported(
  { site }: WriteCall,
  done: Done,
  found: {
    readonly own: readonly OwnPair[]
    readonly inserted: readonly Pair[]
    readonly candidates: readonly OwnPair[]
  },
): Attributed {
  const { own, inserted, candidates } = found
  const missingMade = Math.max(0, done.made - inserted.length)
  const expected = done.count === 'unknown' ? Math.max(own.length, done.atLeast) : done.count
  // More than were counted: somebody else did the same at the same time, and whose is whose
  // cannot be told.
  const isTold = own.length <= expected
  const sure = isTold ? [...inserted, ...own] : inserted
  const changes: CapturedChange[] = []
  for (const { entry, before, after } of sure.toSorted((a, b) =>
    compareTimes(a.entry.at, b.entry.at),
  )) {
    if (!claimWrite(site, entry.id, entry.at)) continue
    const change = changeOf(before, after, { at: entry.at, fidelity: 'derived' })
    if (change !== undefined) changes.push(change)
  }
  const missing = isTold ? expected - own.length : expected
  const rest = isTold ? candidates.filter((pair) => !own.includes(pair)) : own
  // If just as many are left as are missing, they are the ones.
  const ids = rest.length === missing ? rest.map(({ id }) => id) : []
  return { changes, missing: missing + missingMade, ids }
}
