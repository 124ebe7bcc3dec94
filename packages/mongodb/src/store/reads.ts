/**
 * How are documents read, whatever the application's client is set to?
 *
 * From the primary, of what a majority has (a standalone server has no majority), in binary order
 * and bounded in time.
 */
import type { BSONSerializeOptions, Document, FindCursor, Sort } from 'mongodb'
import { PLAIN } from './commands.ts'
import type { StoreLink } from './store-link.ts'

export interface FindRequest {
  readonly collection: string
  readonly query: Document
  readonly maxTimeMs: number
  readonly sort?: Sort
  readonly limit?: number
  readonly projection?: Document
  /** Name of an index that is to be used. */
  readonly hint?: string
  /** Default: numbers and bytes as JavaScript has them. */
  readonly bson?: BSONSerializeOptions
}

/** In one reply where 16 MB hold it, instead of the 101 documents of a first batch. */
const BATCH_SIZE = 10_000

// A collection made by hand might compare `Acme` and `acme` as one tenant.
const BINARY_ORDER = { locale: 'simple' } as const

export async function findDocuments(link: StoreLink, request: FindRequest): Promise<Document[]> {
  return openCursor(link, { ...request, batchSize: request.limit ?? BATCH_SIZE }).toArray()
}

/** How a cursor goes on after its first reply. */
export interface CursorRequest extends FindRequest {
  readonly batchSize: number
  /** All of it as it was at one moment, which the server keeps for five minutes. */
  readonly isSnapshot?: boolean
}

/** Nothing is sent before its first use. */
export function openCursor(link: StoreLink, request: CursorRequest): FindCursor<Document> {
  const { collection, query, sort, limit, projection, hint, bson = PLAIN } = request
  const options = readOptions(link, request.maxTimeMs)
  return link.db.collection(collection, bson).find(query, {
    ...bson,
    ...options,
    ...(request.isSnapshot === true && { readConcern: { level: 'snapshot' } }),
    batchSize: request.batchSize,
    ...(sort && { sort }),
    ...(limit !== undefined && { limit }),
    ...(projection && { projection }),
    ...(hint !== undefined && { hint }),
  })
}

/** Counts what matches, up to a bound. */
export async function countDocuments(
  link: StoreLink,
  request: FindRequest & { readonly limit: number },
): Promise<number> {
  const { collection, query, limit } = request
  const pipeline = [{ $match: query }, { $limit: limit }, { $count: 'n' }]
  const cursor = link.db
    .collection(collection, PLAIN)
    .aggregate(pipeline, { ...PLAIN, ...readOptions(link, request.maxTimeMs) })
  const [counted] = await cursor.toArray()
  return (counted?.['n'] as number | undefined) ?? 0
}

/** The same; `values`: what shares a value of the field is one, what has none counts each. */
export async function countByValue(
  link: StoreLink,
  request: FindRequest & { readonly limit: number; readonly field: string },
): Promise<{ readonly n: number; readonly values: number }> {
  const { collection, query, limit, field } = request
  const isAlone = { $eq: ['$_id', null] }
  const pipeline = [
    { $match: query },
    { $limit: limit },
    { $group: { _id: `$${field}`, n: { $sum: 1 } } },
    {
      $group: {
        _id: null,
        n: { $sum: '$n' },
        values: { $sum: { $cond: [isAlone, '$n', 1] } },
      },
    },
  ]
  const cursor = link.db
    .collection(collection, PLAIN)
    .aggregate(pipeline, { ...PLAIN, ...readOptions(link, request.maxTimeMs) })
  const [counted] = await cursor.toArray()
  return {
    n: (counted?.['n'] as number | undefined) ?? 0,
    values: (counted?.['values'] as number | undefined) ?? 0,
  }
}

/** Returns the different values of a field. */
export async function distinctValues(
  link: StoreLink,
  request: FindRequest & { readonly field: string },
): Promise<unknown[]> {
  const { collection, query, field } = request
  return link.db
    .collection(collection, PLAIN)
    .distinct(field, query, { ...PLAIN, ...readOptions(link, request.maxTimeMs) })
}

function readOptions(link: StoreLink, maxTimeMs: number) {
  return {
    readPreference: 'primary',
    readConcern: { level: link.isReplicated ? 'majority' : 'local' },
    collation: BINARY_ORDER,
    maxTimeMS: maxTimeMs,
  } as const
}
