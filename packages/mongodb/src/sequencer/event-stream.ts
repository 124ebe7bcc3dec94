/**
 * Which events became visible, in the order of commits?
 *
 * A change stream of the events' collection, read ahead into a bounded buffer while the events
 * before are being written. Of each event only id, tenant, time and hash are kept. The field `e`
 * comes as bytes, exactly as it is stored: the driver hands elements of lists out unparsed, so the
 * server is asked to wrap it in one.
 */
import type { ChangeStream, Db, Document, Timestamp } from 'mongodb'
import { PLAIN } from '../store/commands.ts'
import { batchBytesOf, leafHashOf, MAX_BATCH_BYTES, MAX_BATCH_EVENTS } from './batch.ts'
import type { StreamToken, Unnumbered } from './batch.ts'
import { createBell } from './bell.ts'
import type { GapReason } from './stream-errors.ts'

/** What was read, and where to go on when it is written. */
export interface Taken {
  readonly events: readonly Unnumbered[]
  /** Undefined where nothing new is known. */
  readonly token: StreamToken | undefined
  /** Set when the collection is gone: nothing will ever follow. */
  readonly ended?: GapReason
}

export interface EventStream {
  /**
   * Resolves with what was read; with nothing when nothing came within the time.
   * @throws The driver's error; `tryGapReason` tells whether history is lost.
   */
  take(waitMs: number): Promise<Taken>
  close(): Promise<void>
}

/** Where to begin: after a token, or with everything committed at a time or later. */
export type StreamPosition = { readonly token: StreamToken } | { readonly time: Timestamp }

export interface StreamOptions {
  readonly collection: string
  readonly from: StreamPosition
  readonly isWanted: (tenant: string) => boolean
  /** Whether to keep the bytes of the events. */
  readonly keepsBytes: boolean
  readonly signal: AbortSignal
}

interface Change {
  readonly _id: StreamToken
  readonly operationType: string
  readonly id?: unknown
  readonly tenant?: unknown
  readonly e?: readonly unknown[]
  readonly clusterTime?: Timestamp
  readonly tokens?: readonly string[] | undefined
}

interface Buffered {
  readonly event: Unnumbered
  readonly token: StreamToken
  readonly bytes: number
}

const PIPELINE = [
  { $match: { operationType: { $in: ['insert', 'drop', 'rename', 'invalidate'] } } },
  {
    $project: {
      operationType: 1,
      clusterTime: 1,
      id: '$documentKey._id',
      tenant: '$fullDocument.e.tenant',
      e: ['$fullDocument.e'],
      tokens: '$fullDocument.tk.t',
    },
  },
]

/** Events that come one by one are numbered together: a transaction for each would cost too much. */
const LINGER_MS = 200
const MAX_BUFFERED_EVENTS = 4 * MAX_BATCH_EVENTS
/** Of events that are kept whole. */
const MAX_BUFFERED_BYTES = 8_000_000
/** A stream that waits occupies a connection of the application's pool. */
const MIN_POOL_TO_WAIT = 10
const WAIT_MS = 1_000
const LOOK_EVERY_MS = 250

