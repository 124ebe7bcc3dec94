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
  return options['writeConcern'] ?? site.original.writeConcern
}

function wOf(site: CaptureSite, options: Doc): unknown {
  const given = options['writeConcern']
  if (typeof given === 'object' && given !== null) return (given as Doc)['w']
  if (options['w'] !== undefined) return options['w']
  return site.original.writeConcern?.w
}
