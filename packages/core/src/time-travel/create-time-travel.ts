/**
 * The past of records: what they were, what lies between two instants, and how they come back.
 *
 * Joins the parts; the way through a history is in `journey.ts`, what is to be written in
 * `plan-revert.ts`.
 */
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions, describeKind } from '../errors/options.ts'
import { diffRecords } from '../diff/diff-records.ts'
import type { EventNote } from '../context/context.ts'
import type { Clock } from '../environment/environment.ts'
import type { RecordReference } from '../event/event.ts'
import { namesOnly, withholdSecrets } from '../privacy/withhold.ts'
import type { ReadAccess, RecordKey } from '../query/reader.ts'
import { existed, judge } from './certainty.ts'
import { parseInstant, pointText } from './instant.ts'
import type { Instant, Point } from './instant.ts'
import { auditedPart } from './journey.ts'
import { nameContradictions } from './name-contradictions.ts'
import { overlap } from './paths.ts'
import { meetings, planEventRevert, planReturnTo } from './plan-revert.ts'
import type { Meeting, Present, RevertPlan } from './plan-revert.ts'
import { eventsOf, isWriteOf } from './record-history.ts'
import { conflict, refused } from './refusals.ts'
import type { MissingPath } from './shown-record.ts'
import type {
  Certainty,
  Comparison,
  RecordState,
  RevertOptions,
  StateStatus,
  TimeTravel,
} from './time-travel.ts'
import { arrive } from './traveller.ts'
import type { Arrival, TravellerParts } from './traveller.ts'
import { isWrite } from './write-kind.ts'

/** What time travel works with. */
export interface TimeTravelParts extends TravellerParts {
  readonly clock: Clock
  /** Whether a write of this place and operation makes an event now. */
  readonly isRecorded: (place: string, operation: string) => Promise<boolean>
  /** Runs a write so that its event says so. */
  readonly noting: <T>(note: EventNote, run: () => Promise<T>) => Promise<T>
}

const MAX_REASON_CHARS = 1000

