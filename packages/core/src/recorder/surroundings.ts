/**
 * Who and from where, as an event keeps it: the context's answers, asked once per call.
 *
 * An answer that fails is left out: the event is recorded all the same.
 */
import type { AuditContext, EventNote } from '../context/context.ts'
import type { Actor, AuditEvent } from '../event/event.ts'

/** The part of an event that says who and from where. */
export type Surroundings = Pick<
  AuditEvent,
  'actor' | 'account' | 'origin' | 'request' | 'clientTime'
> & { readonly note?: EventNote }

/** Outside any context it is the application itself that acts. */
const SYSTEM: Actor = { type: 'system' }
const ANONYMOUS: Actor = { type: 'anonymous' }

export async function askSurroundings(context: AuditContext | undefined): Promise<Surroundings> {
  if (context === undefined) return { actor: SYSTEM }
  const [actor, origin] = await Promise.all([answer(context.actor), answer(context.origin)])
  const account = await answer(context.account)
  const request = await answer(context.request)
  const clientTime = await answer(context.clientTime)
  // A context with a request and no known person is somebody unknown; without one, a job.
  const nobody = context.request === undefined ? SYSTEM : ANONYMOUS
  return {
    actor: actor ?? nobody,
    ...(account === undefined ? {} : { account }),
    ...(origin === undefined ? {} : { origin }),
    ...(request === undefined ? {} : { request }),
    ...(clientTime === undefined ? {} : { clientTime }),
    ...(context.note === undefined ? {} : { note: context.note }),
  }
}

async function answer<T>(
  question: (() => T | undefined | Promise<T | undefined>) | undefined,
): Promise<T | undefined> {
  try {
    return await question?.()
  } catch {
    return undefined
  }
}
