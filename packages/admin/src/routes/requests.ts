/**
 * What persons ask about their data, for whoever handles it.
 *
 * Every change is made over the version that was read, as `If-Match` says it. A download's link is
 * in no answer: it goes to the person, and only the person can use it.
 */
import { AuditError, isOwnActor, matchesIdText } from '@rastro/core'
import type {
  JsonValue,
  ListRequests,
  ReadEvent,
  RequestAccess,
  StepOptions,
  SubjectKey,
  SubjectRequest,
  SubjectRequests,
} from '@rastro/core'
import { assertOwnWrite } from '../access/same-origin.ts'
import { requestJson } from '../answers/request-json.ts'
import { readFields } from '../http/fields.ts'
import type { Fields } from '../http/fields.ts'
import { tryIfMatch, versionTag } from '../http/if-match.ts'
import { jsonAnswer } from '../http/exchange.ts'
import type { Answer } from '../http/exchange.ts'
import { Refusal, notFound } from '../http/refusal.ts'
import { readAccess } from './service.ts'
import type { Handler, Service, Visit } from './service.ts'

/** `GET requests`. */
export const listRequests: Handler = async (visit, service) => {
  const requests = requestsOf(service)
  const { limit, cursor } = visit.given.page
  const ask = {
    state: visit.own.get('state') ?? 'open',
    ...kindOf(visit),
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  } as ListRequests
  const page = await requests.list(accessOf(visit), ask)
  const shown = await Promise.all(page.requests.map((one) => shownRequest(one, visit, service)))
  return jsonAnswer(200, { requests: shown, next: page.next })
}

/** `GET requests/:id`. */
export const oneRequest: Handler = async (visit, service) => {
  const request = await requestsOf(service).get(accessOf(visit), idOf(visit))
  await service.looks?.saw(visit.access.tenant, [request.subject], 'request')
  return answer(request, visit, service)
}

/** `POST requests`: on somebody's behalf. */
export const openRequest: Handler = async (visit, service) => {
  const { kind, subject, ids, message, proof } = await fieldsOf(visit, [
    'kind',
    'subject',
    'ids',
    'message',
    'proof',
  ])
  const asked = { kind, subject, ids, message, proof } as Parameters<SubjectRequests['open']>[1]
  return answer(await requestsOf(service).open(accessOf(visit), asked), visit, service)
}

/** `GET requests/:id/data`: how much is recorded about the person, and where. */
export const requestData: Handler = async (visit, service) => {
  const { subject, ids } = await requestsOf(service).get(accessOf(visit), idOf(visit))
  const keys = [subject, ...ids]
  const client = keys.map((one) => one.id)
  const found = await service.unwatched.summaries(readAccess(visit.access), { client })
  const { capped } = found
  // Others may have the same number: what is known in short says whose it is not.
  const events = found.events.filter((event) => !isOfOther(event, keys))
  const counts = new Map<string, number>()
  for (const { place } of events) counts.set(place, (counts.get(place) ?? 0) + 1)
  const places = [...counts].toSorted(([, a], [, b]) => b - a)
  return jsonAnswer(200, { places: places.map(([place, n]) => ({ place, n })), capped })
}

/** True for an event of somebody of another model with the same id: their record, or their own act. */
function isOfOther({ actor, target }: ReadEvent, keys: readonly SubjectKey[]): boolean {
  if (isOwnActor(actor, keys)) return false
  const same = keys.filter(({ id }) => matchesIdText((target ?? actor).id, id))
  return same.length > 0 && same.every(({ type }) => type !== target?.type)
}

/** `POST requests/:id/verify`. */
export const verifyRequest: Handler = async (visit, service) =>
  stepped(visit, service, ['method', 'note'], (requests, fields) =>
    requests.verify(accessOf(visit), idOf(visit), fields as never),
  )

/** `POST requests/:id/ids`: another id of the same person. */
export const mergeRequest: Handler = async (visit, service) =>
  stepped(visit, service, ['subject', 'note'], (requests, fields) =>
    requests.merge(accessOf(visit), idOf(visit), fields as never),
  )

/** `POST requests/:id/extend`. */
export const extendRequest: Handler = async (visit, service) =>
  stepped(visit, service, ['reason'], (requests, fields) =>
    requests.extend(accessOf(visit), idOf(visit), fields as never),
  )