/** Makes the time travel of one audit. */
export function createTimeTravel(parts: TimeTravelParts): TimeTravel {
  const { reader, clock } = parts

  const readInstant = (given: unknown, field: string): Point =>
    parseInstant(given, { field, now: clock.now() })

  async function stateOf(
    access: ReadAccess,
    target: RecordKey,
    how: { readonly point: Point; readonly field: string },
  ): Promise<RecordState> {
    const to = { access, target: checkTarget(target), ...how }
    const arrival = await arrive(parts, to)
    const { shown, certainty } = judge(arrival)
    const missing = await nameContradictions(reader, to, { arrival, missing: certainty.missing })
    const { journey } = arrival
    return {
      target: referenceTo(arrival, target),
      record: shown.record,
      exists: existed(arrival),
      event: journey.boundary?.id ?? null,
      ...certainty,
      missing,
    }
  }

  async function revertEvent(access: ReadAccess, id: unknown): Promise<Prepared> {
    const event = typeof id === 'string' ? await reader.get(access, id) : undefined
    if (event === undefined) throw new AuditError('AUDIT_NOT_FOUND', 'there is no such event')
    if (!isWrite(event)) {
      const message = 'event: tells of no write of a record, so there is nothing to revert'
      throw new AuditError('AUDIT_QUERY_INVALID', message, { field: 'event' })
    }
    const target = { type: event.target.type, id: event.target.id }
    let met: Meeting[] = []
    let live: Arrival['record']
    let collection: Arrival['collection']
    const arrival = await arrive(parts, {
      access,
      target,
      point: { kind: 'event', id: event.id },
      field: 'event',
      onStart: (start) => {
        met = []
        live = start.record
        collection = start.collection
      },
      onLater(later) {
        const audited = live && collection && auditedPart(collection, live)
        const bookkeeping = collection?.bookkeeping ?? []
        met.push(...meetings(event, later, { audited, bookkeeping }))
      },
    })
    const present = presentOf(arrival, target)
    if (met.length > 0) {
      throw conflict(
        met.map(({ path }) => path),
        met.map((one) => one.event),
      )
    }
    const plan = planEventRevert(event, arrival.journey, present)
    return { arrival, plan, target, reverts: event.id }
  }

  async function revertTo(access: ReadAccess, given: RecordKey, to: Instant): Promise<Prepared> {
    const target = checkTarget(given)
    const point = readInstant(to, 'to')
    const arrival = await arrive(parts, { access, target, point, field: 'to' })
    const plan = planReturnTo(arrival.journey, presentOf(arrival, target))
    return { arrival, plan, target, reverts: pointText(point) }
  }

  async function assertRecorded({ arrival, plan }: Prepared): Promise<void> {
    const { before, after } = plan.write
    const kind = arrival.collection?.classify({
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    })
    if (kind !== undefined && (await parts.isRecorded(kind.place, kind.operation))) return
    throw refused('the write would not be recorded: its place or operation is switched off')
  }

  async function carryOut(prepared: Prepared, options: RevertOptions): Promise<string | null> {
    const { arrival, plan, reverts } = prepared
    const { collection } = arrival
    if (collection === undefined) throw unknownTarget(prepared.target)
    const { reason } = options
    const note = { details: { reverts }, ...(reason === undefined ? {} : { reason }) }
    const outcome = await parts.noting(note, () => collection.write(plan.write))
    if (!outcome.done) throw conflict(outcome.changed, [])
    await parts.settle()
    return eventOfRevert(prepared)
  }

  /** The newest write that says so: its transaction is over, so it is there. */
  async function eventOfRevert({ arrival, target, reverts }: Prepared): Promise<string | null> {
    const of = { tenant: parts.tenant, target }
    for await (const event of eventsOf(reader, of, 'newest')) {
      if (event.id === arrival.journey.newest.id) break
      if (isWriteOf(event, target) && event.details?.['reverts'] === reverts) return event.id
    }
    return null
  }

  return {
    stateAt: async (access, target, instant) =>
      stateOf(access, target, { point: readInstant(instant, 'at'), field: 'at' }),
    async compare(access, target, between) {
      const points = {
        from: { point: readInstant(between?.from, 'from'), field: 'from' },
        to: { point: readInstant(between?.to, 'to'), field: 'to' },
      }
      const from = await stateOf(access, target, points.from)
      return comparison(from, await stateOf(access, target, points.to))
    },
    async revert(access, what, options = {}) {
      checkRevert(what, options)
      const prepared =
        'event' in what
          ? await revertEvent(access, what.event)
          : await revertTo(access, what.target, what.to)
      const { arrival, plan, target } = prepared
      const newest = arrival.journey.newest.id
      if (options.latest !== undefined && options.latest !== newest) throw conflict([[]], [newest])
      const isDone = plan.operation === 'none' || options.dryRun === true
      if (plan.operation !== 'none') await assertRecorded(prepared)
      const event = isDone ? null : await carryOut(prepared, options)
      return {
        target: referenceTo(arrival, target),
        operation: plan.operation,
        changes: shownChanges(prepared),
        dryRun: options.dryRun === true,
        event,
        latest: newest,
        left: plan.left,
      }
    },
  }

  function shownChanges({ arrival, plan, target }: Prepared) {
    const { before, after } = plan.write
    const image = after ?? before
    const place = image && arrival.collection?.classify({ before: image, after: image })?.place
    const changes = withholdSecrets(plan.changes, parts.secretsOf?.(target.type))
    return place !== undefined && parts.modeOf(place) === 'summary' ? namesOnly(changes) : changes
  }
}

interface Prepared {
  readonly arrival: Arrival
  readonly plan: RevertPlan
  readonly target: RecordKey
  /** What the event of the write says that it reverted. */
  readonly reverts: string
}

