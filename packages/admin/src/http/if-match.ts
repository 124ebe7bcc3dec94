/** Which version did the asker read? `ETag` and `If-Match`. */
import { createHash } from 'node:crypto'
import { Refusal, requestInvalid } from './refusal.ts'

/**
 * The entity tag of a version. It names whose it is too: a page left open while its user changed
 * to another tenant must not save there.
 */
export function versionTag(owner: string, version: number): string {
  const name = createHash('sha256').update(owner).digest('hex').slice(0, 8)
  return `"v${version}-${name}"`
}

/**
 * Returns the version that an `If-Match` names; undefined where there is none. Proxies that
 * compress make a tag weak; it stays exact.
 *
 * @throws AuditError `AUDIT_CONFIG_CONFLICT` (412) for a tag of something else,
 * `AUDIT_REQUEST_INVALID` for what is no tag.
 */
export function tryIfMatch(header: string | undefined, owner: string): number | undefined {
  const text = header?.trim() ?? ''
  if (text === '' || text === '*') return undefined
  const tag = text.replace(/^W\//, '')
  const match = /^"v(\d{1,9})-[0-9a-f]{8}"$/.exec(tag)
  if (match === null) {
    // Another kind of tag is one that never matches; several are more than anybody has read.
    if (/^"[\x21\x23-\x7e]*"$/.test(tag)) throw changedSince()
    throw requestInvalid(400, "'If-Match' must be one ETag")
  }
  const version = Number(match[1])
  if (tag !== versionTag(owner, version)) throw changedSince()
  return version
}

/** Somebody, perhaps oneself in another window, saved in between. */
export function changedSince(): Refusal {
  return new Refusal('AUDIT_CONFIG_CONFLICT', 'it was changed since it was read: read it again', {
    status: 412,
  })
}
