/**
 * What did a write do whose answer brought the record before?
 *
 * Mostly the answer and the update say it. Where they do not, the server's record of the session
 * says whether there was a write and when, and both images are read as of then.
 */
import type { CapturedChange, StoredRecord, StoredValue } from '@rastro/core'
import { identicalValue } from '@rastro/core'
import { tryAfterWrite } from './after-write.ts'
import { tryApply } from './apply-plain.ts'
import type { WriteCall } from './call.ts'
import type { DriverTimestamp } from './driver.ts'
import { justBefore } from './driver.ts'
import { freezeFilter } from './freeze.ts'
import type { PlainReply } from './plain-command.ts'
import type { PlainPlan } from './plain-plan.ts'
import { notePlain, refusePlain } from './plain-trust.ts'
import { proveWrite } from './proof.ts'
import type { Proof } from './proof.ts'
import { readByIds } from './reads.ts'
import type { ObservedSession } from './sessions.ts'

/** What came of it. */
export interface Settled {
  /** Whether the server counts a change. */
  readonly isChange: boolean
  /** Absent where no record was there, or where an image could not be had. */
  readonly before?: StoredRecord | undefined
  readonly after?: StoredRecord | undefined
  readonly at: DriverTimestamp | undefined
  readonly fidelity: CapturedChange['fidelity']
  /** What the answer does not say could not be read either. */
  readonly isUnseen?: true
}

/**
 * Works it out from the answer alone.
 *
 * @returns undefined where the answer does not say everything.
 */
export function tryFromReply(
  call: WriteCall,
  plan: PlainPlan,
  said: PlainReply,
): Pick<Settled, 'isChange' | 'before' | 'after'> | undefined {
  const { before } = said
  if (before === undefined) return { isChange: false }
  const { tree } = plan
  if (!said.isExact) return undefined
  if (tree === undefined) return { isChange: true, before }
  // Sent is what the application's object was when the driver came to it.
  if (!identicalValue(plan.update, freezeFilter(call, call.args[1]))) return undefined
  const applied = tryApply(before, tree)
  return applied && { isChange: applied.isChange, before, after: applied.after }
}

/** Works it out, reading what the answer does not say. */
export async function settle(
  call: WriteCall,
  plan: PlainPlan,
  known: {
    readonly said: PlainReply
    readonly at: DriverTimestamp | undefined
    readonly observed: ObservedSession
  },
): Promise<Settled> {
  const { said, at, observed } = known
  const told = tryFromReply(call, plan, said)
  if (said.before !== undefined) notePlain(call.site, told === undefined)
  if (told !== undefined) return { ...told, at, fidelity: 'exact' }
  const proof = await proofOf(call, plan, { at, observed })
  if (proof === 'wrote-nothing') {
    return { isChange: false, before: said.before, after: said.before, at, fidelity: 'exact' }
  }
  // Nobody may be asked what the session wrote: the other way needs no such answer.
  if (proof === 'unknown') refusePlain(call.site)
  const wroteAt = proof === 'unknown' ? at : proof.wrote
  const id: StoredValue = said.before?.['_id']
  const images = wroteAt === undefined ? undefined : await tryImages(call, id, wroteAt)
  if (images?.before === undefined) {
    return { ...(await unseen(call, plan, { id, at: wroteAt })), at: wroteAt }
  }
  const isChange = proof !== 'unknown' || !identicalValue(images.before, images.after)
  const fidelity = proof === 'unknown' ? 'derived' : 'exact'
  return { isChange, ...images, at: wroteAt, fidelity }
}

// A deletion always writes, so the time on its answer is its own.
async function proofOf(
  call: WriteCall,
  plan: PlainPlan,
  known: { readonly at: DriverTimestamp | undefined; readonly observed: ObservedSession },
): Promise<Proof> {
  const { at, observed } = known
  if (plan.tree === undefined && at !== undefined) return { wrote: at }
  return proveWrite(call.site, observed, at)
}

async function tryImages(
  { site }: WriteCall,
  id: StoredValue,
  at: DriverTimestamp,
): Promise<Pick<Settled, 'before' | 'after'> | undefined> {
  try {
    const [before, after] = await Promise.all([
      readByIds(site, [id], { at: justBefore(at) }),
      readByIds(site, [id], { at }),
    ])
    return { before: [...before.values()][0], after: [...after.values()][0] }
  } catch {
    return undefined
  }
}

/**
 * The images are gone. An application that waits for the record after gets it all the same, and
 * from its own command from now on.
 */
async function unseen(
  call: WriteCall,
  plan: PlainPlan,
  wrote: { readonly id: StoredValue; readonly at: DriverTimestamp | undefined },
): Promise<Omit<Settled, 'at'>> {
  const none = { isChange: true, fidelity: 'intent', isUnseen: true } as const
  if (plan.shows !== 'after') return none
  refusePlain(call.site)
  return { ...none, after: await tryAfterWrite(call.site, wrote) }
}
