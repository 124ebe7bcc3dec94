/**
 * What is in a one-time link, and is what came back it?
 *
 * A token is 32 random bytes; kept is its hash, so that whoever reads the database cannot fetch
 * anything. That it counts once is the store's business: using it is a step like any other.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { DownloadLink } from './subject-request.ts'

const TOKEN = /^[\w-]{43}$/

/** A token, and what may be kept of it. */
export interface MadeLink {
  readonly token: string
  readonly link: DownloadLink
}

/** Makes a link that counts from now on, once. */
export function makeLink(now: Date, linkHours: number): MadeLink {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now.getTime() + linkHours * 3_600_000)
  return { token, link: { hash: hashOf(token).toString('base64url'), expiresAt } }
}

/** True if this token opens this link now. */
export function opensLink(link: DownloadLink | undefined, token: unknown, now: Date): boolean {
  const isToken = typeof token === 'string' && TOKEN.test(token)
  // Compared in any case, so that the time it takes says nothing of whether there is a link.
  const given = hashOf(isToken ? token : '')
  const known = Buffer.from(link?.hash ?? '', 'base64url')
  const isEqual = known.byteLength === given.byteLength && timingSafeEqual(known, given)
  if (link === undefined || !isToken || !isEqual) return false
  return link.usedAt === undefined && now.getTime() < link.expiresAt.getTime()
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
