/**
 * Who acts when nobody can be named?
 */
import type { Actor } from '@rastro/core'
import type { ActorResolver } from './actor-resolver.ts'

/** Nobody is known to have made the request. */
export const ANONYMOUS: Actor = Object.freeze({ type: 'anonymous' })

/** Somebody may have been known, but the evidence could not be read. */
export const UNRESOLVED: Actor = Object.freeze({ type: 'anonymous', via: 'unresolved' })

/** Answers for every request that nobody is known; what every list of resolvers ends with. */
export function anonymous(): ActorResolver {
  return () => ANONYMOUS
}
