/**
 * How is the sequence read?
 *
 * By batches, from the one that holds the position. Of each only the tenant's ids are taken, and
 * their events fetched through the filter: an event that retention has deleted is left out, and
 * its number is passed over.
 */
import { AuditError } from '@rastro/core'
import type { EventSequence, NumberedEvent, ReadSequence } from '@rastro/core'
import { findDocuments } from '../store/reads.ts'
import type { EventReader } from '../store/event-reader.ts'
import type { StoreLink } from '../store/store-link.ts'
import type { BatchDocument } from './batch.ts'
import { batchId, batchIdBounds, bucketOf, leaseName } from './bucket.ts'
import type { CollectionNames } from '../store/collection-names.ts'
import { numbersOf } from './known-ids.ts'
import { tryReadLayout } from './layout.ts'
import { tryLastBatch } from './standing.ts'
import { runCommand } from '../store/commands.ts'

export interface SequenceReaderOptions {
  readonly names: CollectionNames
  readonly events: EventReader
  readonly maxTimeMs: number
  /** Bounds a read, and says in the suite's words why it failed. */
  readonly read: <T>(ask: (link: StoreLink) => Promise<T>) => Promise<T>
}

interface Position {
  readonly tenant: string
  readonly bucket: number
  /** The last number given so far. */
  readonly last: number
}

interface Numbered {
  readonly id: string
  readonly sequence: number
}

/** Of ids that one read looks at before it answers with what it has. */
const MAX_LOOKED_AT = 5_000
const BATCHES_AT_ONCE = 4
const MAX_NUMBERS_AT_ONCE = 1_000

export function createSequenceReader(options: SequenceReaderOptions): EventSequence {
  const { names, events, maxTimeMs, read } = options
  // It never changes once it is decided.
  let buckets: number | undefined

  async function tryPosition(link: StoreLink, tenant: string): Promise<Position | undefined> {
    if (!link.isReplicated) return undefined
    buckets ??= await tryReadLayout(link.db, names.leases)
    if (buckets === undefined) return undefined
    const bucket = bucketOf(tenant, buckets)
    const last = await tryLastBatch(link, { batches: names.batches, bucket })
    if (last !== undefined) return { tenant, bucket, last: last.first + last.count - 1 }
    return (await hasBegun(link, bucket)) ? { tenant, bucket, last: 0 } : undefined
  }

  async function hasBegun({ db }: StoreLink, bucket: number): Promise<boolean> {
    const reply = await runCommand(db, {
      find: names.leases,
      filter: { _id: leaseName(bucket), note: { $exists: true } },
      projection: { _id: 1 },
      limit: 1,
      readConcern: { level: 'majority' },
    })
    return (reply['cursor'] as { firstBatch: unknown[] }).firstBatch.length > 0
  }

  /** The tenant's next events, and up to where these are all. */
  async function numberedAfter(
    link: StoreLink,
    after: number,
    { tenant, bucket, last }: Position,
  ): Promise<{ numbered: readonly Numbered[]; upTo: number }> {
    const [, before] = batchIdBounds(bucket)
    const from = await batchBefore(link, bucket, after)
    const found = (await findDocuments(link, {
      collection: names.batches,
      query: { tenants: tenant, _id: { $gte: from, $lt: before } },
      sort: { _id: 1 },
      limit: BATCHES_AT_ONCE,
      projection: { first: 1, count: 1, 'events.id': 1, 'events.tenant': 1 },
      maxTimeMs,
    })) as unknown as BatchDocument[]
    const numbered = found.flatMap(({ first, events: all }) =>
      all
        .map(({ id, tenant: whose }, index) => ({ id, whose, sequence: first + index }))
        .filter(({ whose, sequence }) => whose === tenant && sequence > after),
    )
    const end = found.at(-1)
    const isAll = end === undefined || found.length < BATCHES_AT_ONCE
    const upTo = end === undefined ? last : end.first + end.count - 1
    return { numbered, upTo: Math.max(after, isAll ? Math.max(last, upTo) : upTo) }
  }

  /** The id of the batch that may hold the number, whosever its events are. */
  async function batchBefore(link: StoreLink, bucket: number, after: number): Promise<string> {
    const [start] = batchIdBounds(bucket)
    if (after === 0) return start
    const [found] = await findDocuments(link, {
      collection: names.batches,
      query: { _id: { $gte: start, $lte: batchId(bucket, after) } },
      sort: { _id: -1 },
      limit: 1,
      projection: { _id: 1 },
      maxTimeMs,
    })
    return (found?.['_id'] as string | undefined) ?? start
  }

  async function readPage(link: StoreLink, { filter, after, limit }: ReadSequence) {
    if (!link.isReplicated) throw unavailable()
    const position = await tryPosition(link, filter.tenant)
    if (position === undefined || position.last <= after) return { events: [], upTo: after }
    const page: NumberedEvent[] = []
    let upTo = after
    for (let lookedAt = 0; lookedAt < MAX_LOOKED_AT && upTo < position.last;) {
      const next = await numberedAfter(link, upTo, position)
      lookedAt += next.numbered.length
      const sinceMs = performance.now()
      for (let from = 0; from < next.numbered.length; from += limit) {
        const some = next.numbered.slice(from, from + limit)
        const ids = some.map(({ id }) => id)
        const found = await events.among(link, filter, { ids, sinceMs })
        const byId = new Map(found.map((event) => [event._id, event]))
        for (const { id, sequence } of some) {
          const event = byId.get(id)
          if (event !== undefined) page.push({ sequence, event })
          upTo = sequence
          if (page.length === limit) return { events: page, upTo }
        }
      }
      upTo = next.upTo
    }
    return { events: page, upTo }
  }

  return {
    upTo: async (tenant) => read(async (link) => (await tryPosition(link, tenant))?.last ?? null),
    read: async (request) => read((link) => readPage(link, request)),
    numbersOf: async (tenant, ids) =>
      read(async (link) => {
        const all = new Map<string, number>()
        for (let from = 0; from < ids.length; from += MAX_NUMBERS_AT_ONCE) {
          const some = ids.slice(from, from + MAX_NUMBERS_AT_ONCE)
          const found = await numbersOf(link, { batches: names.batches, ids: some, tenant })
          for (const [id, sequence] of found) all.set(id, sequence)
        }
        return all
      }),
  }
}

function unavailable(): AuditError {
  return new AuditError(
    'AUDIT_SEQUENCE_UNAVAILABLE',
    'Events have no sequence numbers on a standalone server: run MongoDB as a replica set',
  )
}
