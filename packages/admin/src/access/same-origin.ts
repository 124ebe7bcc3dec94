/**
 * Did this write come from our own page or from a program, and not from another site?
 *
 * Three locks, since each has a hole alone: a header that another site cannot set without asking
 * (and nobody answers), what the browser says about the request's origin, and a JSON content type.
 */
import type { AdminRequest } from '../http/exchange.ts'
import { Refusal, requestInvalid } from '../http/refusal.ts'

/** Any client has to send it with a write; `curl -H 'X-Audit-Request: 1'`. */
export const REQUEST_HEADER = 'X-Audit-Request'

/**
 * Refuses a write that another site may have caused.
 *
 * @throws AuditError `AUDIT_REQUEST_FOREIGN`; `AUDIT_REQUEST_INVALID` (415) for another content type.
 */
export function assertOwnWrite(request: AdminRequest): void {
  if (request.header(REQUEST_HEADER.toLowerCase()) !== '1') {
    throw foreign(`a write needs the header '${REQUEST_HEADER}: 1'`)
  }
  if (!isOwnSite(request)) throw foreign('a write must come from this site')
  // Without a body there is no type of one; the header alone makes a browser ask first.
  if (request.method === 'DELETE') return
  const type = request.header('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type.trim())) {
    throw requestInvalid(415, "a write needs the content type 'application/json'")
  }
}

/**
 * Refuses a reading that leaves a trace, where another site may have caused it.
 *
 * @throws AuditError `AUDIT_REQUEST_FOREIGN`
 */
export function assertOwnSite(request: AdminRequest): void {
  const site = request.header('sec-fetch-site')
  // A browser that says nothing of the site says nothing of a link's origin either.
  if (site === undefined || site === 'same-origin' || site === 'none') return
  throw foreign('an export must be asked for from this site')
}

/**
 * Refuses a form that another site may have sent. A browser always says where a form comes from.
 *
 * @throws AuditError `AUDIT_REQUEST_FOREIGN`; `AUDIT_REQUEST_INVALID` (415) for another content type.
 */
export function assertOwnForm(request: AdminRequest): void {
  if (!isOwnSite(request)) throw foreign('a form must come from this site')
  const type = request.header('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type.trim())) {
    throw requestInvalid(415, "a form has the content type 'application/x-www-form-urlencoded'")
  }
}

function isOwnSite(request: AdminRequest): boolean {
  const site = request.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = request.header('origin')
  // Programs send neither; browsers that are silent about the site still name the origin.
  if (origin === undefined) return true
  const given = tryUrl(origin)
  if (given === undefined) return false
  const host = request.header('host')
  if (host !== undefined && given.host === host.toLowerCase()) return true
  // Behind a proxy that the application trusts, its name is the one the browser asked for. Where
  // the two names are the same there is no such proxy, and the port told the origins apart.
  const named = request.hostname?.toLowerCase()
  const direct = host === undefined ? undefined : tryUrl(`http://${host}`)?.hostname
  return named !== undefined && named !== direct && given.hostname === named
}

function tryUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function foreign(message: string): Refusal {
  return new Refusal('AUDIT_REQUEST_FOREIGN', message, { status: 403 })
}