/** @throws AuditError `AUDIT_TARGET_UNKNOWN` */
function presentOf(arrival: Arrival, target: RecordKey): Present {
  const { collection, record, journey } = arrival
  if (collection === undefined) throw unknownTarget(target)
  return {
    id: journey.id,
    record,
    audited: record && auditedPart(collection, record),
    bookkeeping: collection.bookkeeping,
  }
}

function unknownTarget({ type }: RecordKey): AuditError {
  return new AuditError(
    'AUDIT_TARGET_UNKNOWN',
    `no audited collection of this application keeps records of type '${type.slice(0, 100)}'`,
    { field: 'target' },
  )
}

function referenceTo({ journey }: Arrival, { type }: RecordKey): RecordReference {
  const { name } = journey.newest.target
  return { type, id: journey.id, ...(name === undefined ? {} : { name }) }
}

function comparison(from: RecordState, to: RecordState): Comparison {
  const certainty = worse(from, to)
  const unknown = certainty.missing.filter(({ because }) => because !== 'ignored')
  const changes = diffRecords(from.record, to.record).filter(
    ({ path }) => !unknown.some((missing) => overlap(missing.path, path)),
  )
  const brief = ({ exists, event, status }: RecordState) => ({ exists, event, status })
  return { target: to.target, changes, from: brief(from), to: brief(to), ...certainty }
}

const WORSE: readonly StateStatus[] = ['exact', 'derived', 'incomplete']

function worse(one: Certainty, other: Certainty): Certainty {
  const [first, second] =
    WORSE.indexOf(one.status) >= WORSE.indexOf(other.status) ? [one, other] : [other, one]
  const { status, reason, checkedAgainst } = first
  return {
    status,
    ...(reason === undefined ? {} : { reason }),
    checkedAgainst,
    missing: once([...first.missing, ...second.missing]),
    breaks: first.breaks.length >= second.breaks.length ? first.breaks : second.breaks,
  }
}

function once(missing: readonly MissingPath[]): MissingPath[] {
  return [...new Map(missing.map((one) => [JSON.stringify(one), one])).values()]
}

function checkTarget(target: unknown): RecordKey {
  const { type, id } = (target ?? {}) as Partial<RecordKey>
  if (typeof type === 'string' && type !== '' && id !== undefined && id !== null) {
    return { type, id }
  }
  const message = "target needs { type, id }: the model's name and the record's id"
  throw new AuditError('AUDIT_QUERY_INVALID', message, { field: 'target' })
}

function checkRevert(what: unknown, options: RevertOptions): void {
  checkOptions('audit.revert', what, ['event', 'target', 'to'])
  checkOptions('the revert', options, ['reason', 'dryRun', 'latest'])
  const { event, target, to } = what as { event?: unknown; target?: unknown; to?: unknown }
  const isOne = (event === undefined) !== (target === undefined && to === undefined)
  if (!isOne) throw invalid('event', 'a revert needs either { event } or { target, to }')
  if (event !== undefined && typeof event !== 'string') {
    throw invalid('event', `expected an event's id, got ${describeKind(event)}`)
  }
  const { reason, dryRun, latest } = options
  const isReason =
    typeof reason === 'string' && reason.trim() !== '' && reason.length <= MAX_REASON_CHARS
  if (reason !== undefined && !isReason) {
    throw invalid('reason', `must be a text of 1 to ${MAX_REASON_CHARS} characters`)
  }
  if (dryRun !== undefined && typeof dryRun !== 'boolean') {
    throw invalid('dryRun', 'must be true or false')
  }
  if (latest !== undefined && typeof latest !== 'string') {
    throw invalid('latest', "must be an event's id")
  }
}

function invalid(field: string, message: string): AuditError {
  return new AuditError('AUDIT_QUERY_INVALID', `${field}: ${message}`, { field })
}
