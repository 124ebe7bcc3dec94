/**
 * The answer of a write was lost: did it happen?
 *
 * The application gets its error at once. Behind it the server is asked, again and again while it
 * is away, and the event follows if there was a write.
 */
import type { Announcement } from './announce.ts'
import { harmless, report } from './call.ts'
import type { WriteCall } from './call.ts'
import type { DriverSession } from './driver.ts'
import { fenceSession } from './fence.ts'
import { asDoc } from './outcome.ts'
import { hasLabel } from './labels.ts'
import { whatBecameOf } from './what-became.ts'
import type { Became, NumberedWrite } from './what-became.ts'

// Captured at load: applications fake timers in their tests.
const wait = setTimeout

/** First at once, then less and less often; after a good quarter of an hour nobody asks any more. */
const WAITS_MS = [0, 250, 1_000, 4_000, 15_000, ...Array.from({ length: 16 }, () => 60_000)]

/** On a session of the caller's the command cannot be fenced off; by then it has come or never will. */
const SETTLED_MS = 30_000

const LOST: ReadonlySet<string> = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'MongoPoolClearedOnNetworkError',
  'MongoServerSelectionError',
  'MongoOperationTimeoutError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoUnexpectedServerResponseError',
  'AbortError',
])

/** True for errors of which the command may have been carried out all the same. */
export function isReplyLost(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  if (hasLabel(error, 'NoWritesPerformed')) return false
  const { name, code, cause, result } = asDoc(error)
  if (hasLabel(error, 'RetryableWriteError')) return true
  // A bulk call puts the driver's own error into one of its own class.
  if (name === 'MongoBulkWriteError') {
    return code === undefined && result !== undefined && !hasWriteErrors(error)
  }
  return LOST.has(String(name)) || (name === 'MongoRuntimeError' && isReplyLost(cause))
}

function hasWriteErrors(error: object): boolean {
  const { writeErrors } = asDoc(error)
  return Array.isArray(writeErrors) ? writeErrors.length > 0 : writeErrors !== undefined
}

/**
 * Takes a session of ours out of the driver's pool: its numbers are used up, for the server refuses
 * what comes below.
 */
export function retireSession(session: DriverSession): void {
  const server = session.serverSession as { isDirty?: boolean } | undefined
  if (server !== undefined) server.isDirty = true
}

/** Asks in the background; resolves when it is known, or given up. Never rejects. */
export async function settleLostReply(announcement: Announcement, error: unknown): Promise<void> {
  const { call, numbered } = announcement
  await harmless(call.site, async () => {
    const became = await ask(call, numbered, error)
    if (became.state === 'happened') await report(call, became)
    if (became.state === 'unknown') {
      await report(call, { changes: [], intent: lostIntent(call, numbered) })
    }
  })
  announcement.close()
}

async function ask(
  call: WriteCall,
  numbered: NumberedWrite | undefined,
  error: unknown,
): Promise<Became> {
  if (numbered === undefined) {
    // Nothing to ask after. A command that found no server was not sent.
    const wasSent = asDoc(error)['name'] !== 'MongoServerSelectionError'
    return wasSent ? { state: 'unknown', because: 'reply-lost' } : { state: 'never-happened' }
  }
  const { client, dbName, collectionName } = call.site.original
  const since = performance.now()
  for (const ms of WAITS_MS) {
    await pause(ms)
    try {
      if (numbered.exclusive) {
        const { txnNumber } = numbered
        await fenceSession(client, numbered.lsid, { txnNumber, dbName, collectionName })
      }
      const became = await whatBecameOf(call.site, numbered)
      const isFinal = numbered.exclusive || performance.now() - since > SETTLED_MS
      if (became.state !== 'never-happened' || isFinal) return became
    } catch {
      // The database is still away.
    }
  }
  return { state: 'unknown', because: 'reply-lost' }
}

function lostIntent(call: WriteCall, numbered: NumberedWrite | undefined) {
  const isDelete = /delete/i.test(call.method)
  return {
    operation: call.method.startsWith('insert')
      ? ('create' as const)
      : isDelete
        ? ('delete' as const)
        : ('update' as const),
    ...(numbered?.ids === undefined ? {} : { ids: numbered.ids }),
    because: 'reply-lost',
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    // Nobody's process stays alive for it: the intent on the disk is there for the next one.
    wait(resolve, ms).unref()
  })
}
