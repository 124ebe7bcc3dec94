/**
 * What does one request answer when an event is recorded in it?
 *
 * Made for every request, so it does nothing until it is asked; what cannot change during a
 * request is remembered, what can (the actor before login, the route, the status) is asked again.
 */
import type { Actor, AuditContext, ClientTime, Clock, Origin } from '@rastro/core'
import type { AccountReader } from '../actor/account.ts'
import type { AskActor } from '../actor/actor-chain.ts'
import { clientTimeOf } from '../request/client-time.ts'
import { requestFactsOf } from '../request/request-facts.ts'
import type { RequestLike, ResponseLike } from '../request/request-like.ts'
import { isPromiseLike } from '../failure/within-time.ts'

/** What all requests of one middleware share. */
export interface RequestSources {
  readonly askActor: AskActor
  readonly readOrigin: (req: RequestLike) => Origin | Promise<Origin>
  readonly readAccount: AccountReader
  readonly clock: Clock
}

/** Makes the context of one request. Reads nothing of it yet. */
export function createRequestContext(
  req: RequestLike,
  res: ResponseLike,
  sources: RequestSources,
): AuditContext {
  let origin: Origin | Promise<Origin> | undefined
  let clientTime: ClientTime | null | undefined
  let actor: Actor | Promise<Actor> | undefined
  return {
    actor: () => {
      if (actor !== undefined) return actor
      const answer = sources.askActor(req)
      // What costs nothing to ask is asked each time: somebody may sign in, or act as another.
      if (!isPromiseLike(answer)) return answer
      actor = answer.then((found) => {
        actor = found.type === 'anonymous' ? undefined : found
        return found
      })
      return actor
    },
    origin: () => (origin ??= sources.readOrigin(req)),
    request: () => requestFactsOf(req, res),
    account: () => sources.readAccount(req),
    clientTime: () => {
      clientTime ??= clientTimeOf(req, sources.clock.now()) ?? null
      return clientTime ?? undefined
    },
  }
}
