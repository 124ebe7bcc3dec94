/** What is told of a collection when it is captured, so that its records are found later? */
import type { AuditedCollection } from '@rastro/core'
import type { CaptureEnvironment } from '../capture/audit-collection.ts'

/** A captured collection, and what a revert has to know of it. */
export interface LiveSource {
  /** The type of its records, as events name it. */
  readonly type: string
  /** Its captured form; undefined while it is not connected. */
  readonly collection: () => unknown
  readonly audited: AuditedCollection
  readonly environment: CaptureEnvironment
  /** Top-level fields that count writes or tell their time. */
  readonly bookkeeping: readonly string[]
}
