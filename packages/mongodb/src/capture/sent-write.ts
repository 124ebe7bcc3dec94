/**
 * One command outside a transaction, from its announcement to the moment at which its event is safe.
 *
 * Held together here: the session it runs on, what was said of it before, and what is to be done
 * when its answer is lost.
 */
import type { StoredValue } from '@rastro/core'
import { announceWrite } from './announce.ts'
import type { WriteCall } from './call.ts'
import type { DriverTimestamp } from './driver.ts'
import { isReplyLost, retireSession, settleLostReply } from './lost-reply.ts'
import { observe, sessionOf } from './sessions.ts'
import type { ObservedSession } from './sessions.ts'
import { tryReadWrittenAt } from './session-record.ts'

export interface SentWrite {
  /** The call, with what was said of it before. */
  readonly call: WriteCall
  readonly observed: ObservedSession
  /** At what time it wrote; undefined where that cannot be told. */
  time(): Promise<DriverTimestamp | undefined>
  /** Notes the error of the command itself; true if its answer was lost, so that nothing can be told yet. */
  failed(error: unknown): boolean
  /** Call on every path out: gives the session back, or asks what became of the write. */
  finish(): Promise<void>
}

/** Announces a write and prepares the session to run it on. */
export async function beginWrite(
  call: WriteCall,
  ids: readonly StoredValue[] | undefined,
): Promise<SentWrite> {
  const given = sessionOf(call.options)
  const observed = observe(call.site.original.client, given)
  const announcement = await announceWrite(call, {
    session: given ?? observed.session,
    exclusive: given === undefined,
    ...(ids === undefined ? {} : { ids }),
  })
  let lost: { readonly error: unknown } | undefined
  return {
    call: announcement.call,
    observed,
    time: async () => (observed.wasRepeated() ? tryWrittenAt(observed) : observed.time()),
    failed(error) {
      if (isReplyLost(error)) lost = { error }
      return lost !== undefined
    },
    async finish() {
      if (lost !== undefined) {
        // Behind the application's back: it has its error, and the session is kept until then.
        if (given === undefined) retireSession(observed.session)
        void settleLostReply(announcement, lost.error).then(() => observed.release())
        return
      }
      announcement.close()
      await observed.release()
    },
  }
}

// A reply to a repetition carries the time of the repetition.
async function tryWrittenAt(observed: ObservedSession): Promise<DriverTimestamp | undefined> {
  const number = observed.txnNumber()
  return number === undefined ? undefined : tryReadWrittenAt(observed.session, number)
}
