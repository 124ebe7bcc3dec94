/**
 * What happened to the application's records, in the order of commits?
 *
 * The change stream of one database, of its audited collections alone, read ahead into a bounded
 * window. What does not fit stays on the server, whose oplog is the longest memory there is. Of a
 * change are kept its record's id and time, and the names of what it touched: no values.
 */
import type { SeenChange, StoredValue } from '@rastro/core'
import { idText } from '@rastro/core'
import type { Db, Document, MongoClient, Timestamp } from 'mongodb'
import type { DriverTimestamp } from '../capture/driver.ts'
import { idKey } from '../capture/id-key.ts'
import { createBell } from '../sequencer/bell.ts'
import { TYPED } from '../store/commands.ts'

/** Where a stream goes on. */
export type ChangeToken = Document

/** A change of one record. */
export interface RecordChange extends SeenChange {
  readonly at: DriverTimestamp
  readonly namespace: string
  readonly token: ChangeToken
}

/** A collection that was dropped, renamed, or replaced by another. */
export interface StructuralChange {
  readonly kind: 'drop' | 'rename'
  readonly at: DriverTimestamp
  readonly namespace: string
  /** Set where another collection took the name. */
  readonly isReplaced: boolean
  readonly token: ChangeToken
}

export type WatchedChange = RecordChange | StructuralChange

/** Where to begin: after a token, or with everything committed at a time or later. */
export type ChangePosition = { readonly token: ChangeToken } | { readonly time: Timestamp }

export interface ChangeReaderOptions {
  readonly client: MongoClient
  readonly database: string
  /** Names of collections. */
  readonly collections: readonly string[]
  readonly from: ChangePosition
  /** Most changes that are kept before they were dropped. */
  readonly windowSize: number
  readonly signal: AbortSignal
}

export interface ChangeReader {
  /**
   * Resolves with the first changes of the window, which stay in it; with none when none came.
   * @throws The driver's error; {@link DatabaseGone}.
   */
  peek(count: number, waitMs: number): Promise<readonly WatchedChange[]>
  /** Forgets the first changes. */
  drop(count: number): void
  /** After everything that was read, if the window is empty: nothing was committed before it. */
  tail(): { readonly token: ChangeToken; readonly at: { t: number; i: number } } | undefined
  close(): Promise<void>
}

/** The database was dropped: its stream has ended. */
export class DatabaseGone extends Error {
  override readonly name = 'DatabaseGone'
}

const KINDS: Readonly<Record<string, SeenChange['kind']>> = {
  insert: 'insert',
  update: 'update',
  replace: 'replace',
  delete: 'delete',
}

const MAX_TOUCHED = 100
const BATCH = 1_000
/** A stream that waits occupies a connection of the application's pool. */
const MIN_POOL_TO_WAIT = 10
const WAIT_MS = 1_000
const LOOK_EVERY_MS = 250

/** Opens the stream and begins to read ahead. */
export function openChangeReader(options: ChangeReaderOptions): ChangeReader {
  const { client, database, from, windowSize, signal } = options
  const db: Db = client.db(database)
  const mayWait = (client.options.maxPoolSize || Infinity) >= MIN_POOL_TO_WAIT
  const stream = db.watch<Document, Document>(pipelineOf(options), {
    ...TYPED,
    ...('token' in from ? { resumeAfter: from.token } : { startAtOperationTime: from.time }),
    readPreference: 'primary',
    readConcern: { level: 'majority' },
    batchSize: Math.min(BATCH, windowSize),
    maxAwaitTimeMS: mayWait ? WAIT_MS : 1,
  })
  const window: WatchedChange[] = []
  const news = createBell()
  const room = createBell()
  let tail: ChangeToken | undefined
  let failure: unknown
  const closing = new AbortController()
  const isOpen = (): boolean => !closing.signal.aborted

  async function readAhead(): Promise<void> {
    while (isOpen()) {
      const change = await stream.tryNext()
      if (change === null) {
        tail = (stream.resumeToken as ChangeToken | null) ?? tail
      } else {
        if (change['operationType'] === 'invalidate') throw new DatabaseGone()
        const seen = seenChange(change, options.collections)
        if (seen !== undefined) window.push(seen)
        tail = change['_id'] as ChangeToken
      }
      news.ring()
      if (change === null && !mayWait) await room.wait(LOOK_EVERY_MS)
      while (window.length >= windowSize && isOpen()) await room.wait(WAIT_MS)
    }
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
    async peek(count, waitMs) {
      const endsAt = performance.now() + waitMs
      for (let left = waitMs; left > 0; left = endsAt - performance.now()) {
        if (window.length > 0 || !isOpen() || failure !== undefined) break
        await news.wait(left)
      }
      if (window.length === 0 && failure !== undefined && isOpen()) throw failure
      return window.slice(0, count)
    },
    drop(count) {
      window.splice(0, count)
      room.ring()
    },
    tail() {
      const at = window.length === 0 && tail !== undefined ? tryTimeOf(tail) : undefined
      return tail === undefined || at === undefined ? undefined : { token: tail, at }
    },
    async close() {
      signal.removeEventListener('abort', stop)
      stop()
      await stream.close().catch(() => undefined)
      await reading
    },
  }
}

