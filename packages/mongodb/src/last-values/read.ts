/**
 * Where is the last value of each path?
 *
 * One reading of the projection, however many records; and, because numbers come a moment after
 * the events, a look at what is newer than the projection.
 */
import { binaryParts, idText, maskText, recordKey, typeKey } from '@rastro/core'
import type { LastValues, LastValueStore, PendingValues, RecordOf, Sealing } from '@rastro/core'
import type { Db, Document } from 'mongodb'
import { numbersOf } from '../sequencer/known-ids.ts'
import { bucketOf } from '../sequencer/bucket.ts'
import { tryReadLayout } from '../sequencer/layout.ts'
import { tryLastBatch } from '../sequencer/standing.ts'
import type { BsonClasses } from '../store/bson-classes.ts'
import { collectionNames, DEFAULT_PREFIX } from '../store/collection-names.ts'
import { PLAIN, TYPED } from '../store/commands.ts'
import { withinTime } from '../store/deadline.ts'
import { idCandidates } from '../store/id-candidates.ts'
import { findDocuments } from '../store/reads.ts'
import { readFailed, storeTooSlow } from '../store/store-errors.ts'
import { createStoreLinks } from '../store/store-link.ts'
import type { StoreLink } from '../store/store-link.ts'
import { pathOf } from './last-value-update.ts'

/** Where the projection is, as `createMongoSequence` has it. */
export interface LastValueReadOptions {
  readonly database: (connectedClient?: unknown) => Db | undefined
  readonly bson?: BsonClasses
  /** What the collections' names begin with. Default `audit_`. */
  readonly prefix?: string
  /** Longest wait for the database in one call, in milliseconds. Default 10,000. */
  readonly waitMs?: number
  /** Opens names that are stored encrypted, and finds by them. Without it nobody is found by name. */
  readonly names?: Pick<Sealing, 'openNames' | 'nameToken'>
}

const DEFAULT_WAIT_MS = 10_000
const REPLY_GRACE_MS = 2_000
/** Longer than any transaction may take that the server does not end. */
const VISIBLE_AFTER_MS = 120_000
/** Clocks differ, and an event may have waited on a disk. */
const CLOCKS_MS = 3_600_000
/** More than this without a number: then nothing is known of any of those records. */
const MAX_PENDING = 2_000
const MAX_CALLED = 20

/** Makes the reader of last values. */
export function createMongoLastValues(options: LastValueReadOptions): LastValueStore {
  const { database, bson, prefix = DEFAULT_PREFIX, waitMs = DEFAULT_WAIT_MS } = options
  const names = collectionNames(prefix)
  const links = createStoreLinks({ database, bson, waitMs })
  // It never changes once it is decided.
  let buckets: number | undefined

  function ask<T>(question: (link: StoreLink) => Promise<T>): Promise<T> {
    const deadline = { waitMs: waitMs + REPLY_GRACE_MS, late: storeTooSlow }
    return withinTime(links.open().then(question), deadline).catch((error: unknown) => {
      throw readFailed(error)
    })
  }

  async function readOf(
    link: StoreLink,
    tenant: string,
    records: readonly RecordOf[],
  ): Promise<ReadonlyMap<string, LastValues>> {
    const keys = new Set(records.map((record) => recordKey(tenant, record)))
    const types = new Map(records.map(({ type }) => [typeKey(tenant, type), type]))
    const found = await findDocuments(link, {
      collection: names.last,
      query: { _id: { $in: [...keys, ...types.keys()] } },
      maxTimeMs: waitMs,
      bson: PLAIN,
    })
    const byKey = new Map(found.map((one) => [one['_id'] as unknown as string, one]))
    const called = await namesOf(tenant, byKey)
    return new Map(
      records.flatMap((record) => {
        const key = recordKey(tenant, record)
        const one = byKey.get(key)
        const all = byKey.get(typeKey(tenant, record.type))
        return one === undefined ? [] : [[key, lastValues(one, all, called.get(key))] as const]
      }),
    )
  }

  /** What records are called, as far as that can be read; all of them at once. */
  async function namesOf(
    tenant: string,
    documents: ReadonlyMap<string, Document>,
  ): Promise<ReadonlyMap<string, string>> {
    const sealed = [...documents].flatMap(([key, { name }]) => {
      const { v, k, e } = (name ?? {}) as { v?: unknown; k?: string[]; e?: string }
      if (v === undefined || k === undefined || e === undefined) return []
      return [{ key, name: { event: e, keys: k, value: binaryParts(v).bytes } }]
    })
    const opened = await options.names?.openNames(
      tenant,
      sealed.map((one) => one.name),
    )
    return new Map(
      sealed.flatMap(({ key }, at) => {
        const text = opened?.[at]
        return text === undefined ? [] : [[key, text] as const]
      }),
    )
  }

  async function pendingOf(
    link: StoreLink,
    tenant: string,
    records: readonly RecordOf[],
  ): Promise<ReadonlyMap<string, PendingValues>> {
    const all = (): ReadonlyMap<string, PendingValues> =>
      new Map(
        records.map((one) => [recordKey(tenant, one), { paths: new Set<string>(), isAll: true }]),
      )
    buckets ??= await tryReadLayout(link.db, names.leases)
    if (buckets === undefined) return all()
    const last = await tryLastBatch(link, {
      batches: names.batches,
      bucket: bucketOf(tenant, buckets),
    })
    if (last === undefined) return all()
    const found = await findDocuments(link, {
      collection: names.events,
      query: {
        'e.tenant': tenant,
        'e.target.id': { $in: records.flatMap(({ id }) => idCandidates(idText(id), link.classes)) },
        'e.at': { $gte: new Date(last.at.getTime() - CLOCKS_MS) },
        recordedAt: { $gte: new Date(last.at.getTime() - VISIBLE_AFTER_MS) },
        'e.personal': { $exists: true },
      },
      projection: PENDING,
      limit: MAX_PENDING + 1,
      maxTimeMs: waitMs,
      bson: TYPED,
    })
    if (found.length > MAX_PENDING) return all()
    const wanted = new Set(records.map((one) => recordKey(tenant, one)))
    const own = found.filter(({ e }) => wanted.has(recordKey(tenant, targetOf(e as Document))))
    const ids = own.map(({ _id }) => _id as unknown as string)
    const numbers = await numbersInParts(link, ids, tenant)
    return pendingByRecord(
      tenant,
      own.filter(({ _id }) => !numbers.has(_id as unknown as string)),
    )
  }

  async function numbersInParts(link: StoreLink, ids: readonly string[], tenant: string) {
    const numbers = new Map<string, number>()
    for (let from = 0; from < ids.length; from += 1_000) {
      const some = ids.slice(from, from + 1_000)
      const found = await numbersOf(link, { batches: names.batches, ids: some, tenant })
      for (const [id, number] of found) numbers.set(id, number)
    }
    return numbers
  }

  return {
    read: async (tenant, records) =>
      records.length === 0 ? new Map() : ask((link) => readOf(link, tenant, records)),
    pending: async (tenant, records) =>
      records.length === 0 ? new Map() : ask((link) => pendingOf(link, tenant, records)),
    called: async (tenant, name) =>
      ask(async (link) => {
        const token = await options.names?.nameToken(tenant, name)
        const found = await findDocuments(link, {
          collection: names.last,
          // What is masked has no token, is kept masked otherwise, and is nobody's name.
          query:
            token === undefined
              ? { tenant, 'name.text': name, 'name.m': { $exists: false } }
              : { tenant, 'name.t': token },
          projection: { type: 1, id: 1 },
          limit: MAX_CALLED,
          maxTimeMs: waitMs,
          bson: PLAIN,
        })
        return found.flatMap(({ _id, type, id }) => {
          // Kept as text: of which type it was, the record's key says.
          const ids = typeof id === 'string' ? idCandidates(id, link.classes) : []
          const own = ids.find((one) => recordKey(tenant, { type, id: one }) === String(_id))
          return own === undefined ? [] : { type, id: own }
        })
      }),
  }
}

