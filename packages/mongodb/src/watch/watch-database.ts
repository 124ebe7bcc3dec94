/**
 * How does the holder of a database's lease compare its changes with the log?
 *
 * Stretch by stretch, in the order of commits. What follows from a stretch (events, numbers, the
 * place in the stream) is stored in one transaction under the lease, so that whoever takes over
 * neither repeats nor skips. Nothing else has to survive: what was read and not settled is read
 * again.
 */
import type { Logger, StoredEvent, WriteTransaction } from '@rastro/core'
import {
  compareTimes,
  dateOf,
  isPast,
  pauseFor,
  periodAfter,
  periodAt,
  withCounts,
} from '@rastro/core'
import type { ClientSession } from 'mongodb'
import type { Lease } from '../leases/lease.ts'
import { tryGapReason } from '../sequencer/stream-errors.ts'
import { DatabaseGone, openChangeReader } from './change-reader.ts'
import type {
  ChangeReader,
  RecordChange,
  StructuralChange,
  WatchedChange,
} from './change-reader.ts'
import { storedIds } from './known-events.ts'
import type { OwnEvents } from './own-events.ts'
import { rescanCollection } from './rescan.ts'
import { settle } from './settle.ts'
import type { SettleWork } from './settle.ts'
import { noteOf, standingOf } from './standing.ts'
import type { Rescan, Standing } from './standing.ts'
import { becauseOf, isStructureTold } from './structure.ts'
import type { WatchedDatabase } from './watched-databases.ts'

/** What watching a database works with. */
export interface WatchWork extends Omit<SettleWork, 'signal' | 'reachedForMs' | 'siteOf'> {
  readonly database: WatchedDatabase
  readonly ownEvents: OwnEvents
  readonly periodMs: number
  readonly windowSize: number
  /** Stores events in a transaction; those already there are left out before. */
  readonly append: (events: readonly StoredEvent[], transaction: WriteTransaction) => Promise<void>
  readonly logger: Logger
}

const STRETCH = 500
const IDLE_MS = 1_000
const NOTE_EVERY_MS = 5_000
const LOOK_EVERY_MS = 250
const MAX_USED = 100

