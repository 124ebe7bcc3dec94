/**
 * The command that was sent in the place of the application's failed: was anything written?
 *
 * Only if nothing was may the application's own command follow.
 */
import type { WriteCall } from './call.ts'
import type { Doc, DriverTimestamp } from './driver.ts'
import { asDoc } from './outcome.ts'
import { refusePlain } from './plain-trust.ts'
import { promoted } from './promoted.ts'
import { readSessionRecord } from './session-record.ts'
import type { ObservedSession } from './sessions.ts'

/** Refusals for what the statement or the record is, where nobody can be asked: nothing was written. */
const REFUSALS = new Set([2, 9, 13, 14, 28, 40, 52, 56, 57, 66, 121, 11000])

/** `unknown` where the error must be the application's as it is. */
export async function whetherWritten(
  call: WriteCall,
  observed: ObservedSession,
  error: unknown,
): Promise<'nothing' | 'unknown' | { readonly at: DriverTimestamp }> {
  const { name, code } = asDoc(error)
  if (name !== 'MongoServerError' || typeof code !== 'number') return 'unknown'
  const { session } = observed
  const number = session.serverSession?.txnNumber
  try {
    const record = await readSessionRecord(session.client, session.id?.id)
    if (record?.txnNumber !== number || record?.wroteAt === undefined) return 'nothing'
    return { at: record.wroteAt }
  } catch {
    refusePlain(call.site)
    return REFUSALS.has(code) && !observed.wasRepeated() ? 'nothing' : 'unknown'
  }
}

/** The same error, with its parts as the driver makes them for the application. */
export function inUsualShape(error: unknown): unknown {
  if (asDoc(error)['name'] !== 'MongoServerError') return error
  const fields = error as Doc
  for (const key of ['$clusterTime', 'operationTime', 'errorResponse']) {
    if (Object.hasOwn(fields, key)) fields[key] = promoted(fields[key])
  }
  return error
}
