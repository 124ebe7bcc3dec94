/**
 * Which request is an event part of?
 *
 * Answers for the event's `request` field. Asked when an event is recorded: the route and the
 * status are what they are at that moment, the id is the same for all events of a request.
 */
import { randomUUID } from 'node:crypto'
import type { RequestFacts } from '@rastro/core'
import { headerValue } from './header.ts'
import type { RequestLike, ResponseLike } from './request-like.ts'
import { routeOf } from './route-pattern.ts'
import { tryTraceId } from './trace-id.ts'

const MAX_ID_LENGTH = 128
// Version 00 has 55 characters; later ones may be longer.
const MAX_TRACEPARENT_LENGTH = 256
// What ids consist of in practice (UUID, ULID, Base64, host:port/counter), and nothing that a log
// viewer or a spreadsheet would act on.
const SANE_ID = /^[A-Za-z0-9][A-Za-z0-9._:/+=@~-]*$/

// Kept beside the request, so that two middlewares on one request agree on its id.
const generatedIds = new WeakMap<RequestLike, string>()

/** Returns what an event says about the request it is part of. */
export function requestFactsOf(req: RequestLike, res: ResponseLike): RequestFacts {
  const route = routeOf(req)
  const traceparent = headerValue(req, 'traceparent', MAX_TRACEPARENT_LENGTH)
  const traceId = traceparent === undefined ? undefined : tryTraceId(traceparent)
  return {
    id: requestIdOf(req),
    ...(req.method === undefined ? {} : { method: req.method }),
    ...(route === undefined ? {} : { route }),
    ...(res.headersSent === true && res.statusCode !== undefined ? { status: res.statusCode } : {}),
    ...(traceId === undefined ? {} : { traceId }),
  }
}

function requestIdOf(req: RequestLike): string {
  const sent = headerValue(req, 'x-request-id', MAX_ID_LENGTH)
  if (sent !== undefined && SANE_ID.test(sent)) return sent
  // What the application's own logs call this request.
  if (typeof req.id === 'string' && req.id.length <= MAX_ID_LENGTH && SANE_ID.test(req.id)) {
    return req.id
  }
  const known = generatedIds.get(req)
  if (known !== undefined) return known
  const id = randomUUID()
  generatedIds.set(req, id)
  return id
}