/** Opens the stream and begins to read ahead. */
export function openEventStream(db: Db, options: StreamOptions): EventStream {
  const { collection, from, isWanted, keepsBytes, signal } = options
  const mayWait = (db.client.options.maxPoolSize || Infinity) >= MIN_POOL_TO_WAIT
  const stream: ChangeStream<Document, Document> = db.collection(collection).watch(PIPELINE, {
    ...PLAIN,
    fieldsAsRaw: { e: true },
    ...('token' in from ? { resumeAfter: from.token } : { startAtOperationTime: from.time }),
    readPreference: 'primary',
    readConcern: { level: 'majority' },
    batchSize: MAX_BATCH_EVENTS,
    maxAwaitTimeMS: mayWait ? WAIT_MS : 1,
  })

  const buffer: Buffered[] = []
  const news = createBell()
  const room = createBell()
  let bufferedBytes = 0
  /** After everything that was read, events of other buckets included. */
  let tail: StreamToken | undefined
  let failure: unknown
  let why: GapReason | undefined
  let isEnded = false
  const closing = new AbortController()

  function accept(change: Change): void {
    tail = change._id
    if (change.operationType === 'drop') why ??= 'collection-dropped'
    if (change.operationType === 'rename') why ??= 'collection-renamed'
    if (change.operationType === 'invalidate') isEnded = true
    if (change.operationType !== 'insert') return
    const event = unnumbered(change, keepsBytes)
    if (event === undefined || !isWanted(event.tenant)) return
    const bytes = event.e?.byteLength ?? 0
    buffer.push({ event, token: change._id, bytes })
    bufferedBytes += bytes
  }

  function isFull(): boolean {
    return buffer.length >= MAX_BUFFERED_EVENTS || bufferedBytes >= MAX_BUFFERED_BYTES
  }

  async function readAhead(): Promise<void> {
    while (!closing.signal.aborted && !isEnded) {
      const change = (await stream.tryNext()) as Change | null
      if (change !== null) accept(change)
      else tail = (stream.resumeToken as StreamToken | null) ?? tail
      news.ring()
      if (change === null && !mayWait) await room.wait(LOOK_EVERY_MS)
      while (isFull() && !closing.signal.aborted) await room.wait(WAIT_MS)
    }
  }

  async function waitFor(count: number, ms: number): Promise<void> {
    const endsAt = performance.now() + ms
    for (let left = ms; left > 0; left = endsAt - performance.now()) {
      const isOver = closing.signal.aborted || isEnded || failure !== undefined
      if (isOver || buffer.length >= count) return
      await news.wait(left)
    }
  }

  function drain(): Taken {
    let bytes = 0
    let count = 0
    for (const { event } of buffer.slice(0, MAX_BATCH_EVENTS)) {
      bytes += batchBytesOf(event)
      if (bytes > MAX_BATCH_BYTES && count > 0) break
      count += 1
    }
    const taken = buffer.splice(0, count)
    for (const one of taken) bufferedBytes -= one.bytes
    room.ring()
    const isAll = buffer.length === 0
    const token = isAll ? tail : taken.at(-1)?.token
    const events = taken.map(({ event }) => event)
    return { events, token, ...(isAll && isEnded && { ended: why ?? 'collection-dropped' }) }
  }

  const reading = readAhead().catch((error: unknown) => {
    failure = error
    news.ring()
  })
  const stop = (): void => {
    closing.abort()
    news.ring()
    room.ring()
  }
  signal.addEventListener('abort', stop, { once: true })

  return {
    async take(waitMs) {
      await waitFor(1, waitMs)
      if (buffer.length > 0) await waitFor(MAX_BATCH_EVENTS, LINGER_MS)
      if (buffer.length === 0 && failure !== undefined && !closing.signal.aborted) throw failure
      return drain()
    },
    async close() {
      signal.removeEventListener('abort', stop)
      stop()
      // Not waited for: the server may take its time to interrupt what waits for events.
      void reading
      await stream.close().catch(() => undefined)
    },
  }
}

/** Undefined for a document that is no event: whoever put it there, it is not ours to number. */
export function unnumbered(
  { id, tenant, e, clusterTime, tokens }: Omit<Change, '_id' | 'operationType'>,
  keepsBytes: boolean,
): Unnumbered | undefined {
  const bytes = e?.[0]
  if (typeof id !== 'string' || typeof tenant !== 'string') return undefined
  if (!(bytes instanceof Uint8Array)) return undefined
  const leafHash = leafHashOf(bytes)
  // A copy: the bytes are part of the server's whole reply, which they would keep in memory.
  const kept = keepsBytes ? Uint8Array.from(bytes) : undefined
  return { id, tenant, leafHash, ct: clusterTime, e: kept, tokens }
}
