/**
 * One way to an instant of a record's history, from both ends.
 *
 * Backwards from the live record through what came later, forwards from the creation through what
 * came before: every event is read once. Where the history begins later, what it began with is
 * worked out backwards first. What is said of it is in `create-time-travel.ts`.
 */
import { AuditError } from '../errors/audit-error.ts'
import { withoutPaths } from '../diff/ignore-paths.ts'
import type { ClusterTimestamp, ReadEvent, StoredRecord, StoredValue } from '../event/event.ts'
import { matchesFilter } from '../memory/match-filter.ts'
import type { ClientMode } from '../policy/policy.ts'
import type { LiveCollection, LiveRecord } from '../ports/live-records.ts'
import type { AuditReader, ReadAccess, RecordKey } from '../query/reader.ts'
import { Hole, namesOfLive, withoutLiveSecrets } from './hole.ts'
import { instantInvalid, isWithin } from './instant.ts'
import type { Point } from './instant.ts'
import { reconcile } from './reconcile.ts'
import type { Reconciled } from './reconcile.ts'
import { assertOneId, eventsOf, isWriteOf, oldestWrite } from './record-history.ts'
import type { HistoryOf } from './record-history.ts'
import { createWorkingRecord } from './working-record.ts'
import type { Break } from './working-record.ts'
import { makesRecord } from './write-kind.ts'
import type { WriteEvent } from './write-kind.ts'

const MAX_BREAKS = 100

/** Where to, for whom, and the live record to begin with. */
export interface JourneyTo {
  readonly access: ReadAccess
  readonly target: RecordKey
  readonly point: Point
  /** The option or query key that named the instant. */
  readonly field: string
  readonly live?: { readonly collection: LiveCollection; readonly reading: LiveRecord }
  /** Called with every write after the instant, newest first. */
  readonly onLater?: (event: WriteEvent) => void
}

/** What was found. */
export interface Journey extends Reconciled {
  readonly id: StoredValue
  /** The last event that belongs to the instant; undefined before the first. */
  readonly boundary: ReadEvent | undefined
  readonly newest: WriteEvent
  readonly breaks: readonly Break[]
  /** The history begins with the creation of the record. */
  readonly hasBeginning: boolean
  readonly hasDerived: boolean
}

/** What a journey reads with. */
export interface JourneyParts {
  readonly reader: AuditReader
  readonly modeOf: (place: string) => ClientMode
  /** Paths of a type of records that are secret because its schema says so. */
  readonly secretsOf?: (type: string) => readonly (readonly string[])[]
}

/**
 * Makes the way once; the history may go on meanwhile.
 *
 * @throws AuditError `AUDIT_NOT_FOUND` if nothing was recorded of the record, or not all of it may
 * be seen; `AUDIT_QUERY_INVALID` if the instant is an event of another record.
 */
export async function travel(parts: JourneyParts, to: JourneyTo): Promise<Journey> {
  const { access, target, live, point } = to
  const asOf: ClusterTimestamp | undefined = live?.reading.asOf
  const of: HistoryOf = { tenant: access.tenant, target, ...(asOf === undefined ? {} : { asOf }) }
  const first = await oldestWrite(parts.reader, of)
  if (first === undefined) throw nothingRecorded()
  const hasBeginning = makesRecord(first)
  const seen = createObserver(access, first.target.id)
  const start =
    live === undefined ? new Hole('before-history') : liveImage(live, parts, target.type)
  const back = await goBack(parts.reader, of, {
    to,
    start,
    seen,
    untilFirst: !hasBeginning && live !== undefined,
  })
  const { boundary } = back
  if (boundary === undefined && point.kind === 'event') {
    throw instantInvalid(to.field, 'this event is not one of this record')
  }
  const beginning = hasBeginning ? undefined : back.beginning
  const forward =
    boundary === undefined
      ? { image: beginning, breaks: [] }
      : await goForward(parts.reader, of, { beginning, boundary, seen })
  return {
    ...reconcile(forward.image, live === undefined ? new Hole('before-history') : back.image),
    id: first.target.id,
    boundary,
    newest: back.newest ?? first,
    breaks: [...forward.breaks, ...back.breaks].slice(0, MAX_BREAKS),
    hasBeginning,
    hasDerived: seen.hasDerived(),
  }
}

