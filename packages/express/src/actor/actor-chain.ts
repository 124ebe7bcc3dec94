/**
 * How do several resolvers make one answer?
 *
 * In order, the first that knows wins. Whatever a resolver does, the event gets an actor: one that
 * fails stops the search, because the next one might name the wrong person.
 */
import type { Actor, Logger } from '@rastro/core'
import { describeFailure } from '../failure/describe-failure.ts'
import { isPromiseLike, withinTime } from '../failure/within-time.ts'
import type { RequestLike } from '../request/request-like.ts'
import type { ActorResolver } from './actor-resolver.ts'
import { ANONYMOUS, UNRESOLVED } from './anonymous.ts'
import { checkActor } from './check-actor.ts'
import { usersOf } from './session-user.ts'

// A key service may hang; the write that waits for the event must not.
const TIMEOUT_MS = 5_000

/** Always answers, never throws. */
export type AskActor = (req: RequestLike) => Actor | Promise<Actor>

/**
 * Makes one question of several resolvers.
 *
 * @param resolvers - In the order in which they are asked.
 * @param log - Told once when a resolver fails, and once when none knows a signed-in user.
 */
export function createActorChain(resolvers: readonly ActorResolver[], log: Logger): AskActor {
  let hasWarnedOfFailure = false
  let hasWarnedOfSilence = false
  return (req) => askFrom(0, req)

  function askFrom(first: number, req: RequestLike): Actor | Promise<Actor> {
    for (const [index, resolve] of resolvers.entries()) {
      if (index < first) continue
      try {
        const answer = resolve(req)
        if (isPromiseLike(answer)) return wait(answer, { index, req })
        if (!isNobody(answer)) return checkActor(answer)
      } catch (error) {
        return unresolved(index, error)
      }
    }
    return nobody(req)
  }

  async function wait(
    answer: PromiseLike<Actor | undefined>,
    { index, req }: { readonly index: number; readonly req: RequestLike },
  ): Promise<Actor> {
    try {
      const found = await withinTime(answer, TIMEOUT_MS)
      if (!isNobody(found)) return checkActor(found)
    } catch (error) {
      return unresolved(index, error)
    }
    return askFrom(index + 1, req)
  }

  function unresolved(index: number, error: unknown): Actor {
    if (!hasWarnedOfFailure) {
      hasWarnedOfFailure = true
      log.warn(
        `actor resolver ${index + 1} of ${resolvers.length} failed (${describeFailure(error)}): ` +
          `its events have the actor 'anonymous', via 'unresolved'`,
      )
    }
    return UNRESOLVED
  }

  function nobody(req: RequestLike): Actor {
    if (!hasWarnedOfSilence && usersOf(req).length > 0) {
      hasWarnedOfSilence = true
      log.warn(
        'an event of a signed-in user is recorded as anonymous: no actor resolver knows ' +
          'req.user, req.auth or req.session.user. Add sessionUser() with a map to the actor option',
      )
    }
    return ANONYMOUS
  }
}

// JavaScript callers return null or false (`req.user && …`) for nobody.
function isNobody(answer: unknown): answer is undefined {
  return answer === undefined || answer === null || answer === false
}
