/**
 * How is everything read that matches a filter, however long its reader takes?
 *
 * By one cursor on the log as it was when the reading began, a batch ahead of its reader and no
 * more. The server forgets a cursor after ten idle minutes, and what the log was like after five:
 * then the reading goes on behind the last event, by a cursor on the log as it is.
 */
import type { ScanRequest, StoredEvent, StoredScan, TimePosition } from '@rastro/core'
import type { Document, FindCursor, Sort } from 'mongodb'
import { TYPED, runCommand } from './commands.ts'
import { eventOf } from './event-document.ts'
import { createQuickReader, tryStoredId } from './quick-document.ts'
import { findDocuments, openCursor } from './reads.ts'
import { isRetryable, plainCodeOf, readFailed } from './store-errors.ts'
import type { StoreLink } from './store-link.ts'

const BATCH = 1_000
/** The server's own work, waiting for the reader apart: words may be searched in a large log. */
const MAX_TIME_MS = 10 * 60_000
const MAX_TRIES_IN_A_ROW = 3

/** As bytes, which `quick-document.ts` reads. */
const RAW = { ...TYPED, raw: true }

/** Cursor not found or killed, snapshot too old or not to be had. */
const LOST_CODES: ReadonlySet<unknown> = new Set([43, 175, 237, 239, 246])

export interface ScanParts {
  readonly collection: string
  readonly order: ScanRequest['order']
  /** The query of the events that meet these conditions too; undefined where nothing matches. */
  readonly queryOf: (further: readonly Document[]) => Document | undefined
  /** What lies behind an event, as stretches of an index, one after the other. */
  readonly behind: (position: TimePosition) => readonly Document[]
}

/** Opens nothing before its first use. */
export function scanEvents(link: StoreLink, parts: ScanParts): StoredScan {
  const { collection, order, queryOf, behind } = parts
  const direction = order === 'newest' ? -1 : 1
  const sort: Sort = { 'e.at': direction, _id: direction }
  const quick = createQuickReader()
  let stretches: (readonly Document[])[] = [[]]
  let isSnapshot = link.isReplicated
  let cursor: FindCursor<Document> | undefined
  /** What was asked of the server last, perhaps before anybody needed it. */
  let asked: Promise<boolean> | undefined
  let last: StoredEvent | undefined
  let tries = 0
  let isClosed = false

  function open(further: readonly Document[]): FindCursor<Document> | undefined {
    const query = queryOf(further)
    if (query === undefined) return undefined
    const base = { collection, query, sort, batchSize: BATCH, maxTimeMs: MAX_TIME_MS, bson: RAW }
    return openCursor(link, { ...base, ...(isSnapshot && { isSnapshot }) })
  }

  /** Goes on behind the last event that was handed out. */
  function reopen(): void {
    void cursor?.close().catch(() => undefined)
    cursor = undefined
    asked = undefined
    isSnapshot = false
    if (last !== undefined) stretches = behind({ at: last.e.at, id: last._id }).map((one) => [one])
    else stretches = [[]]
  }

  async function readOn(): Promise<readonly StoredEvent[]> {
    while (!isClosed) {
      if (cursor === undefined) {
        const further = stretches.shift()
        if (further === undefined) return []
        cursor = open(further)
        if (cursor === undefined) continue
      }
      asked ??= cursor.hasNext()
      const hasMore = await asked
      if (isClosed) return []
      asked = undefined
      if (!hasMore) {
        cursor = undefined
        continue
      }
      const buffers = cursor.readBufferedDocuments() as unknown as Uint8Array[]
      readAhead(cursor)
      const events = await decoded(buffers)
      last = events.at(-1) ?? last
      tries = 0
      return events
    }
    return []
  }

  async function decoded(buffers: readonly Uint8Array[]): Promise<readonly StoredEvent[]> {
    const documents = buffers.map(quick)
    const left = buffers.filter((_, at) => documents[at] === undefined).map(tryStoredId)
    if (left.length === 0) return documents.flatMap((one) => (one ? [eventOf(one)] : []))
    const query = { _id: { $in: left as never[] } }
    const bson = TYPED
    const found = await findDocuments(link, { collection, query, maxTimeMs: MAX_TIME_MS, bson })
    const byId = new Map(found.map((one) => [one['_id'] as unknown, one]))
    // What a sweep removed meanwhile is not there any more.
    return buffers.flatMap((bytes, at) => {
      const document = documents[at] ?? byId.get(tryStoredId(bytes))
      return document === undefined ? [] : [eventOf(document)]
    })
  }

  async function kill({ id }: FindCursor<Document>): Promise<void> {
    if (id === undefined || id === null || id.isZero()) return
    await runCommand(link.db, { killCursors: collection, cursors: [id] })
  }

  function readAhead(from: FindCursor<Document>): void {
    asked = from.hasNext()
    // Whoever asks next hears of it; nobody may ask.
    asked.catch(() => undefined)
  }

  return {
    async next() {
      for (;;) {
        try {
          return await readOn()
        } catch (error) {
          if (isClosed) return []
          const isLost = LOST_CODES.has(plainCodeOf(error)) || isRetryable(error)
          tries += 1
          if (!isLost || tries > MAX_TRIES_IN_A_ROW) throw readFailed(error)
          reopen()
        }
      }
    },
    async close() {
      isClosed = true
      const open = cursor
      if (open === undefined) return
      // First by ourselves: a cursor that the driver closes while it waits for the server was seen
      // to stay open there. What is under way ends by it, and then the driver has nothing to wait for.
      await kill(open).catch(() => undefined)
      await asked?.catch(() => undefined)
      await open.close().catch(() => undefined)
    },
  }
}
