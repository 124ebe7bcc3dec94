/**
 * What did the client send in one header?
 */
import type { RequestLike } from './request-like.ts'

// RFC 9110, section 5.6.2: the characters of a token, which a field name is.
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/

/**
 * Returns a header's value if it was sent once and is not longer than allowed.
 *
 * @param req - The request.
 * @param name - Lower-case name, as Node keeps it.
 * @param maxLength - In characters; a longer value counts as not sent.
 */
export function headerValue(req: RequestLike, name: string, maxLength: number): string | undefined {
  const value = req.headers[name]
  return typeof value === 'string' && value !== '' && value.length <= maxLength ? value : undefined
}

/** True for a name that a header can have. */
export function isHeaderName(name: unknown): name is string {
  return typeof name === 'string' && FIELD_NAME.test(name)
}
