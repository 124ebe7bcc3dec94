/**
 * Did a form come from our own page?
 *
 * A form can carry no header of its own, so that two other locks are in place: what the browser says
 * of the request's origin, and a token that stands in the page and in a cookie which no other site
 * can read or send.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { assertOwnForm } from '../access/same-origin.ts'
import type { AdminRequest } from '../http/exchange.ts'
import { Refusal } from '../http/refusal.ts'

const COOKIE = 'audit_form'
const FIELD = 'form'
const TOKEN = /^[\w-]{22}$/

/** The token of this visitor, and the cookie to set where there is none yet. */
export interface FormToken {
  readonly token: string
  readonly cookie: string | undefined
}

export function formToken(request: AdminRequest): FormToken {
  const [known] = tokensOf(request)
  if (known !== undefined) return { token: known, cookie: undefined }
  const token = randomBytes(16).toString('base64url')
  return { token, cookie: `${COOKIE}=${token}; HttpOnly; SameSite=Strict` }
}

/**
 * Reads what our own form sent.
 *
 * @throws AuditError `AUDIT_REQUEST_FOREIGN`; `AUDIT_REQUEST_INVALID`
 */
export async function readOwnForm(request: AdminRequest): Promise<ReadonlyMap<string, string>> {
  assertOwnForm(request)
  const fields = await request.form()
  const sent = fields.get(FIELD) ?? ''
  if (tokensOf(request).some((known) => isSame(known, sent))) return fields
  throw new Refusal('AUDIT_REQUEST_FOREIGN', 'the form is not one of this page', { status: 403 })
}

/** A page below another may have set one of its own: any of them is this visitor's. */
function tokensOf(request: AdminRequest): readonly string[] {
  return (request.header('cookie') ?? '').split(';').flatMap((pair) => {
    const mark = pair.indexOf('=')
    const value = pair.slice(mark + 1).trim()
    return pair.slice(0, mark).trim() === COOKIE && TOKEN.test(value) ? [value] : []
  })
}

function isSame(known: string, sent: string): boolean {
  const [one, other] = [Buffer.from(known), Buffer.from(sent)]
  return one.byteLength === other.byteLength && timingSafeEqual(one, other)
}
