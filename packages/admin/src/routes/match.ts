/** Which route does a path below the mount mean? */
import { requestInvalid } from '../http/refusal.ts'
import type { Route } from './route.ts'

export interface PathMatch {
  /** Every method of the path, none if the path is unknown. */
  readonly routes: readonly Route[]
  /** Values of the path's parameters, decoded. */
  readonly path: Readonly<Record<string, string>>
}

/** Longer than any path of ours by far. */
const MAX_PATH_CHARS = 2048

/**
 * Finds the routes of a path such as `/api/events/01JF…`.
 *
 * @throws AuditError `AUDIT_REQUEST_INVALID` if its percent-encoding is broken.
 */
export function matchPath(routes: readonly Route[], path: string): PathMatch {
  if (path.length > MAX_PATH_CHARS) throw requestInvalid(414, 'the path is too long')
  const segments = path.split('/').slice(1).map(decodeSegment)
  if (segments[0] !== 'api') return { routes: [], path: {} }
  const rest = segments.slice(1)
  const matching = routes.filter((route) => isMatch(route.path.split('/'), rest))
  return { routes: matching, path: paramsOf(matching[0], rest) }
}

function isMatch(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, i) => (part.startsWith(':') ? segments[i] !== '' : part === segments[i]))
  )
}

function paramsOf(route: Route | undefined, segments: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {}
  for (const [i, part] of route?.path.split('/').entries() ?? []) {
    if (part.startsWith(':')) params[part.slice(1)] = segments[i] ?? ''
  }
  return params
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw requestInvalid(400, 'the percent-encoding of the path is broken')
  }
}
