/**
 * Which texts does a query string hold?
 *
 * Read here and not by the host's parser, whose settings decide there whether `a[b]=c` is an
 * object.
 */
import { AuditError, LIST_KEYS } from '@rastro/core'
import { requestInvalid } from './refusal.ts'

/** Node refuses headers of 16 KB; a query of 8 KB, all of it encoded, is three times as long. */
const MAX_CHARS = 32 * 1024

/**
 * Reads a query string; a key that takes several values may stand more than once.
 *
 * @throws AuditError `AUDIT_REQUEST_INVALID` if it is too long or its percent-encoding is broken;
 * `AUDIT_QUERY_INVALID` if a key of one value stands twice.
 */
export function readQueryString(search: string): ReadonlyMap<string, string> {
  if (search.length > MAX_CHARS) throw requestInvalid(414, 'the query string is too long')
  assertEncoding(search)
  const texts = new Map<string, string>()
  for (const [key, value] of new URLSearchParams(search)) {
    const before = texts.get(key)
    if (before !== undefined && !(LIST_KEYS as readonly string[]).includes(key)) {
      throw new AuditError('AUDIT_QUERY_INVALID', 'a key of one value stands twice', {
        field: key.slice(0, 64),
      })
    }
    texts.set(key, before === undefined ? value : `${before},${value}`)
  }
  return texts
}

/** `URLSearchParams` would turn broken bytes into a replacement character and look for that. */
function assertEncoding(text: string): void {
  try {
    decodeURIComponent(text)
  } catch {
    throw requestInvalid(400, 'the percent-encoding of the query string is broken')
  }
}
