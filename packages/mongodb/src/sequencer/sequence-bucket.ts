/**
 * How does the holder of a bucket's lease give numbers to events?
 *
 * First what an urgent scan finds (a log older than its first sequencer, a stretch that no stream
 * shows any more), then what the change stream brings, with a page of a scan in between where one
 * is due. All state is in the standing: whoever takes over goes on where the last batch ended.
 */
import type { Logger, WriteTransaction } from '@rastro/core'
import type { Lease } from '../leases/lease.ts'
import type { CollectionNames } from '../store/collection-names.ts'
import { runCommand } from '../store/commands.ts'
import type { StoreLink } from '../store/store-link.ts'
import { orderOf } from './batch.ts'
import type { Projection, Unnumbered } from './batch.ts'
import { bucketOf } from './bucket.ts'
import { openEventStream } from './event-stream.ts'
import type { EventStream } from './event-stream.ts'
import { numbersOf } from './known-ids.ts'
import { firstIdAt, scanPage } from './scan.ts'
import { noteOf, readStanding, visibleTime } from './standing.ts'
import type { Scan, Standing } from './standing.ts'
import { tryGapReason } from './stream-errors.ts'
import type { GapReason } from './stream-errors.ts'
import { writeBatch } from './write-batch.ts'

/** A stretch of the log whose order of commits can no longer be known. */
export interface SequenceGap {
  readonly bucket: number
  readonly reason: GapReason
  /** When the order was last known to be complete. */
  readonly since: Date
}

export interface BucketWork {
  readonly link: StoreLink
  readonly names: CollectionNames
  readonly bucket: number
  readonly buckets: number
  readonly projections: readonly Projection[]
  /** Between two complete scans, in milliseconds. */
  readonly scanEveryMs: number
  /** Stores the event of a gap in the transaction in which the gap is noted. */
  readonly recordGap: (gap: SequenceGap, transaction: WriteTransaction) => Promise<void>
  readonly log: Logger
}

/** A full scan finds what this leaves out; it is here for the newest events to come soon. */
const RESCAN_MS = 600_000
/** A stream without events moves on too, and must not be asked for what is no longer there. */
const NOTE_EVERY_MS = 10_000
const IDLE_MS = 1_000
/** Between two pages of a scan that is not urgent. */
const SCANNING_MS = 50

