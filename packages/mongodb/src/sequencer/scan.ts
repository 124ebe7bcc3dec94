/**
 * Which events have no number that should have one?
 *
 * Those that were there before the first sequencer, and those of a stretch of history that no
 * stream can show any more. A page of ids, less those that have a number. What a page finds the
 * stream may bring as well, later: `checkUntil` of the standing says how long to look twice.
 */
import type { Document, Timestamp } from 'mongodb'
import { PLAIN } from '../store/commands.ts'
import { findDocuments } from '../store/reads.ts'
import type { StoreLink } from '../store/store-link.ts'
import { MAX_BATCH_EVENTS } from './batch.ts'
import type { Unnumbered } from './batch.ts'
import { unnumbered } from './event-stream.ts'
import { numbersOf } from './known-ids.ts'
import { latestTime } from './standing.ts'

export interface ScanPage {
  readonly events: readonly Unnumbered[]
  /** Where to go on; undefined at the end. */
  readonly after: string | undefined
  /** Nothing in the page was committed later. */
  readonly seenAt: Timestamp | undefined
}

export interface ScanRequest {
  readonly collection: string
  readonly batches: string
  readonly after: string
  readonly isWanted: (tenant: string) => boolean
  readonly keepsBytes: boolean
}

const MAX_TIME_MS = 60_000
/** Time in the id of an event: ten characters of Crockford's base 32. */
const ID_TIME_CHARS = 10
const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export async function scanPage(link: StoreLink, request: ScanRequest): Promise<ScanPage> {
  const { collection, batches, after } = request
  const found = await findDocuments(link, {
    collection,
    // Of texts only: an id of another type is no event's.
    query: { _id: { $gt: after } },
    sort: { _id: 1 },
    projection: { _id: 1 },
    limit: MAX_BATCH_EVENTS,
    maxTimeMs: MAX_TIME_MS,
  })
  const ids = found.map((one) => one['_id'] as string)
  const numbers = await numbersOf(link, { batches, ids })
  const missing = ids.filter((id) => !numbers.has(id))
  const events = missing.length === 0 ? [] : await readEvents(link, request, missing)
  return {
    events,
    after: ids.length < MAX_BATCH_EVENTS ? undefined : ids.at(-1),
    seenAt: events.length === 0 ? undefined : await latestTime(link),
  }
}

/** Returns the smallest id that an event made at this time could have. */
export function firstIdAt(time: Date): string {
  let rest = Math.max(0, time.getTime())
  let text = ''
  for (let index = 0; index < ID_TIME_CHARS; index += 1) {
    text = (BASE_32[rest % 32] ?? '0') + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/** Returns when the event of this id was made. */
export function timeOfId(id: string): Date {
  let ms = 0
  for (const letter of id.slice(0, ID_TIME_CHARS)) ms = ms * 32 + BASE_32.indexOf(letter)
  return new Date(ms)
}

async function readEvents(
  { db }: StoreLink,
  { collection, isWanted, keepsBytes }: ScanRequest,
  ids: readonly string[],
): Promise<readonly Unnumbered[]> {
  const bson = { ...PLAIN, fieldsAsRaw: { e: true } }
  const cursor = db.collection<Document & { _id: string }>(collection, bson).find(
    { _id: { $in: [...ids] } },
    {
      ...bson,
      sort: { _id: 1 },
      projection: { id: '$_id', tenant: '$e.tenant', ct: '$e.ct.t', e: ['$e'], tokens: '$tk.t' },
      readPreference: 'primary',
      readConcern: { level: 'majority' },
      collation: { locale: 'simple' },
      maxTimeMS: MAX_TIME_MS,
    },
  )
  const events: Unnumbered[] = []
  // One by one: a thousand whole events need not be in memory at once.
  for await (const found of cursor) {
    const { id, tenant, ct, e, tokens } = found as Document
    const clusterTime = ct as Timestamp | undefined
    const facts = { id, tenant, e: e as unknown[], tokens, ...(clusterTime && { clusterTime }) }
    const event = unnumbered(facts, keepsBytes)
    if (event !== undefined && isWanted(event.tenant)) events.push(event)
  }
  return events
}
