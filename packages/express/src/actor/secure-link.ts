/**
 * Who, outside and without an account, acts through a secure link?
 */
import { checkOptions } from '@rastro/core'
import type { RequestLike } from '../request/request-like.ts'
import type { ActorResolver, Bivariant, PartialActor } from './actor-resolver.ts'
import { checkFunction } from './check-function.ts'
import { completeActor } from './complete-actor.ts'

/** Who comes by a link. */
/** Who holds the link. */
export interface SecureLinkOptions {
  /**
   * Names whom the link was sent to once the application has accepted it; an empty object if the
   * link is good for whoever has it; undefined if the request came by no link.
   */
  readonly actor: Bivariant<
    (req: RequestLike) => PartialActor | undefined | Promise<PartialActor | undefined>
  >
}

/**
 * Names the holder of a secure link. The actor's `via` is `secure-link` whatever the application
 * answers; its type is `client`, or `anonymous` if the link names nobody, unless it says otherwise.
 *
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`
 *
 * @example
 * ```ts
 * secureLink({ actor: (req) => req.link && { name: req.link.name, email: req.link.email } })
 * ```
 */
export function secureLink(options: SecureLinkOptions): ActorResolver {
  checkOptions('secureLink', options, ['actor'])
  checkFunction('secureLink', 'actor', options.actor)
  const { actor } = options
  return (req) => {
    const holder = actor(req)
    return holder instanceof Promise ? holder.then(toActor) : toActor(holder)
  }
}

function toActor(holder: PartialActor | undefined) {
  if (holder === undefined) return undefined
  const isNamed = [holder.id, holder.name, holder.email].some((field) => field !== undefined)
  const actor = completeActor(holder, { type: isNamed ? 'client' : 'anonymous' })
  return { ...actor, via: 'secure-link' }
}
