/**
 * A single write whose own answer brings the record as it was before.
 *
 * One command in the place of three. Whatever that answer does not settle is read as of the write,
 * as everywhere else; after a command that failed and wrote nothing comes the application's own, so
 * that its error is the application's.
 */
import type { CapturedIntent } from '@rastro/core'
import { changeOf, report } from './call.ts'
import type { Report, WriteCall } from './call.ts'
import type { DriverTimestamp } from './driver.ts'
import { shownResult } from './find-and-modify.ts'
import { lastRung } from './last-rung.ts'
import { missedConcernError } from './missed-concern.ts'
import { replyInError } from './outcome.ts'
import { pinnedId } from './pinned-id.ts'
import { readPlain, resultOf, runPlain } from './plain-command.ts'
import { inUsualShape, whetherWritten } from './plain-failure.ts'
import type { PlainPlan } from './plain-plan.ts'
import { settle } from './plain-settle.ts'
import type { Settled } from './plain-settle.ts'
import { notePlain } from './plain-trust.ts'
import { claimWrite } from './recent-writes.ts'
import { beginWrite } from './sent-write.ts'
import type { SentWrite } from './sent-write.ts'

/**
 * Carries the call out.
 *
 * @param otherwise - Runs it the other way, where this one has written nothing.
 */
export async function capturePlainWrite(
  given: WriteCall,
  plan: PlainPlan,
  otherwise: () => Promise<unknown>,
): Promise<unknown> {
  const pinned = pinnedId(plan.filter)
  const sent = await beginWrite(given, pinned && [pinned.id])
  let ran: Ran | 'nothing'
  try {
    ran = await run(sent, plan)
  } finally {
    await sent.finish()
  }
  if (ran === 'nothing') {
    const result = await otherwise()
    // Refused was the command, and not what it asked for: seldom by chance, mostly each time.
    notePlain(given.site, true)
    return result
  }
  if (ran.failure === undefined) return shownResult(given, ran.result)
  throw await missedConcernError(given, ran.failure.error, ran.result)
}

interface Ran {
  /** As {@link resultOf} gives it. */
  readonly result: unknown
  /** Written, but the write concern was not met. */
  readonly failure?: { readonly error: unknown }
}

async function run(sent: SentWrite, plan: PlainPlan): Promise<Ran | 'nothing'> {
  const { call, observed } = sent
  let reply: Awaited<ReturnType<typeof runPlain>>
  let failure: { readonly error: unknown } | undefined
  try {
    reply = await runPlain(call, observed.session, plan)
  } catch (error) {
    const inside = replyInError(error)
    if (inside === undefined) return afterFailure(sent, plan, error)
    reply = inside
    failure = { error }
  }
  const said = readPlain(reply)
  const settled = await settle(call, plan, { said, at: await sent.time(), observed })
  await report(call, await toReport(call, plan, settled))
  const result = resultOf(plan, { said, ...settled, after: settled.after })
  return failure === undefined ? { result } : { result, failure }
}

async function afterFailure(
  sent: SentWrite,
  plan: PlainPlan,
  error: unknown,
): Promise<Ran | 'nothing'> {
  const { call, observed } = sent
  if (sent.failed(error)) throw inUsualShape(error)
  const written = await whetherWritten(call, observed, error)
  if (written === 'nothing') return 'nothing'
  if (written === 'unknown') throw inUsualShape(error)
  // The answer to a repetition: the first was carried out, and the record before it is lost. The
  // application's own command would have been told so.
  const { at } = written
  await report(call, await lastRung(call, { intent: intentOf(plan, at), at }))
  if (plan.shows !== 'counts') throw inUsualShape(error)
  const said = { reply: {}, before: {}, isExact: false }
  return { result: resultOf(plan, { said, isChange: true, after: undefined }) }
}

async function toReport(call: WriteCall, plan: PlainPlan, settled: Settled): Promise<Report> {
  const { isChange, before, after, at, fidelity } = settled
  if (!isChange) return { changes: [] }
  if (settled.isUnseen === true) {
    const intent = intentOf(plan, at)
    return at === undefined ? { changes: [], intent } : lastRung(call, { intent, at })
  }
  const change = changeOf(before, after, { fidelity, ...(at === undefined ? {} : { at }) })
  if (change === undefined) return { changes: [] }
  const isOwn = at === undefined || claimWrite(call.site, change.id, at)
  return { changes: isOwn ? [change] : [] }
}

function intentOf(plan: PlainPlan, at: DriverTimestamp | undefined): CapturedIntent {
  const pinned = pinnedId(plan.filter)
  return {
    operation: plan.tree === undefined ? 'delete' : 'update',
    ...(pinned === undefined ? {} : { ids: [pinned.id] }),
    filter: plan.filter,
    count: 1,
    because: at === undefined ? 'no-time' : 'no-images',
    ...(at === undefined ? {} : { ct: { t: at, n: 0 } }),
  }
}