/** The record as it is, without what is not audited and what is not for show. */
function liveImage(
  { collection, reading }: NonNullable<JourneyTo['live']>,
  { modeOf, secretsOf }: JourneyParts,
  type: string,
): unknown {
  const { record } = reading
  if (record === undefined) return undefined
  const audited = auditedPart(collection, record)
  const place = collection.classify({ before: record, after: record })?.place
  const isNamesOnly = place !== undefined && modeOf(place) === 'summary'
  return isNamesOnly ? namesOfLive(audited) : withoutLiveSecrets(audited, secretsOf?.(type))
}

/** The record without the paths that its model ignores. */
export function auditedPart(collection: LiveCollection, record: StoredRecord): StoredRecord {
  return withoutPaths(record, collection.ignoredOf(record)) as StoredRecord
}

async function goBack(
  reader: AuditReader,
  of: HistoryOf,
  way: {
    readonly to: JourneyTo
    readonly start: unknown
    readonly seen: Observer
    /** Goes on to the first event, to know what the history began with. */
    readonly untilFirst: boolean
  },
): Promise<{
  image: unknown
  beginning: unknown
  boundary: ReadEvent | undefined
  newest: WriteEvent | undefined
  breaks: Break[]
}> {
  const { point, onLater } = way.to
  const working = createWorkingRecord(way.start)
  const breaks: Break[] = []
  let boundary: ReadEvent | undefined
  let newest: WriteEvent | undefined
  let image: unknown
  for await (const event of eventsOf(reader, of, 'newest')) {
    const isOwn = isWriteOf(event, of.target)
    if (isOwn) newest ??= event
    if (boundary === undefined && (isOwn || point.kind === 'event') && isWithin(event, point)) {
      boundary = event
      image = working.image()
      if (!way.untilFirst) break
    }
    if (!isOwn) continue
    if (boundary === undefined) {
      way.seen.note(event)
      onLater?.(event)
      keepSome(breaks, working.back(event))
    } else {
      working.back(event)
    }
  }
  if (boundary === undefined) image = working.image()
  const beginning = way.untilFirst ? working.image() : new Hole('before-history')
  return { image, beginning, boundary, newest, breaks }
}

async function goForward(
  reader: AuditReader,
  of: HistoryOf,
  way: { readonly beginning: unknown; readonly boundary: ReadEvent; readonly seen: Observer },
): Promise<{ image: unknown; breaks: Break[] }> {
  const working = createWorkingRecord(way.beginning)
  const breaks: Break[] = []
  for await (const event of eventsOf(reader, of, 'oldest')) {
    if (isWriteOf(event, of.target)) {
      way.seen.note(event)
      keepSome(breaks, working.forward(event))
    }
    if (event.id === way.boundary.id) break
  }
  return { image: working.image(), breaks }
}

interface Observer {
  note(event: WriteEvent): void
  hasDerived(): boolean
}

function createObserver(access: ReadAccess, id: StoredValue): Observer {
  let hasDerived = false
  const filter = { ...access }
  return {
    note(event) {
      assertOneId(id, event.target.id)
      // Of a record whose history is in the scope in part only, the state would tell the rest.
      if (access.scope !== undefined && !matchesFilter(event, filter)) throw nothingRecorded()
      if (event.fidelity === 'derived') hasDerived = true
    },
    hasDerived: () => hasDerived,
  }
}

function keepSome(breaks: Break[], more: readonly Break[]): void {
  if (breaks.length < MAX_BREAKS) breaks.push(...more.slice(0, MAX_BREAKS - breaks.length))
}

export function nothingRecorded(): AuditError {
  return new AuditError('AUDIT_NOT_FOUND', 'nothing was recorded of this record')
}
