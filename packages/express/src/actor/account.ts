/**
 * Which person's or company's account does a request belong to?
 */
import type { AuditContext, Logger } from '@rastro/core'
import { describeFailure } from '../failure/describe-failure.ts'
import type { RequestLike } from '../request/request-like.ts'
import type { Bivariant } from './actor-resolver.ts'
import { isActorId } from './check-actor.ts'

/** An account by id and name; undefined for none. */
/** The person's or company's account, as it is called now. */
export type Account = ReturnType<NonNullable<AuditContext['account']>>

/** Names the account, as it is called now; undefined if the request belongs to none. */
export type AccountResolver = Bivariant<(req: RequestLike) => Account>

/** An account resolver that never throws. */
export type AccountReader = (req: RequestLike) => Account

/** Makes a resolver safe to ask; its failure is said once, and the event has no account. */
export function createAccountReader(
  resolve: AccountResolver | undefined,
  log: Logger,
): AccountReader {
  if (resolve === undefined) return () => undefined
  let hasWarned = false
  return (req) => {
    try {
      return picked(resolve(req))
    } catch (error) {
      if (!hasWarned) log.warn(`events are recorded without account: ${describeFailure(error)}`)
      hasWarned = true
      return undefined
    }
  }
}

// The application may return its whole account record; only these two fields are the event's.
function picked(account: Account | null): Account {
  if (account === undefined || account === null) return undefined
  const { id, name } = account
  return {
    ...(isActorId(id) ? { id } : {}),
    ...(typeof name === 'string' ? { name } : {}),
  }
}