/** `POST requests/:id/decide`. */
export const decideRequest: Handler = async (visit, service) =>
  stepped(visit, service, ['approve', 'reason', 'basis', 'method'], (requests, fields) =>
    requests.decide(accessOf(visit), idOf(visit), fields as never),
  )

/** `POST requests/:id/complete`: it was carried out; an erasure is carried out now. */
export const completeRequest: Handler = async (visit, service) =>
  stepped(visit, service, ['note'], (requests, fields) =>
    requests.complete(accessOf(visit), idOf(visit), fields),
  )

/** `POST requests/:id/withdraw`. */
export const withdrawRequest: Handler = async (visit, service) =>
  stepped(visit, service, ['note'], (requests, fields) =>
    requests.withdraw(accessOf(visit), idOf(visit), fields),
  )

/** `POST requests/:id/link`: the person is sent a new link. */
export const renewLink: Handler = async (visit, service) =>
  stepped(visit, service, [], (requests, fields) =>
    requests.renewLink(accessOf(visit), idOf(visit), fields),
  )

type Stepped = SubjectRequest | Awaited<ReturnType<SubjectRequests['renewLink']>>

async function stepped(
  visit: Visit,
  service: Service,
  names: readonly string[],
  step: (requests: SubjectRequests, fields: Fields & StepOptions) => Promise<Stepped>,
): Promise<Answer> {
  const requests = requestsOf(service)
  const fields = await fieldsOf(visit, names)
  const version = expectedVersion(visit)
  const done = await step(requests, { ...fields, version })
  if (!('request' in done)) return answer(done, visit, service)
  return answer(done.request, visit, service, { delivery: done.delivery })
}

async function fieldsOf(visit: Visit, names: readonly string[]): Promise<Fields> {
  assertOwnWrite(visit.request)
  return readFields(await visit.request.json(), names)
}

async function answer(
  request: SubjectRequest,
  visit: Visit,
  service: Service,
  more: Readonly<Record<string, JsonValue>> = {},
): Promise<Answer> {
  const shown = (await shownRequest(request, visit, service)) as Readonly<Record<string, JsonValue>>
  const tag = versionTag(ownerOf(visit, request.id), request.version)
  return jsonAnswer(200, { ...shown, ...more }, { ETag: tag })
}

async function shownRequest(
  request: SubjectRequest,
  visit: Visit,
  service: Service,
): Promise<JsonValue> {
  const name = await tryNameOf(request.subject, visit, service)
  return requestJson(request, { now: service.clock.now(), name })
}

/** As the newest event about the person's own record shows it. */
async function tryNameOf(
  { type, id }: SubjectKey,
  { access }: Visit,
  { unwatched }: Service,
): Promise<string | undefined> {
  const { events } = await unwatched.find(readAccess(access), { tt: type, tid: id }, { limit: 1 })
  const named = events.flatMap(({ target, related = [] }) => [target, ...related])
  return named.find((one) => one?.type === type && matchesIdText(one.id, id))?.name
}

function expectedVersion(visit: Visit): number {
  try {
    const version = tryIfMatch(visit.request.header('if-match'), ownerOf(visit, idOf(visit)))
    if (version !== undefined) return version
  } catch (error) {
    if (!AuditError.is(error) || error.code !== 'AUDIT_CONFIG_CONFLICT') throw error
    throw new AuditError(
      'AUDIT_SUBJECT_REQUEST_CONFLICT',
      'the request was changed since it was read: read it again',
    )
  }
  throw new Refusal(
    'AUDIT_PRECONDITION_REQUIRED',
    "a step needs 'If-Match' with the ETag of the request that was read",
    { status: 428 },
  )
}

function accessOf({ access }: Visit): RequestAccess {
  return readAccess(access)
}

function ownerOf({ access }: Visit, id: string): string {
  return `${access.tenant} request ${id}`
}

function idOf({ path }: Visit): string {
  return path['id'] ?? ''
}

function kindOf({ own }: Visit): { readonly kind?: string } {
  const kind = own.get('kind')
  return kind === undefined ? {} : { kind }
}

function requestsOf({ requests }: Service): SubjectRequests {
  if (requests === undefined) throw notFound('requests are not handled here')
  return requests
}