const PENDING = Object.fromEntries(
  ['target', 'personal', 'sensitive', 'operation', 'fidelity'].map((field) => [`e.${field}`, 1]),
)

function targetOf({ target }: Document): RecordOf {
  return target as RecordOf
}

function pendingByRecord(
  tenant: string,
  found: readonly Document[],
): ReadonlyMap<string, PendingValues> {
  const byRecord = new Map<string, { paths: Set<string>; isAll: boolean }>()
  for (const { e } of found as unknown as readonly { e: Document }[]) {
    const key = recordKey(tenant, targetOf(e))
    const known = byRecord.get(key) ?? { paths: new Set<string>(), isAll: false }
    byRecord.set(key, known)
    for (const path of [...list(e['personal']), ...list(e['sensitive'])]) known.paths.add(path)
    const isDeletion = e['operation'] === 'delete' || e['operation'] === 'bulk-delete'
    known.isAll ||= isDeletion || e['fidelity'] === 'intent'
  }
  return byRecord
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

interface Kept {
  readonly f?: Readonly<Record<string, { s: number; id: string; h?: true }>>
  readonly name?: { readonly s: number; readonly text?: string; readonly m?: true }
  readonly deleted?: number
  readonly alive?: number
  readonly unknown?: number
}

function lastValues(
  document: Document,
  ofType: Document | undefined,
  called: string | undefined,
): LastValues {
  const { f = {}, name, deleted, alive, unknown } = document as Kept
  const upTo = Math.max(unknown ?? -1, (ofType as Kept | undefined)?.unknown ?? -1)
  return {
    paths: new Map(
      Object.entries(f).map(([field, { s, id, h }]) => [
        pathOf(field),
        { sequence: s, id, isHidden: h === true },
      ]),
    ),
    ...nameOf(name, called),
    ...(deleted === undefined ? {} : { deleted }),
    ...(alive === undefined ? {} : { alive }),
    ...(upTo < 0 ? {} : { unknown: upTo }),
  }
}

function nameOf(name: Kept['name'], called: string | undefined): Pick<LastValues, 'name'> {
  if (name === undefined) return {}
  const isMasked = name.m === true
  const { s: sequence } = name
  if (name.text !== undefined) return { name: { text: name.text, isMasked, sequence } }
  // Erased: nobody knows any more.
  if (called === undefined) return {}
  return { name: { text: isMasked ? maskText(called) : called, isMasked, sequence } }
}
