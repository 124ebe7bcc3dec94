/**
 * What changed while nobody could see it?
 *
 * After history was lost the records are compared with what their events say of them. What differs
 * is looked at again after the grace period, because an event may have been on its way.
 */
import type {
  ChangeImages,
  OutOfBandParts,
  StoredEvent,
  StoredRecord,
  StoredValue,
} from '@rastro/core'
import {
  applyChanges,
  idText,
  invertChanges,
  kindOf,
  outOfBandEvent,
  toldBy,
  untoldChanges,
} from '@rastro/core'
import type { Document } from 'mongodb'
import type { DriverTimestamp } from '../capture/driver.ts'
import { idKey } from '../capture/id-key.ts'
import { KEEP_TYPES, readByIds } from '../capture/reads.ts'
import type { CaptureSite } from '../capture/site.ts'
import { TYPED } from '../store/commands.ts'
import { withOwnClasses } from '../store/own-classes.ts'
import { currentTimeOf } from './current-time.ts'
import { timestamp, typesOf } from './known-events.ts'
import type { LogToAsk } from './known-events.ts'
import { untilSettled } from './settle.ts'
import type { SettleWork } from './settle.ts'
import type { Rescan } from './standing.ts'

const PAGE = 200
/** Bounded work: more than that is said in the log, and the gap stays a gap. */
const MAX_FOUND = 5_000
const MAX_EVENTS_OF_A_RECORD = 200

/** A record that is not what its events say. */
interface Suspect {
  readonly id: StoredValue
  readonly at: DriverTimestamp
  /** Undefined where it is gone. */
  readonly record: StoredRecord | undefined
}

/** Compares a collection's records with their events; undefined if it was told to stop. */
export async function rescanCollection(
  work: SettleWork,
  site: CaptureSite,
  rescan: Rescan,
): Promise<StoredEvent[] | undefined> {
  const suspects: Suspect[] = []
  for await (const ids of pagesOf(liveIds(site))) {
    if (work.signal.aborted) return undefined
    suspects.push(...(await suspectsOf(work.log, site, { ids, rescan, areLive: true })))
    if (suspects.length >= MAX_FOUND) break
  }
  for await (const ids of pagesOf(toldIds(work.log, site))) {
    if (work.signal.aborted) return undefined
    suspects.push(...(await suspectsOf(work.log, site, { ids, rescan, areLive: false })))
    if (suspects.length >= MAX_FOUND) break
  }
  if (suspects.length === 0) return []
  const last = suspects.at(-1)
  if (last === undefined || !(await untilSettled(work, [last]))) return undefined
  const parts = await work.eventParts()
  const events: StoredEvent[] = []
  for (const suspect of suspects.slice(0, MAX_FOUND)) {
    const event = await eventOf(work.log, site, { suspect, rescan, parts })
    if (event !== undefined) events.push(event)
  }
  return events
}

async function suspectsOf(
  log: LogToAsk,
  site: CaptureSite,
  what: {
    readonly ids: readonly StoredValue[]
    readonly rescan: Rescan
    readonly areLive: boolean
  },
): Promise<Suspect[]> {
  const { time: at } = await currentTimeOf(site.original.client, site.original.dbName)
  const live = await readByIds(site, what.ids, { at })
  const suspects: Suspect[] = []
  for (const id of what.ids) {
    const record = live.get(idKey(id))
    if (what.areLive !== (record !== undefined)) continue
    const suspect = { id, at, record }
    const images = await unexplained(log, site, { suspect, rescan: what.rescan })
    if (images !== 'explained') suspects.push(suspect)
  }
  return suspects
}

async function eventOf(
  log: LogToAsk,
  site: CaptureSite,
  what: { readonly suspect: Suspect; readonly rescan: Rescan; readonly parts: OutOfBandParts },
): Promise<StoredEvent | undefined> {
  const { suspect, rescan, parts } = what
  const images = await unexplained(log, site, { suspect, rescan })
  if (images === 'explained') return undefined
  const { id, at, record } = suspect
  const kind = record === undefined ? 'delete' : 'replace'
  const change = { key: idKey(id), id, at, kind, isTransactional: false } as const
  const { namespace } = rescan
  return outOfBandEvent(
    { change, namespace, collection: site.audited, images: images ?? undefined },
    parts,
  )
}

