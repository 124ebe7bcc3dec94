/**
 * Who is signed in, by what the application's login left on the request?
 */
import { checkOptions } from '@rastro/core'
import type { Actor } from '@rastro/core'
import type { RequestLike } from '../request/request-like.ts'
import type { ActorResolver, Bivariant } from './actor-resolver.ts'
import { isActorId } from './check-actor.ts'
import { checkFunction } from './check-function.ts'
import { tryUserActor } from './user-actor.ts'

/** How a user record is read. */
/** What a login leaves on the request: a record, or only an id. */
export type UserRecord = object | string | number | bigint

/** How a user record becomes an actor. */
export interface SessionUserOptions {
  /** Makes the actor of a user record; undefined if it is none. Default: the names in use. */
  readonly map?: Bivariant<(user: UserRecord, req: RequestLike) => Actor | undefined>
}

/**
 * Reads `req.user` (Passport, most logins), then `req.auth` (express-jwt, also its `payload`),
 * then `req.session.user`. This is the default resolver.
 *
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`
 *
 * @example
 * ```ts
 * sessionUser({ map: (user) => ({ type: 'client', id: user._id, name: user.fullName }) })
 * ```
 */
export function sessionUser(options: SessionUserOptions = {}): ActorResolver {
  checkOptions('sessionUser', options, ['map'])
  checkFunction('sessionUser', 'map', options.map ?? tryUserActor)
  const { map } = options
  return (req) => {
    for (const user of usersOf(req)) {
      const actor = map === undefined ? tryUserActor(user) : map(user, req)
      if (actor !== undefined) return actor
    }
    return undefined
  }
}

/** Returns what a login left on the request, the likeliest first. */
export function usersOf(req: RequestLike): readonly UserRecord[] {
  const { user, auth, session } = req
  return [user, propertyOf(auth, 'payload'), auth, propertyOf(session, 'user')].filter(
    (candidate): candidate is UserRecord =>
      (typeof candidate === 'object' && candidate !== null) || isActorId(candidate),
  )
}

function propertyOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as Readonly<Record<string, unknown>>)[key]
}