export async function sequenceBucket(
  work: BucketWork,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const { link, names, bucket, buckets, projections, log } = work
  const { batches, events: collection } = names
  const isWanted = (tenant: string): boolean => bucketOf(tenant, buckets) === bucket
  const keepsBytes = projections.length > 0
  const write = { link, lease, batches, bucket, projections }
  let standing =
    (await readStanding(link, { batches, bucket, note: lease.note })) ?? (await begin(work))
  let notedAtMs = performance.now()
  let stream: EventStream | undefined

  async function note(next: Standing): Promise<void> {
    await lease.renew(noteOf(next))
    standing = next
    notedAtMs = performance.now()
  }

  async function number(events: readonly Unnumbered[], after: Standing): Promise<void> {
    standing = await writeBatch(write, { events, after })
    notedAtMs = performance.now()
  }

  /** History is lost: a new stream, a search for what the old one did not show, and an event. */
  async function beginAgain(reason: GapReason): Promise<void> {
    const { at: since } = standing
    const time = await visibleTime(link, collection)
    const next: Standing = {
      ...standing,
      from: { time },
      scans: [
        { after: firstIdAt(new Date(since.getTime() - RESCAN_MS)), isUrgent: true },
        { after: '', isUrgent: false },
      ],
      at: new Date(),
    }
    log.warn(`audit: the order of events has a gap since ${since.toISOString()}: ${reason}`)
    await lease.transaction(async (session) => {
      await work.recordGap({ bucket, reason, since }, { client: link.db.client, session })
    }, noteOf(next))
    standing = next
  }

  async function scanOnce(scan: Scan): Promise<void> {
    const { after } = scan
    const page = await scanPage(link, { collection, batches, after, isWanted, keepsBytes })
    const [, ...others] = standing.scans
    const isDone = page.after === undefined
    const rest = isDone ? others : [{ ...scan, after: page.after }, ...others]
    const next: Standing = {
      ...standing,
      scans: rest,
      ...(isDone && { scannedAt: new Date() }),
      ...checkedUntil(standing, page.seenAt),
    }
    if (page.events.length > 0) await number(page.events, next)
    // Progress is noted now and then: to look at some pages again is cheaper than to note each.
    else if (isDone || performance.now() - notedAtMs > NOTE_EVERY_MS) await note(next)
    else standing = next
  }

  async function streamOnce(waitMs: number): Promise<void> {
    const { from } = standing
    if (from === undefined) return beginAgain('token-invalid')
    stream ??= openEventStream(link.db, {
      collection,
      from,
      isWanted,
      keepsBytes,
      signal,
    })
    const { events, token, ended } = await stream.take(waitMs)
    const next: Standing = {
      ...standing,
      at: upToDateAt(events.at(-1)),
      from: token === undefined ? from : { token },
    }
    const fresh = await withoutKnown(events, next)
    if (fresh.events.length > 0) await number(fresh.events, fresh.after)
    else if (events.length > 0 || performance.now() - notedAtMs > NOTE_EVERY_MS) {
      await note(fresh.after)
    } else standing = fresh.after
    if (ended !== undefined) throw new StreamEnd(ended)
  }

  /** Leaves out what a scan has found before the stream brought it. */
  async function withoutKnown(
    events: readonly Unnumbered[],
    next: Standing,
  ): Promise<{ events: readonly Unnumbered[]; after: Standing }> {
    const { checkUntil, ...after } = next
    if (checkUntil === undefined || events.length === 0) return { events, after: next }
    const until = orderOf(checkUntil)
    const isLater = events.every(({ ct }) => ct !== undefined && orderOf(ct) > until)
    if (isLater) return { events, after }
    const ids = events.map(({ id }) => id)
    const known = await numbersOf(link, { batches, ids })
    return { events: events.filter(({ id }) => !known.has(id)), after: next }
  }

  async function once(): Promise<void> {
    const isDue = Date.now() - (standing.scannedAt ?? standing.at).getTime() > work.scanEveryMs
    if (isDue && standing.scans.length === 0) {
      standing = { ...standing, scans: [{ after: '', isUrgent: false }] }
    }
    const [scan] = standing.scans
    if (scan?.isUrgent !== true) await streamOnce(scan === undefined ? IDLE_MS : SCANNING_MS)
    if (scan !== undefined && !signal.aborted) await scanOnce(scan)
  }

  try {
    while (!signal.aborted) {
      try {
        await once()
      } catch (error) {
        const reason = error instanceof StreamEnd ? error.reason : tryGapReason(error)
        if (reason === undefined) throw error
        await stream?.close()
        stream = undefined
        if (!(await exists(link, collection))) {
          await note({ ...standing, from: undefined })
          return
        }
        await beginAgain(reason)
      }
    }
    // So that the next holder need not read again what was read here.
    if (lease.isHeld()) await note(standing)
  } finally {
    await stream?.close()
  }
}

/** The collection that the stream read is gone. */
class StreamEnd extends Error {
  override readonly name = 'StreamEnd'
  readonly reason: GapReason

  constructor(reason: GapReason) {
    super('the collection of events is gone')
    this.reason = reason
  }
}

/** A log without a sequencer so far: first what is there, then the stream from before it. */
async function begin({ link, names }: BucketWork): Promise<Standing> {
  const time = await visibleTime(link, names.events)
  return {
    next: 1,
    from: { time },
    scans: [{ after: '', isUrgent: true }],
    at: new Date(),
  }
}

/** When the last event was committed; there may be more behind it. Without any, now. */
function upToDateAt(last: Unnumbered | undefined): Date {
  return last?.ct === undefined ? new Date() : new Date((last.ct.high >>> 0) * 1_000)
}

function checkedUntil(
  { checkUntil }: Standing,
  seenAt: Standing['checkUntil'],
): Pick<Standing, 'checkUntil'> {
  if (seenAt === undefined) return {}
  if (checkUntil !== undefined && orderOf(checkUntil) > orderOf(seenAt)) return {}
  return { checkUntil: seenAt }
}

/** Whether there is a collection. */
export async function exists({ db }: StoreLink, collection: string): Promise<boolean> {
  const reply = await runCommand(db, {
    listCollections: 1,
    filter: { name: collection },
    nameOnly: true,
  })
  const { firstBatch } = reply['cursor'] as { firstBatch: unknown[] }
  return firstBatch.length > 0
}
