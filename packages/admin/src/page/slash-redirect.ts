/**
 * Where is the mount, with the slash that relative links need?
 *
 * Said relative to the address the browser has: what a proxy in front strips or adds is unknown
 * here, and a redirect built from the request's host would go wherever its sender likes.
 */
import type { AdminRequest, Answer } from '../http/exchange.ts'

/** Answers the mount without its trailing slash; undefined for every other address. */
export function trySlashRedirect(request: AdminRequest): Answer | undefined {
  if (request.path !== '/' || request.fullPath.endsWith('/')) return undefined
  const segment = request.fullPath.slice(request.fullPath.lastIndexOf('/') + 1)
  // Browsers take a backslash for a slash, and two of them for the start of a host.
  const safe = segment.replaceAll(/[^\w.~!$&'()*+,;=:@%-]/gu, encodeURIComponent)
  // A colon in the first segment would read as a scheme.
  const location = `${safe.includes(':') ? './' : ''}${safe}/`
  // What rewrites addresses may have decoded them, and no header takes every character.
  const search = request.search.replaceAll(/[^\x21-\x7e]/gu, encodeURIComponent)
  const query = search === '' ? '' : `?${search}`
  return { status: 302, headers: { Location: location + query } }
}
