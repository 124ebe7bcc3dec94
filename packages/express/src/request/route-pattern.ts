/**
 * Which route answers a request?
 *
 * The pattern where Express knows one (`/tickets/:id`), so that equal operations group together;
 * else the path, without what its names or its looks say is a secret. Never the query, which is
 * where applications put what must not be logged.
 */
import { isSecretName } from '@rastro/core'
import type { RequestLike } from './request-like.ts'

const MAX_LENGTH = 512

/**
 * Returns the route's pattern, or the path without its query, at most 512 characters.
 *
 * @param req - The request, at any point of its way through the routers.
 */
export function routeOf(req: RequestLike): string | undefined {
  const path = pathOf(req.originalUrl ?? req.url)
  if (path === undefined) return undefined
  const base = req.baseUrl ?? ''
  for (const pattern of patternsOf(req.route)) {
    const whole = joinPaths(base, pattern)
    // `req.route` outlives its router: an error handler further up sees the old route beside
    // another base. A pattern that does not fit the path is not this request's.
    if (isPatternOf(whole, path)) return whole.slice(0, MAX_LENGTH)
  }
  return withoutSecrets(path.slice(0, MAX_LENGTH))
}

const SECRET = '[secret]'

/** What follows the name of a secret is one, and so is what looks like nothing but a token. */
function withoutSecrets(path: string): string {
  let isNamed = false
  const kept = path.split('/').map((segment) => {
    const isSecret = segment !== '' && (isNamed || isToken(segment))
    isNamed = isSecretName(segment)
    return isSecret ? SECRET : segment.replaceAll(PARAMETER, withoutParameter)
  })
  return kept.join('/')
}

/** `;name=value`, which some frameworks put behind a segment. */
const PARAMETER = /;([^;=]*)=[^;]*/g

function withoutParameter(parameter: string, name: string): string {
  return isSecretName(name) ? `;${name}=${SECRET}` : parameter
}

/** Hexadecimal digits that are no ObjectId and no UUID, random base64url, a JSON Web Token. */
function isToken(segment: string): boolean {
  if (/^[0-9a-f]{32,}$/i.test(segment)) return true
  if (/^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(segment)) return true
  return (
    /^[\w-]{22,}$/.test(segment) &&
    [/[a-z]/, /[A-Z]/, /\d/].every((pattern) => pattern.test(segment))
  )
}

function pathOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  const query = url.search(/[?#]/)
  const path = query === -1 ? url : url.slice(0, query)
  if (path.startsWith('/')) return path
  // The absolute form, which proxies send: `GET http://example.com/path`.
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(path)
  return origin === null ? path : path.slice(origin[0].length) || '/'
}

// A route may be declared with one path, a regular expression or a list of both.
function patternsOf(route: unknown): readonly string[] {
  if (typeof route !== 'object' || route === null || !('path' in route)) return []
  const paths: readonly unknown[] = Array.isArray(route.path) ? route.path : [route.path]
  return paths.filter((path) => typeof path === 'string')
}

function joinPaths(base: string, pattern: string): string {
  if (pattern === '/' && base !== '') return base
  return base.endsWith('/') && pattern.startsWith('/') ? base + pattern.slice(1) : base + pattern
}

function isPatternOf(pattern: string, path: string): boolean {
  const wanted = segmentsOf(pattern)
  const given = segmentsOf(path)
  for (const [position, segment] of wanted.entries()) {
    // From a wildcard or an optional part on, any number of segments may follow.
    if (/[*{}()?+\\]/.test(segment)) return true
    const actual = given[position]
    if (actual === undefined) return false
    const isStatic = !segment.includes(':')
    if (isStatic && segment.toLowerCase() !== actual.toLowerCase()) return false
  }
  return wanted.length === given.length
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '')
}
