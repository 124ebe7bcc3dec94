/**
 * How does an event know the request in which it is recorded?
 *
 * A middleware that runs the rest of the request inside a context. It reads nothing: everything
 * is asked when an event is recorded, so a request that records none costs next to nothing, and
 * login may stand before or behind it.
 */
import { AuditError, checkOptions } from '@rastro/core'
import type { AuditContext, Clock, ContextKeeper, Logger } from '@rastro/core'
import { createAccountReader } from '../actor/account.ts'
import type { AccountResolver } from '../actor/account.ts'
import { createActorChain } from '../actor/actor-chain.ts'
import type { ActorResolver } from '../actor/actor-resolver.ts'
import { checkFunction } from '../actor/check-function.ts'
import { sessionUser } from '../actor/session-user.ts'
import type { GeoSource } from '../geo/geo-source.ts'
import { createOriginReader } from '../origin/request-origin.ts'
import type { ContextMiddleware } from '../request/request-like.ts'
import { bindEvents } from './bound-events.ts'
import { createRequestContext } from './request-context.ts'

/** What the application decides about its requests' context. */
export interface ContextOptions {
  /** Who makes a request: the first resolver that knows. Default `sessionUser()`. */
  readonly actor?: ActorResolver | readonly ActorResolver[]
  /** Whose account a request belongs to. Default: none. */
  readonly account?: AccountResolver
  /** Where an address is. Default: locations are not recorded. */
  readonly geo?: GeoSource
  /** Whether a likely wrong `trust proxy` is said, once. Default true. */
  readonly trustWarnings?: boolean
}

/** What the middleware works with, beside the application's options. */
export interface ContextEnvironment {
  readonly keeper: ContextKeeper
  readonly log: Logger
  /** Default: the system's clock. */
  readonly clock?: Clock
}

const OPTIONS = ['actor', 'account', 'geo', 'trustWarnings']
const SYSTEM_CLOCK: Clock = { now: () => new Date() }

/**
 * Makes the middleware that gives every request its context; `audit.context(options)` is this.
 *
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`
 */
export function createContextMiddleware(
  options: ContextOptions & ContextEnvironment,
): ContextMiddleware {
  const { keeper, log, clock = SYSTEM_CLOCK, ...own } = options
  checkOptions('audit.context', own, OPTIONS)
  const { geo, trustWarnings = true } = checkKinds(own)
  const sources = {
    askActor: createActorChain(toResolvers(own.actor), log),
    readOrigin: createOriginReader({ log, geo, trustWarnings }),
    readAccount: createAccountReader(own.account, log),
    clock,
  }
  return function auditContext(req, res, next) {
    // Node forgets the peer's address when the connection ends, unless it was asked for before.
    void req.socket?.remoteAddress
    let made: AuditContext | undefined
    const context = () => (made ??= createRequestContext(req, res, sources))
    bindEvents(req, res, { keeper, context })
    keeper.run(context, next)
  }
}

function checkKinds(options: ContextOptions): ContextOptions {
  const { account, geo, trustWarnings } = options
  if (account !== undefined) checkFunction('audit.context', 'account', account)
  if (geo !== undefined && typeof geo.locate !== 'function') {
    throw invalid('geo', 'a source of locations: geoipLite(), mmdb(…), fixedLocations(…)')
  }
  if (trustWarnings !== undefined && typeof trustWarnings !== 'boolean') {
    throw invalid('trustWarnings', 'true or false')
  }
  return options
}

function toResolvers(actor: ContextOptions['actor']): readonly ActorResolver[] {
  if (actor === undefined) return [sessionUser()]
  const resolvers = typeof actor === 'function' ? [actor] : actor
  if (!Array.isArray(resolvers) || resolvers.some((resolve) => typeof resolve !== 'function')) {
    throw invalid('actor', 'a resolver or a list of resolvers, e.g. [jwtBearer(…), sessionUser()]')
  }
  return resolvers
}

function invalid(option: string, expected: string): AuditError {
  return new AuditError(
    'AUDIT_OPTION_INVALID',
    `audit.context option '${option}' must be ${expected}`,
    {
      field: option,
    },
  )
}