/** The images between which something happened; null where there are none to tell. */
async function unexplained(
  log: LogToAsk,
  site: CaptureSite,
  { suspect, rescan }: { readonly suspect: Suspect; readonly rescan: Rescan },
): Promise<ChangeImages | null | 'explained'> {
  const { id, record } = suspect
  const events = await newestEvents(log, site, suspect)
  const told = toldBy(events)
  if (record === undefined) return told.exists === true ? null : 'explained'
  if (told.exists === false) return { before: undefined, after: record, fidelity: 'derived' }
  if (events.length === 0) {
    // Older than the audit, unless it was made while nobody looked.
    if (!isMadeSince(id, rescan.since)) return 'explained'
    return { before: undefined, after: record, fidelity: 'derived' }
  }
  const ignore = (site.audited.modelOf(record) ?? site.audited.root).ignore
  const changes = untoldChanges(told, record, ignore)
  if (changes.length === 0) return 'explained'
  const before = applyChanges(record, invertChanges(changes)) as StoredRecord
  return { before, after: record, fidelity: 'derived' }
}

async function newestEvents(log: LogToAsk, site: CaptureSite, { id, at }: Suspect) {
  const { link, names, tenant, open } = log
  const bson = { ...TYPED }
  const cursor = link.db.collection(names.events, bson).find(
    {
      'e.tenant': tenant,
      'e.target.id': withOwnClasses(id, link.classes),
      'e.ct.t': { $lte: timestamp(log, at) },
      'e.target.type': { $in: typesOf(site.audited) },
    },
    {
      ...bson,
      sort: { 'e.ct.t': -1, 'e.ct.n': -1, _id: -1 },
      projection: { 'e.tenant': 1, 'e.changes': 1, 'e.fidelity': 1, 'e.sealed': 1 },
      limit: MAX_EVENTS_OF_A_RECORD,
      readPreference: 'primary',
      readConcern: { level: 'majority' },
      collation: { locale: 'simple' },
    },
  )
  const found = (await cursor.toArray()) as unknown as readonly StoredEvent[]
  return ((await open?.(found)) ?? found).map(({ e }) => e)
}

async function* liveIds(site: CaptureSite): AsyncGenerator {
  const { client, dbName, collectionName } = site.original
  const command = { find: collectionName, projection: { _id: 1 }, sort: { _id: 1 } }
  const cursor = client.db(dbName).runCursorCommand(command, { ...KEEP_TYPES })
  for await (const { _id } of cursor) yield _id
}

/** Records that events tell of, each once. */
async function* toldIds({ link, names, tenant }: LogToAsk, site: CaptureSite): AsyncGenerator {
  const bson = { ...TYPED }
  const cursor = link.db.collection(names.events, bson).find(
    {
      'e.tenant': tenant,
      'e.target.id': { $exists: true },
      'e.ct.t': { $exists: true },
      'e.target.type': { $in: typesOf(site.audited) },
    },
    {
      ...bson,
      sort: { 'e.target.id': 1 },
      projection: { id: '$e.target.id' },
      readPreference: 'primary',
      readConcern: { level: 'majority' },
    },
  )
  let last: string | undefined
  for await (const one of cursor) {
    const { id } = one as Document
    const key = idKey(id)
    if (key !== last) yield id
    last = key
  }
}

async function* pagesOf(ids: AsyncIterable<StoredValue>): AsyncGenerator<StoredValue[]> {
  let page: StoredValue[] = []
  for await (const id of ids) {
    page.push(id)
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

/** Ids of this type begin with the second in which they were made. */
function isMadeSince(id: StoredValue, since: Date): boolean {
  if (kindOf(id) !== 'objectId') return false
  const seconds = Number.parseInt(idText(id).slice(0, 8), 16)
  return seconds * 1000 >= since.getTime() - 1000
}
