/**
 * What does capture need of the application's driver?
 *
 * Shapes only: the objects are the application's own, of driver 6 or 7, and nothing here imports
 * a second copy. `mongodb`'s own types are not used because the two versions' types exclude each
 * other.
 */
import type { ClusterTimestamp } from '@rastro/core'

export type Doc = Record<string, unknown>

export interface DriverTimestamp extends ClusterTimestamp {
  greaterThan(other: unknown): boolean
}

export interface DriverSession {
  readonly client: DriverClient
  readonly id?: { readonly id: unknown }
  readonly serverSession?: { readonly txnNumber: number }
  /** Counted up by operations that have not been sent yet. */
  readonly txnNumberIncrement?: number
  readonly hasEnded: boolean
  readonly snapshotEnabled?: boolean
  readonly supports: { readonly causalConsistency: boolean }
  readonly transaction: object
  operationTime?: DriverTimestamp
  clusterTime?: unknown
  inTransaction(): boolean
  startTransaction(options?: Doc): void
  commitTransaction(options?: Doc): Promise<unknown>
  abortTransaction(options?: Doc): Promise<unknown>
  endSession(options?: Doc): Promise<void>
  advanceOperationTime(time: DriverTimestamp): void
  advanceClusterTime(time: unknown): void
  incrementTransactionNumber?: () => void
}

export interface DriverCursor {
  setBatchSize(size: number): unknown
  toArray(): Promise<Doc[]>
  close(): Promise<void>
  [Symbol.asyncIterator](): AsyncIterator<Doc>
}

export interface DriverDb {
  readonly databaseName: string
  command(command: Doc, options?: Doc): Promise<Doc>
  runCursorCommand(command: Doc, options?: Doc): DriverCursor
}

export interface DriverClient {
  readonly options?: { readonly retryWrites?: boolean; readonly [key: string]: unknown }
  readonly topology?: {
    readonly description?: {
      readonly type?: string
      readonly setName?: string | null
      readonly servers?: ReadonlyMap<
        string,
        { readonly type?: string; readonly maxWireVersion?: number }
      >
    }
  } | null
  startSession(options?: Doc): DriverSession
  db(name?: string): DriverDb
}

type Method = (...args: unknown[]) => Promise<unknown>

/** The collection methods that capture stands in front of. */
export interface DriverCollection {
  readonly client: DriverClient
  readonly collectionName: string
  readonly dbName: string
  readonly writeConcern?: { readonly w?: unknown; readonly j?: unknown } | undefined
  readonly bsonOptions?: {
    readonly ignoreUndefined?: boolean
    readonly serializeFunctions?: boolean
  }
  readonly db?: { readonly options?: { readonly forceServerObjectId?: boolean } }
  insertOne: Method
  insertMany: Method
  updateOne: Method
  updateMany: Method
  replaceOne: Method
  deleteOne: Method
  deleteMany: Method
  findOneAndUpdate: Method
  findOneAndReplace: Method
  findOneAndDelete: Method
  bulkWrite: Method
  drop: Method
  rename: Method
  aggregate: (...args: unknown[]) => unknown
  initializeOrderedBulkOp: (...args: unknown[]) => unknown
  initializeUnorderedBulkOp: (...args: unknown[]) => unknown
}

/** Another time of the same class: the application's driver has its own. */
export function timestampAt(
  like: DriverTimestamp,
  parts: { readonly t: number; readonly i: number },
): DriverTimestamp {
  const Timestamp = like.constructor as new (value: { t: number; i: number }) => DriverTimestamp
  return new Timestamp({ t: parts.t, i: parts.i })
}

/** The instant one increment earlier: the last at which the write had not happened. */
export function justBefore(time: DriverTimestamp): DriverTimestamp {
  return timestampAt(time, { t: time.t, i: time.i - 1 })
}

/**
 * A time above everything a transaction has seen so far, and below its own commit, which comes
 * later than its statements: it orders the transaction's events among the record's other events.
 */
export function justAfter(time: DriverTimestamp): DriverTimestamp {
  return timestampAt(time, { t: time.t, i: time.i + 1 })
}