function pipelineOf({ collections, database }: ChangeReaderOptions): Document[] {
  const names = { $in: [...collections] }
  const touched = {
    $concatArrays: [
      keysOf('$updateDescription.updatedFields'),
      { $ifNull: ['$updateDescription.removedFields', []] },
      {
        $map: {
          input: { $ifNull: ['$updateDescription.truncatedArrays', []] },
          in: '$$this.field',
        },
      },
    ],
  }
  return [
    {
      $match: {
        $or: [
          { 'ns.coll': names },
          { 'to.db': database, 'to.coll': names },
          { operationType: 'invalidate' },
        ],
      },
    },
    {
      $project: {
        operationType: 1,
        clusterTime: 1,
        wallTime: 1,
        ns: 1,
        to: 1,
        documentKey: 1,
        // The rest of a session's name says whose it is.
        'lsid.id': 1,
        txnNumber: 1,
        touched: { $slice: [touched, MAX_TOUCHED + 1] },
      },
    },
  ]
}

function keysOf(path: string): Document {
  return { $map: { input: { $objectToArray: { $ifNull: [path, {}] } }, in: '$$this.k' } }
}

function seenChange(change: Document, collections: readonly string[]): WatchedChange | undefined {
  const kind = KINDS[String(change['operationType'])]
  const at = change['clusterTime'] as DriverTimestamp
  const token = change['_id'] as ChangeToken
  const { db, coll } = change['ns'] as { db: string; coll: string }
  if (kind === undefined) return structuralChange(change, { at, token, collections })
  const id = (change['documentKey'] as Document)['_id'] as StoredValue
  const touched = change['touched'] as string[]
  const clock: unknown = change['wallTime']
  const transaction = transactionOf(change)
  return {
    key: idKey(id),
    id,
    at,
    kind,
    isTransactional: transaction !== undefined,
    ...(transaction === undefined ? {} : { transaction }),
    namespace: `${db}.${coll}`,
    token,
    ...(clock instanceof Date ? { clock } : {}),
    ...(kind === 'update' && touched.length <= MAX_TOUCHED ? { touched } : {}),
  }
}

function transactionOf({ lsid, txnNumber }: Document): RecordChange['transaction'] {
  if (txnNumber === undefined) return undefined
  return { session: idText((lsid as Document)['id']), number: String(txnNumber) }
}

function structuralChange(
  change: Document,
  how: {
    readonly at: DriverTimestamp
    readonly token: ChangeToken
    readonly collections: readonly string[]
  },
): StructuralChange | undefined {
  const { at, token, collections } = how
  const kind = change['operationType'] as string
  if (kind !== 'drop' && kind !== 'rename') return undefined
  const { db, coll } = change['ns'] as { db: string; coll: string }
  const to = change['to'] as { db: string; coll: string } | undefined
  // What replaces a collection, an `$out` for instance, is another one that is given its name.
  const isReplaced = to !== undefined && collections.includes(to.coll)
  const namespace = isReplaced ? `${to.db}.${to.coll}` : `${db}.${coll}`
  return { kind, at, namespace, isReplaced, token }
}

/** A token begins with the time up to which the stream has come. */
function tryTimeOf(token: ChangeToken): { t: number; i: number } | undefined {
  const data: unknown = token['_data']
  if (typeof data !== 'string' || !data.startsWith('82')) return undefined
  return { t: Number.parseInt(data.slice(2, 10), 16), i: Number.parseInt(data.slice(10, 18), 16) }
}
