/**
 * Where does the page find its files and its API?
 *
 * Relative to the address that the browser has. What a proxy puts in front of the mount is unknown
 * here, but every proxy keeps what follows the mount, and its depth says how far up the mount is.
 */

/** A path and nothing else: what could name a host, or end an attribute, is not in it. */
const BASE_PATH = /^\/[\w\-./~%]*$/

/** True if `value` can be the mount's path as the browser has it. */
export function isBasePath(value: unknown): value is string {
  return typeof value === 'string' && BASE_PATH.test(value) && !value.includes('//')
}

/** Returns the mount, with a slash at its end, as an address that holds on the page of `path`. */
export function pageRoot(path: string, basePath: string | undefined): string {
  if (basePath !== undefined) return basePath.endsWith('/') ? basePath : `${basePath}/`
  const depth = path.split('/').length - 2
  return depth <= 0 ? './' : '../'.repeat(depth)
}
