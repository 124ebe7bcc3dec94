/**
 * Did this session's last write happen, and when?
 *
 * `findOneAnd…` does not say whether it changed anything, and the time on a no-op's reply is
 * somebody else's. The server's own record of the session's last retryable write does say.
 */
import type { DriverTimestamp } from './driver.ts'
import { readSessionRecord } from './session-record.ts'
import type { SessionRecord } from './session-record.ts'
import type { ObservedSession } from './sessions.ts'
import type { CaptureSite } from './site.ts'

/** `unknown` where the server keeps no record: no retryable writes, or no privilege to read it. */
export type Proof = { readonly wrote: DriverTimestamp } | 'wrote-nothing' | 'unknown'

/** Asks `config.transactions` for the last write of a session. */
export async function proveWrite(
  site: CaptureSite,
  observed: ObservedSession,
  at: DriverTimestamp | undefined,
): Promise<Proof> {
  const { client } = site.original
  if (client.options?.retryWrites === false) return 'unknown'
  const lsid = observed.session.id?.id
  if (lsid === undefined) return 'unknown'
  let record: SessionRecord | undefined
  try {
    record = await readSessionRecord(client, lsid)
  } catch {
    return 'unknown'
  }
  const wroteAt = record?.wroteAt
  const txnNumber = observed.txnNumber()
  if (txnNumber === undefined) {
    // Others wrote on the session at the same moment, so only equality says something.
    return wroteAt !== undefined && at !== undefined && isSame(wroteAt, at)
      ? { wrote: at }
      : 'unknown'
  }
  const recorded = record?.txnNumber ?? 0
  // The caller's session has written again since: what it says is no longer about this write.
  if (recorded > txnNumber) return 'unknown'
  if (wroteAt === undefined || recorded < txnNumber) return 'wrote-nothing'
  return { wrote: wroteAt }
}

function isSame(a: DriverTimestamp, b: DriverTimestamp): boolean {
  return a.t === b.t && a.i === b.i
}
