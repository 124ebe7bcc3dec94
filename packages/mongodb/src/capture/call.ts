/** One call of the application on an audited collection, and how to run and to report it. */
import type {
  AnnouncedWrite,
  CapturedChange,
  CapturedIntent,
  StoredRecord,
  WriteTransaction,
} from '@rastro/core'
import { AuditError, identicalValue } from '@rastro/core'
import type { Doc, DriverSession, DriverTimestamp } from './driver.ts'
import type { CaptureSite } from './site.ts'
import { durabilityOf } from './write-concern.ts'

/** Methods whose calls are captured by images. */
export type WriteMethod =
  | 'insertOne'
  | 'insertMany'
  | 'updateOne'
  | 'updateMany'
  | 'replaceOne'
  | 'deleteOne'
  | 'deleteMany'
  | 'findOneAndUpdate'
  | 'findOneAndReplace'
  | 'findOneAndDelete'
  | 'bulkWrite'

export interface WriteCall {
  readonly site: CaptureSite
  readonly method: WriteMethod
  /** The arguments before the options, as the application passed them. */
  readonly args: readonly unknown[]
  readonly options: Doc
  /** What was said of it before it was sent. */
  readonly announced?: AnnouncedWrite
}

/** Runs the application's own command, unmodified but for the session it runs on. */
export function runCall(call: WriteCall, session: DriverSession, extra?: Doc): Promise<unknown> {
  const { original } = call.site
  return original[call.method](...call.args, { ...call.options, ...extra, session })
}

/** Runs it exactly as the application called it. */
export function runBare(call: WriteCall, given: readonly unknown[]): Promise<unknown> {
  const method = call.site.original[call.method]
  return method.apply(call.site.original, [...given])
}

export interface Report {
  readonly changes: readonly CapturedChange[]
  readonly intent?: CapturedIntent
  readonly transaction?: WriteTransaction
}

/**
 * Hands what happened to the recorder; resolves when the events are safe.
 *
 * The write has happened: what goes wrong with telling about it is no business of the application,
 * except inside its transaction, whose fate the events share.
 */
export async function report(call: WriteCall, what: Report): Promise<void> {
  if (what.changes.length === 0 && what.intent === undefined) return
  try {
    await handOver(call, what)
  } catch (error) {
    if (what.transaction !== undefined && isStores(error)) throw error
    await reportBarely(call, what)
  }
}

/** Does something that must not fail the application's call, and says in the log if it did fail. */
export async function harmless(site: CaptureSite, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const code = AuditError.is(error) ? error.code : (error as Error | undefined)?.name
    site.log.warn(`audit: a write could not be recorded: ${String(code)}`)
  }
}

/** The same, except that whatever goes wrong with it is thrown. */
export async function handOverAny(call: WriteCall, what: Report): Promise<void> {
  if (what.changes.length > 0 || what.intent !== undefined) await handOver(call, what)
}

async function handOver(call: WriteCall, what: Report): Promise<void> {
  const { site } = call
  await site.sink.accept({
    collection: site.audited,
    method: call.method,
    changes: what.changes,
    durability: durabilityOf(site, call.options),
    connectedClient: site.original.client,
    ...(what.intent === undefined ? {} : { intent: what.intent }),
    ...(what.transaction === undefined ? {} : { transaction: what.transaction }),
    ...(call.announced === undefined ? {} : { announced: call.announced }),
  })
}

// The event itself could not be made: that something was written, and to which records, can be.
async function reportBarely(call: WriteCall, what: Report): Promise<void> {
  const ids = what.changes.map(({ id }) => id)
  const operation = /delete/i.test(call.method) ? 'delete' : 'update'
  const intent: CapturedIntent = what.intent ?? {
    operation: call.method.startsWith('insert') ? 'create' : operation,
    ids,
    count: ids.length,
    because: 'not-recordable',
  }
  await harmless(call.site, () => handOver(call, { ...what, changes: [], intent }))
}

function isStores(error: unknown): boolean {
  if (AuditError.is(error)) return error.retryable || error.cause !== undefined
  return error instanceof Error && error.name.startsWith('Mongo')
}

/** A change by its images; undefined where nothing changed. */
export function changeOf(
  before: StoredRecord | undefined,
  after: StoredRecord | undefined,
  how: {
    readonly at?: DriverTimestamp
    readonly n?: number
    readonly fidelity?: CapturedChange['fidelity']
  },
): CapturedChange | undefined {
  const known = after ?? before
  if (known === undefined) return undefined
  // A replacement with equal content is a write for the database and no change for anybody.
  if (before !== undefined && after !== undefined && identicalValue(before, after)) return undefined
  return {
    id: known['_id'],
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    fidelity: how.fidelity ?? 'exact',
    ...(how.at === undefined ? {} : { ct: { t: how.at, n: how.n ?? 0 } }),
  }
}