export async function watchDatabase(
  work: WatchWork,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const { database, ownEvents, log, periodMs, windowSize, logger } = work
  const startedAtMs = performance.now()
  const settling: SettleWork = {
    ...work,
    signal,
    siteOf: (namespace) => database.siteOf(namespace),
    reachedForMs: () => performance.now() - startedAtMs,
  }
  let notedAtMs = performance.now()
  let reader: ChangeReader | undefined
  // The first beginning stores a standing before it returns it.
  let standing: Standing
  standing = await begin()

  /** Stores events and the standing in one step. */
  async function store(next: Standing, events: readonly StoredEvent[]): Promise<void> {
    const stored = await storedIds(
      log,
      events.map(({ _id }) => _id),
    )
    const fresh = events.filter(({ _id }) => !stored.has(_id))
    if (fresh.length === 0) await lease.renew(noteOf(next))
    else {
      await lease.transaction(async (session: ClientSession) => {
        await work.append(fresh, { client: log.link.db.client, session })
      }, noteOf(next))
    }
    standing = next
    notedAtMs = performance.now()
  }

  async function advance(next: Standing, events: readonly StoredEvent[] = []): Promise<void> {
    const isDue = performance.now() - notedAtMs > NOTE_EVERY_MS
    if (events.length > 0 || isDue) await store(next, events)
    else standing = next
  }

  async function begin(): Promise<Standing> {
    const { time, at } = await database.currentTime()
    if (lease.note !== undefined) {
      const known = standingOf(lease.note)
      await untilAttached(known)
      return withNewNamespaces(known, at)
    }
    const names = database.namespaces()
    const first: Standing = {
      database: database.name,
      since: dateOf(at),
      namespaces: names.map((name) => ({ name, since: at })),
      from: { time },
      settledAt: at,
      period: periodAt(at, periodMs),
      used: [],
      rescans: [],
    }
    await store(first, [ownEvents.started(database.name, names, dateOf(at))])
    return first
  }

  /** Models are compiled one after the other: one that is missing may be on its way. */
  async function untilAttached({ namespaces }: Standing): Promise<void> {
    const endsAt = startedAtMs + work.graceMs
    const isMissing = (): boolean =>
      namespaces.some(({ name }) => database.siteOf(name) === undefined)
    while (isMissing() && performance.now() < endsAt && !signal.aborted) {
      await pauseFor(LOOK_EVERY_MS, signal)
    }
  }

  /** Collections that were not watched so far, and those that this process does not have. */
  async function withNewNamespaces(
    known: Standing,
    at: { t: number; i: number },
  ): Promise<Standing> {
    const names = database.namespaces()
    const added = names.filter((name) => !known.namespaces.some((one) => one.name === name))
    const kept = known.namespaces.filter(({ name }) => names.includes(name))
    const gone = known.namespaces.filter(({ name }) => !names.includes(name))
    if (added.length + gone.length === 0) return known
    const events = [
      ...(added.length === 0 ? [] : [ownEvents.started(database.name, added, dateOf(at))]),
      ...gone.map(({ name }) =>
        ownEvents.gap({
          because: 'collection-not-captured',
          namespace: name,
          from: dateOf(known.settledAt),
          until: dateOf(at),
        }),
      ),
    ]
    const next: Standing = {
      ...known,
      namespaces: [...kept, ...added.map((name) => ({ name, since: at }))],
      period: withCounts(known.period, { gaps: gone.length }),
    }
    await store(next, events)
    return next
  }

  /** History is lost: a gap, a comparison of what is there, and a new stream. */
  async function beginAgain(because: string): Promise<void> {
    const { time, at } = await database.currentTime()
    const since = dateOf(standing.settledAt)
    logger.warn(`audit: changes since ${since.toISOString()} may not have been seen: ${because}`)
    const gap = ownEvents.gap({ because, from: since, until: dateOf(at) })
    const rescans = standing.namespaces.map(({ name }) => ({ namespace: name, since }))
    await store(
      {
        ...standing,
        from: { time },
        settledAt: at,
        period: withCounts(await closedPeriods(at), { gaps: 1 }),
        rescans: withRescans(standing.rescans, rescans),
      },
      [gap],
    )
  }

  /** States every period that ended before this time. */
  async function closedPeriods(at: { t: number; i: number }): Promise<Standing['period']> {
    while (isPast(standing.period, at)) {
      const period = periodAfter(standing.period, periodMs)
      await store({ ...standing, period }, [ownEvents.stated(database.name, standing.period)])
    }
    return standing.period
  }

  async function settleRecords(changes: readonly RecordChange[]): Promise<boolean> {
    const last = changes.at(-1)
    if (last === undefined) return true
    const since = new Map(standing.namespaces.map((one) => [one.name, one.since]))
    const watched = changes.filter(({ namespace, at }) => {
      const from = since.get(namespace)
      return from !== undefined && compareTimes(at, from) > 0
    })
    const used = new Map(standing.used.map(({ id, n }) => [id, n]))
    const settled = await settle(settling, watched, used)
    if (settled === undefined) return false
    await advance(
      {
        ...standing,
        from: { token: last.token },
        settledAt: partsOf(last.at),
        period: withCounts(standing.period, settled.counts),
        used: [...settled.used].slice(-MAX_USED).map(([id, n]) => ({ id, n })),
      },
      settled.events,
    )
    return true
  }

  async function settleStructure(change: StructuralChange): Promise<boolean> {
    const { namespace, at, token } = change
    const next: Standing = { ...standing, from: { token }, settledAt: partsOf(at) }
    const isTold = await isStructureTold(settling, change)
    if (isTold === undefined) return false
    if (isTold) {
      await advance({ ...next, period: withCounts(next.period, { seen: 1, audited: 1 }) })
      return true
    }
    const when = dateOf(at)
    const rescans = change.isReplaced ? [{ namespace, since: when }] : []
    await store(
      {
        ...next,
        period: withCounts(next.period, { seen: 1, outOfBand: 1, gaps: 1 }),
        rescans: withRescans(standing.rescans, rescans),
      },
      [ownEvents.gap({ because: becauseOf(change), namespace, from: when, until: when })],
    )
    return true
  }

  async function streamOnce(): Promise<void> {
    reader ??= openChangeReader({
      client: database.client,
      database: database.name,
      collections: standing.namespaces.map(({ name }) => name.slice(database.name.length + 1)),
      from: standing.from,
      windowSize,
      signal,
    })
    const window = await reader.peek(STRETCH, IDLE_MS)
    const [first] = window
    if (first === undefined) {
      const tail = reader.tail()
      if (tail === undefined || compareTimes(tail.at, standing.settledAt) <= 0) return
      await closedPeriods(tail.at)
      await advance({ ...standing, from: { token: tail.token }, settledAt: tail.at })
      return
    }
    await closedPeriods(first.at)
    const stretch = stretchOf(window, standing)
    const isDone = isRecord(first) ? await settleRecords(stretch) : await settleStructure(first)
    if (isDone) reader.drop(isRecord(first) ? stretch.length : 1)
  }

  async function rescanOnce(rescan: Rescan): Promise<void> {
    const site = database.siteOf(rescan.namespace)
    const found = site === undefined ? [] : await rescanCollection(settling, site, rescan)
    if (found === undefined) return
    const rescans = standing.rescans.filter((one) => one !== rescan)
    const period = withCounts(standing.period, { outOfBand: found.length, seen: found.length })
    await store({ ...standing, rescans, period }, found)
  }

  async function once(): Promise<void> {
    const [rescan] = standing.rescans
    if (rescan !== undefined) return rescanOnce(rescan)
    const isGrown = database
      .namespaces()
      .some((name) => !standing.namespaces.some((one) => one.name === name))
    if (isGrown) {
      await reader?.close()
      reader = undefined
      standing = await withNewNamespaces(standing, (await database.currentTime()).at)
    }
    await streamOnce()
  }

  try {
    while (!signal.aborted) {
      try {
        await once()
      } catch (error) {
        const reason =
          error instanceof DatabaseGone
            ? 'database-dropped'
            : tryGapReason({ code: plainCode(error) })
        if (reason === undefined) throw error
        await reader?.close()
        reader = undefined
        await beginAgain(reason)
      }
    }
    if (lease.isHeld()) await lease.renew(noteOf(standing))
  } finally {
    await reader?.close()
  }
}

/** Reads keep the types of numbers apart, also in their errors. */
function plainCode(error: unknown): number {
  return Number((error as { code?: unknown } | undefined)?.code)
}

function isRecord(change: WatchedChange): change is RecordChange {
  return 'key' in change
}

/** Changes of records at the begin of the window that belong to one period. */
function stretchOf(window: readonly WatchedChange[], { period }: Standing): RecordChange[] {
  const stretch: RecordChange[] = []
  for (const change of window) {
    if (!isRecord(change) || isPast(period, change.at)) break
    stretch.push(change)
  }
  return stretch
}

function withRescans(known: readonly Rescan[], more: readonly Rescan[]): readonly Rescan[] {
  const names = new Set(known.map(({ namespace }) => namespace))
  return [...known, ...more.filter(({ namespace }) => !names.has(namespace))]
}

function partsOf({ t, i }: { t: number; i: number }): { t: number; i: number } {
  return { t, i }
}
