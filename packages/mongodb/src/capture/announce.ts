/**
 * Says a write before it is sent, so that a later process can find out what became of it.
 *
 * The server remembers the last retryable write and the last transaction of each logical session
 * under a number; the driver counts it up when it sends. Where nothing is numbered there is
 * nothing to ask after, and nothing is said: retryable writes switched off, `w: 0`, a standalone
 * server, a command on many records that ran without a transaction.
 */
import type { StoredValue } from '@rastro/core'
import type { WriteCall } from './call.ts'
import { hasTransactions } from './deployment.ts'
import type { Doc, DriverSession, DriverTimestamp } from './driver.ts'
import { asDoc } from './outcome.ts'
import type { NumberedWrite } from './what-became.ts'
import { durabilityOf } from './write-concern.ts'

/** What is known of a write that is about to be sent. */
export interface AboutToWrite {
  /** The caller's own session or ours, never a proxy. */
  readonly session: DriverSession
  /** Nothing else runs on it until the write is closed. */
  readonly exclusive: boolean
  /** It runs in a transaction of its own, which is numbered whatever the client's settings are. */
  readonly inTransaction?: boolean
  readonly ids?: readonly StoredValue[]
}

/** A call, and how to ask after its write where it is numbered. */
export interface Announcement {
  /** With what the recorder gave for it. */
  readonly call: WriteCall
  readonly numbered?: NumberedWrite
  /** Everything that was to be told of it is safe, or nothing was written. */
  close(): void
}

/** Announces the write; close it on every path out. */
export async function announceWrite(call: WriteCall, write: AboutToWrite): Promise<Announcement> {
  const { site } = call
  const { session, exclusive, ids } = write
  const lsid = session.id?.id
  const txnNumber = nextTxnNumber(session)
  const isSilent =
    lsid === undefined ||
    txnNumber === undefined ||
    (write.inTransaction !== true && !(await isNumbered(call)))
  if (isSilent) return { call, close: () => undefined }
  const after = timeBefore(session)
  const known = {
    lsid,
    txnNumber,
    ...(ids === undefined ? {} : { ids }),
    ...(after === undefined ? {} : { after }),
  }
  const given = site.sink.announce({
    ...known,
    collection: site.audited,
    method: call.method,
    namespace: `${site.original.dbName}.${site.original.collectionName}`,
    ...(exclusive ? { exclusive } : {}),
    durability: durabilityOf(site, call.options),
  })
  // Mostly it is written at once: no turn of the event loop for that.
  const announced = given instanceof Promise ? await given : given
  return {
    call: announced === undefined ? call : { ...call, announced },
    numbered: { ...known, exclusive, method: call.method, announcedAt: new Date() },
    close: () => announced?.close(),
  }
}

/** The number that the driver is going to give the session's next numbered command. */
function nextTxnNumber(session: DriverSession): number | undefined {
  const sent = session.serverSession?.txnNumber
  // Counted by an operation that has not been sent: its turn adds to ours.
  return sent === undefined ? undefined : sent + (session.txnNumberIncrement ?? 0) + 1
}

async function isNumbered(call: WriteCall): Promise<boolean> {
  const { client } = call.site.original
  if (client.options?.retryWrites === false) return false
  try {
    return await hasTransactions(client)
  } catch {
    // The command itself is going to say what is wrong.
    return false
  }
}

function timeBefore(session: DriverSession): DriverTimestamp | undefined {
  const topology: Doc = asDoc(session.client.topology)
  const known = asDoc(topology['clusterTime'])['clusterTime'] ?? session.operationTime
  return known as DriverTimestamp | undefined
}
