/**
 * Which application made a request?
 */
import { AuditError, checkOptions } from '@rastro/core'
import type { Actor } from '@rastro/core'
import { headerValue, isHeaderName } from '../request/header.ts'
import type { RequestLike } from '../request/request-like.ts'
import type { ActorResolver, Bivariant } from './actor-resolver.ts'
import { checkFunction } from './check-function.ts'

const MAX_NAME_LENGTH = 128

/** Which applications are known, and how they prove who they are. */
/** Which applications there are, and how they say who they are. */
export interface NamedAppOptions {
  /** The names that are accepted; each is a value of its own in filters. */
  readonly apps: readonly string[]
  /** Default `X-Audit-App`. */
  readonly header?: string
  /** Proves that the request comes from the app it names. Without it the actor's `via` is `claimed`. */
  readonly verify?: Bivariant<(req: RequestLike, app: string) => boolean | Promise<boolean>>
}

/**
 * Names the application that says its name in a header, if the name is on the list.
 *
 * Anybody can send a header. List this resolver after those that know people, or give `verify`:
 * else a signed-in person hides behind an app's name.
 *
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`
 *
 * @example
 * ```ts
 * namedApp({ apps: ['Mobile', 'Importer'] })
 * ```
 */
export function namedApp(options: NamedAppOptions): ActorResolver {
  checkOptions('namedApp', options, ['apps', 'header', 'verify'])
  const { verify, header = 'X-Audit-App' } = options
  if (verify !== undefined) checkFunction('namedApp', 'verify', verify)
  if (!isHeaderName(header)) throw invalid('header', 'must name a header')
  const actors = actorsByName(options.apps, verify === undefined)
  const headerName = header.toLowerCase()
  return (req) => {
    const sent = headerValue(req, headerName, MAX_NAME_LENGTH)
    const actor = sent === undefined ? undefined : actors.get(sent.toLowerCase())
    if (actor === undefined || verify === undefined) return actor
    const isProven = verify(req, actor.name ?? '')
    return isProven instanceof Promise
      ? isProven.then((proven) => (proven ? actor : undefined))
      : isProven
        ? actor
        : undefined
  }
}

function actorsByName(apps: unknown, isClaimed: boolean): ReadonlyMap<string, Actor> {
  if (!Array.isArray(apps) || apps.length === 0)
    throw invalid('apps', 'must list the names of apps')
  const actors = new Map<string, Actor>()
  for (const app of apps as readonly unknown[]) {
    if (typeof app !== 'string' || app === '' || app.length > MAX_NAME_LENGTH) {
      throw invalid('apps', `must hold names of 1 to ${MAX_NAME_LENGTH} characters`)
    }
    const actor: Actor = { type: 'app', id: app, name: app, ...(isClaimed && { via: 'claimed' }) }
    actors.set(app.toLowerCase(), Object.freeze(actor))
  }
  return actors
}

function invalid(option: string, expected: string): AuditError {
  return new AuditError('AUDIT_OPTION_INVALID', `namedApp option '${option}' ${expected}`, {
    field: option,
  })
}
