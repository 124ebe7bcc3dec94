/** A record as it was, what lies between two instants, and taking it back. */
import { AuditError, checkOptions, idText, matchesIdText } from '@rastro/core'
import type {
  RecordKey,
  RecordReference,
  RevertOptions,
  RevertWhat,
  TimeTravel,
} from '@rastro/core'
import { assertOwnWrite } from '../access/same-origin.ts'
import { comparisonJson, revertedJson, stateJson } from '../answers/past-json.ts'
import type { PastWording } from '../answers/past-json.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { notFound, requestInvalid } from '../http/refusal.ts'
import { readAccess, viewerOf, wordingOf } from './service.ts'
import type { Handler, Service, Visit } from './service.ts'

/** `GET state?tt&tid&at`. */
export const readState: Handler = async (visit, service) => {
  const target = targetOf(visit)
  const at = required('at', visit.given.at)
  const state = await pastOf(service).stateAt(readAccess(visit.access), target, at)
  const wording = await pastWording(target, visit, service)
  await looked(visit, service, { target: state.target, at: [at], wording })
  return jsonAnswer(200, stateJson(state, wording))
}

/** `GET compare?tt&tid&from&to`. */
export const compareInstants: Handler = async (visit, service) => {
  const target = targetOf(visit)
  const { query } = visit.given
  const between = { from: required('from', query['from']), to: required('to', query['to']) }
  const comparison = await pastOf(service).compare(readAccess(visit.access), target, between)
  const wording = await pastWording(target, visit, service)
  const at = [between.from, between.to]
  await looked(visit, service, { target: comparison.target, at, wording })
  return jsonAnswer(200, comparisonJson(comparison, wording))
}

/** `POST revert`. What it did is an event of the record; what it would do is a look at its past. */
export const revertRecord: Handler = async (visit, service) => {
  assertOwnWrite(visit.request)
  const past = pastOf(service)
  const { what, options } = readRevert(await visit.request.json())
  const result = await past.revert(readAccess(visit.access), what, options)
  const wording = await pastWording(result.target, visit, service)
  if (result.event === null) {
    const at = 'event' in what ? what.event : String(what.to)
    await looked(visit, service, { target: result.target, at: [at], wording })
  }
  return jsonAnswer(200, revertedJson(result, wording))
}

/** Where a record is recorded, its newest own event says; related ones are of other places. */
async function pastWording(
  { type, id }: RecordKey,
  visit: Visit,
  service: Service,
): Promise<PastWording> {
  const query = { tt: type, tid: idText(id) }
  const { events } = await service.reader.find(readAccess(visit.access), query, { limit: RECENT })
  const own = events.find(
    ({ target }) => target?.type === type && matchesIdText(target.id, query.tid),
  )
  return { ...wordingOf(visit, service), place: (own ?? events[0])?.place ?? '' }
}

const RECENT = 20

function pastOf({ past }: Service): TimeTravel {
  if (past === undefined) throw notFound('the past of records is not enabled here')
  return past
}

async function looked(
  visit: Visit,
  { looking }: Service,
  {
    target,
    at,
    wording,
  }: {
    readonly target: RecordReference
    readonly at: readonly string[]
    readonly wording: PastWording
  },
): Promise<void> {
  const { type, id, name } = target
  await looking.pastViewed(viewerOf(visit), {
    type,
    id: idText(id),
    at,
    // Without an event there is no place.
    isKnown: wording.place !== '',
    ...(name === undefined ? {} : { name }),
  })
}

function targetOf({ given }: Visit): RecordKey {
  return { type: required('tt', given.query['tt']), id: required('tid', given.query['tid']) }
}

function required(key: 'tt' | 'tid' | 'at' | 'from' | 'to', text: string | undefined): string {
  if (text !== undefined && text !== '' && !text.includes('\0') && text.length <= MAX_CHARS) {
    return text
  }
  const message = `${key}: expected a text of 1 to ${MAX_CHARS} characters`
  throw new AuditError('AUDIT_QUERY_INVALID', message, { field: key })
}

const MAX_CHARS = 512

const BODY_KEYS = ['event', 'target', 'to', 'reason', 'dryRun', 'latest']

/** Kinds are checked where the body is used; that there is a reason, here: nobody writes in silence. */
function readRevert(body: unknown): { what: RevertWhat; options: RevertOptions } {
  checkBody('the body', body, BODY_KEYS)
  const { reason, dryRun, latest, ...what } = body as RevertOptions & Record<string, unknown>
  if (reason === undefined && dryRun !== true) {
    throw new AuditError('AUDIT_QUERY_INVALID', 'reason: a revert needs one', { field: 'reason' })
  }
  if (what['event'] === undefined) {
    checkBody('target', what['target'], ['type', 'id'])
    const { type, id } = what['target'] as { type?: unknown; id?: unknown }
    for (const [key, text] of Object.entries({ type, id, to: what['to'] })) {
      const isText = typeof text === 'string' && text !== '' && !text.includes('\0')
      if (isText && text.length <= MAX_CHARS) continue
      const field = key === 'to' ? 'to' : 'target'
      const message = `${field}: expected a text of 1 to ${MAX_CHARS} characters`
      throw new AuditError('AUDIT_QUERY_INVALID', message, { field })
    }
  }
  const options = {
    ...(reason === undefined ? {} : { reason }),
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(latest === undefined ? {} : { latest }),
  }
  return { what: what as RevertWhat, options }
}

function checkBody(where: string, given: unknown, known: readonly string[]): void {
  try {
    checkOptions(where, given, known)
  } catch (error) {
    // A wrong option of the host's is its own mistake; a wrong key of a request is the client's.
    if (!AuditError.is(error)) throw error
    if (error.field === undefined) throw requestInvalid(400, error.message)
    throw new AuditError('AUDIT_QUERY_INVALID', `${where} has no such key`, {
      field: error.field.slice(0, 64),
    })
  }
}
