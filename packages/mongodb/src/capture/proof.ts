/**
 * Did this session's last write happen, and when?
 *
 * `findOneAnd…` does not say whether it changed anything, and the time on a no-op's reply is
 * somebody else's. The server's own record of the session's last retryable write does say.
 */
import { createHash } from 'node:crypto'
import type { Doc, DriverTimestamp } from './driver.ts'
import { asDoc, numberOf } from './outcome.ts'
import type { ObservedSession } from './sessions.ts'
import type { CaptureSite } from './site.ts'

/** `unknown` where the server keeps no record: no retryable writes, or no privilege to read it. */
export type Proof = { readonly wrote: DriverTimestamp } | 'wrote-nothing' | 'unknown'

/** Asks `config.transactions` for the last write of a session. */
export async function proveWrite(
  site: CaptureSite,
  observed: ObservedSession,
  at: DriverTimestamp,
): Promise<Proof> {
  const { client } = site.original
  if (client.options?.retryWrites === false) return 'unknown'
  const lsid = observed.session.id?.id
  if (lsid === undefined) return 'unknown'
  let record: Doc
  try {
    record = asDoc(await readSessionRecord(site, lsid))
  } catch {
    return 'unknown'
  }
  const wroteAt = asDoc(record['lastWriteOpTime'])['ts'] as DriverTimestamp | undefined
  const txnNumber = observed.txnNumber()
  if (txnNumber === undefined) {
    // Others wrote on the session at the same moment, so only equality says something.
    return wroteAt !== undefined && isSame(wroteAt, at) ? { wrote: at } : 'unknown'
  }
  const recorded = numberOf(record['txnNum'])
  // The caller's session has written again since: what it says is no longer about this write.
  if (recorded > txnNumber) return 'unknown'
  if (wroteAt === undefined || recorded < txnNumber) return 'wrote-nothing'
  return { wrote: wroteAt }
}

async function readSessionRecord(site: CaptureSite, lsid: unknown): Promise<unknown> {
  const { client } = site.original
  const credentials = asDoc(client.options?.['credentials'])
  const user = credentials['username']
  // The server's key is the session's id with a digest of the user; of nobody without access control.
  const users = [
    '',
    ...(typeof user === 'string' ? [`${user}@${String(credentials['source'])}`] : []),
  ]
  const keys = users.map((name) => ({
    id: lsid,
    uid: createHash('sha256').update(name).digest(),
  }))
  const reply = await client.db('config').command(
    {
      find: 'transactions',
      filter: { _id: { $in: keys } },
      limit: 1,
      singleBatch: true,
      maxTimeMS: 5_000,
    },
    {
      readPreference: 'primary',
      raw: false,
      promoteLongs: true,
      promoteValues: true,
      useBigInt64: false,
    },
  )
  return (asDoc(reply['cursor'])['firstBatch'] as unknown[] | undefined)?.[0]
}

function isSame(a: DriverTimestamp, b: DriverTimestamp): boolean {
  return a.t === b.t && a.i === b.i
}
