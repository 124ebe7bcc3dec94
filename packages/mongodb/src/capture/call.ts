/** One call of the application on an audited collection, and how to run and to report it. */
import type { CapturedChange, CapturedIntent, StoredRecord, WriteTransaction } from '@rastro/core'
import { identicalValue } from '@rastro/core'
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

/** Hands what happened to the recorder; resolves when the events are safe. */
export async function report(call: WriteCall, what: Report): Promise<void> {
  if (what.changes.length === 0 && what.intent === undefined) return
  const { site } = call
  await site.sink.accept({
    collection: site.audited,
    method: call.method,
    changes: what.changes,
    durability: durabilityOf(site, call.options),
    connectedClient: site.original.client,
    ...(what.intent === undefined ? {} : { intent: what.intent }),
    ...(what.transaction === undefined ? {} : { transaction: what.transaction }),
  })
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
