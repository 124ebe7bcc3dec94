/**
 * How is evidence that cannot change during a request read only once?
 */
import type { Actor } from '@rastro/core'
import { isPromiseLike } from '../failure/within-time.ts'
import type { RequestLike } from '../request/request-like.ts'

type Answer = Actor | undefined | Promise<Actor | undefined>

/**
 * Wraps a question about a request's headers so that its answer, also *nobody*, is remembered as
 * long as the request lives. A failure is not: the next event may ask again.
 *
 * @param ask - The question; what it reads must not change during a request.
 */
export function oncePerRequest(ask: (req: RequestLike) => Answer): (req: RequestLike) => Answer {
  const answers = new WeakMap<RequestLike, { readonly answer: Answer }>()
  return (req) => {
    const known = answers.get(req)
    if (known !== undefined) return known.answer
    const answer = ask(req)
    answers.set(req, { answer })
    if (isPromiseLike(answer)) answer.then(undefined, () => answers.delete(req))
    return answer
  }
}
