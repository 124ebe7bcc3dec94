/** What does the server remember of a logical session's last numbered write? */
import { createHash } from 'node:crypto'
import type { DriverClient, DriverSession, DriverTimestamp } from './driver.ts'
import { asDoc, numberOf } from './outcome.ts'

/** The server's own record of the last retryable write, or the last transaction, of a session. */
export interface SessionRecord {
  readonly txnNumber: number
  /** Of a transaction; absent for a retryable write. */
  readonly state: string | undefined
  readonly wroteAt: DriverTimestamp | undefined
}

/**
 * Reads it from `config.transactions`; undefined if there is none.
 *
 * @throws The driver's error, also where the privilege to read it is missing (code 13).
 */
export async function readSessionRecord(
  client: DriverClient,
  lsid: unknown,
): Promise<SessionRecord | undefined> {
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
  const found = (asDoc(reply['cursor'])['firstBatch'] as unknown[] | undefined)?.[0]
  if (found === undefined) return undefined
  const record = asDoc(found)
  const state = record['state']
  return {
    txnNumber: numberOf(record['txnNum']),
    state: typeof state === 'string' ? state : undefined,
    wroteAt: asDoc(record['lastWriteOpTime'])['ts'] as DriverTimestamp | undefined,
  }
}

/** When a session's write of this number was written; undefined where nothing says so any more. */
export async function tryReadWrittenAt(
  session: DriverSession,
  txnNumber: number,
): Promise<DriverTimestamp | undefined> {
  try {
    const record = await readSessionRecord(session.client, session.id?.id)
    return record?.txnNumber === txnNumber ? record.wroteAt : undefined
  } catch {
    return undefined
  }
}
