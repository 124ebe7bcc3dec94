/**
 * Who sent the e-mail that came in as a request?
 */
import { checkOptions } from '@rastro/core'
import type { RequestLike } from '../request/request-like.ts'
import type { ActorResolver, Bivariant, PartialActor } from './actor-resolver.ts'
import { checkFunction } from './check-function.ts'
import { completeActor } from './complete-actor.ts'

/** Which requests deliver an e-mail, and who sent it. */
/** Which requests are e-mails, and whose. */
export interface EmailIntakeOptions {
  /** True for the requests by which the mail provider delivers; check its signature there. */
  readonly match: Bivariant<(req: RequestLike) => boolean>
  /** Names the sender, usually from the parsed body. */
  readonly actor: Bivariant<(req: RequestLike) => PartialActor | undefined>
}

/**
 * Names the sender of an e-mail, with type `email` unless the application says otherwise.
 *
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`
 *
 * @example
 * ```ts
 * emailIntake({
 *   match: (req) => req.originalUrl === '/intake/email',
 *   actor: (req) => ({ email: req.body.from, name: req.body.fromName }),
 * })
 * ```
 */
export function emailIntake(options: EmailIntakeOptions): ActorResolver {
  checkOptions('emailIntake', options, ['match', 'actor'])
  checkFunction('emailIntake', 'match', options.match)
  checkFunction('emailIntake', 'actor', options.actor)
  const { match, actor } = options
  return (req) => {
    if (!match(req)) return undefined
    const sender = actor(req)
    return sender === undefined ? undefined : completeActor(sender, { type: 'email' })
  }
}
