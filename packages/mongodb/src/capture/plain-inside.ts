/** A single write inside a transaction of ours, whose own answer brings the record as it was before. */
import { changeOf } from './call.ts'
import type { WriteCall } from './call.ts'
import { justAfter } from './driver.ts'
import type { DriverSession } from './driver.ts'
import { timeSeen } from './in-transaction.ts'
import type { WroteInside } from './in-transaction.ts'
import { isTransient } from './labels.ts'
import { asDoc } from './outcome.ts'
import { readPlain, resultOf, runPlain } from './plain-command.ts'
import type { PlainPlan } from './plain-plan.ts'
import { tryFromReply } from './plain-settle.ts'
import { notePlain } from './plain-trust.ts'
import { observe } from './sessions.ts'

/**
 * Runs it in the session's open transaction.
 *
 * @returns undefined where the transaction has to be begun anew without this: the write was refused,
 * in words that are not the application's, or its answer does not say everything.
 */
export async function tryWritePlain(
  call: WriteCall,
  session: DriverSession,
  plan: PlainPlan,
): Promise<WroteInside | undefined> {
  const observed = observe(session.client, session)
  let reply: Awaited<ReturnType<typeof runPlain>>
  try {
    reply = await runPlain(call, observed.session, plan)
  } catch (error) {
    if (isTransient(error) || asDoc(error)['name'] !== 'MongoServerError') throw error
    return undefined
  } finally {
    await observed.release()
  }
  const said = readPlain(reply)
  const told = tryFromReply(call, plan, said)
  if (said.before !== undefined) notePlain(call.site, told === undefined)
  if (told === undefined) return undefined
  const { isChange, before, after } = told
  const result = resultOf(plan, { said, isChange, after })
  const time = timeSeen(session, observed.time())
  const at = time && justAfter(time)
  const change = isChange
    ? changeOf(before, after, at === undefined ? {} : { at, n: 0 })
    : undefined
  return { result, what: { changes: change === undefined ? [] : [change] } }
}
