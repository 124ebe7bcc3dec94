/** What will the database confirm, and what does a confirmed write survive? */
import type { WriteDurability } from '@rastro/core'
import type { Doc } from './driver.ts'
import type { CaptureSite } from './site.ts'

/** True if the application asked for no answer: then there is no result and no time to go by. */
export function isUnacknowledged(site: CaptureSite, options: Doc): boolean {
  return wOf(site, options) === 0
}

/**
 * What the write itself survives. Without a write concern of the application's the server's
 * default holds, which is `majority` since 5.0.
 */
export function durabilityOf(site: CaptureSite, options: Doc): WriteDurability {
  const w = wOf(site, options)
  return w === undefined || w === 'majority' ? 'majority' : 'local'
}

/** The statement's write concern, to be put on the commit of a transaction of our own. */
export function writeConcernOf(site: CaptureSite, options: Doc): unknown {
  return givenConcern(options) ?? site.original.writeConcern
}

/**
 * Whether a write may be applied and its concern be missed. Between the parts of an ordered bulk
 * call the driver stops then, so it must not run as one transaction.
 */
export function isMissable(site: CaptureSite, options: Doc): boolean {
  const concern: Doc | undefined = givenConcern(options) ?? site.original.writeConcern
  if (concern === undefined) return false
  if ((concern['wtimeout'] ?? concern['wtimeoutMS'] ?? 0) !== 0) return true
  const w = wOf(site, options)
  return ![undefined, null, 0, 1, 'majority'].includes(w as null)
}

/**
 * The write concern for the commit of a `critical` write: what the application asked for, and a
 * majority at least, since an event that a failover may undo is no event that is kept.
 */
export function safeConcernOf(site: CaptureSite, options: Doc): Doc {
  const asked = (writeConcernOf(site, options) ?? {}) as Doc
  const w: unknown = wOf(site, options)
  // A number may be more than a majority, or less: one is certainly less.
  const isLess = w === undefined || w === null || w === 1
  const { wtimeout, wtimeoutMS } = asked
  const waitMs = wtimeoutMS ?? wtimeout
  return {
    w: isLess ? 'majority' : w,
    j: true,
    ...(waitMs === undefined ? {} : { wtimeoutMS: waitMs }),
  }
}

function wOf(site: CaptureSite, options: Doc): unknown {
  const concern: Doc | undefined = givenConcern(options) ?? site.original.writeConcern
  const w: unknown = concern?.w
  // As the driver reads it: `'0'` is a number, `'majority'` is not.
  return w === undefined || w === null || Number.isNaN(Number(w)) ? w : Number(w)
}

const SAYS_SOMETHING = ['w', 'wtimeout', 'wtimeoutMS', 'j', 'journal', 'fsync']

// The driver ignores a write concern that says nothing, and one that stands beside the option.
function givenConcern(options: Doc): Doc | undefined {
  const given = options['writeConcern']
  if (typeof given !== 'object' || given === null) return undefined
  const concern = given as Doc
  return SAYS_SOMETHING.some((key) => (concern[key] ?? null) !== null) ? concern : undefined
}
