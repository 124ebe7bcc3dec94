/**
 * What did the client send in one cookie?
 */
import type { RequestLike } from './request-like.ts'

/**
 * Returns a cookie's value: as cookie-parser parsed it, else read from the header.
 *
 * @param req - The request.
 * @param name - The cookie's name, exactly.
 */
export function cookieValue(req: RequestLike, name: string): string | undefined {
  const { cookies } = req
  if (typeof cookies === 'object' && cookies !== null && Object.hasOwn(cookies, name)) {
    const parsed = (cookies as Readonly<Record<string, unknown>>)[name]
    return typeof parsed === 'string' ? parsed : undefined
  }
  const header = req.headers['cookie']
  if (typeof header !== 'string') return undefined
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=')
    if (equals !== -1 && pair.slice(0, equals).trim() === name) {
      return decoded(pair.slice(equals + 1).trim())
    }
  }
  return undefined
}

function decoded(value: string): string {
  const bare = value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
  try {
    return decodeURIComponent(bare)
  } catch {
    return bare
  }
}
