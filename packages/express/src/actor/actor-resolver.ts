/**
 * Who makes a request?
 *
 * A resolver answers from one kind of evidence: a login, a token, a key, a link. Several compose;
 * the first that knows wins. They are asked when an event is recorded, so login may come later
 * than the middleware.
 */
import type { Actor } from '@rastro/core'
import type { RequestLike } from '../request/request-like.ts'

/**
 * Says who makes a request, or undefined if its kind of evidence is not there.
 *
 * What it throws never reaches the request: the event is recorded with an `anonymous` actor whose
 * `via` is `unresolved`.
 */
export type ActorResolver = Bivariant<
  (req: RequestLike) => Actor | undefined | Promise<Actor | undefined>
>

/** What a resolver's option may answer: an actor whose type may be left to the resolver. */
export type PartialActor = Omit<Actor, 'type'> & Partial<Pick<Actor, 'type'>>

/**
 * A function whose parameters may be narrower than asked for, so that an application writes its
 * own `Request` type, which every request at run time has.
 */
export type Bivariant<F extends (...args: never[]) => unknown> = {
  bivariant(...args: Parameters<F>): ReturnType<F>
}['bivariant']
