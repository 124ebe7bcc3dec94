/** What the application, and the suite's own reading side, hand in by the front door. */
import type {
  Actor,
  Change,
  ClientTime,
  Origin,
  Outcome,
  RecordReference,
  Severity,
  Target,
} from '../event/event.ts'
import type { Safety } from '../event/safety.ts'

/** What an event says besides its type; all of it optional. */
export interface RecordOptions {
  readonly target?: Target
  readonly subject?: RecordReference
  /** At most 8. */
  readonly related?: readonly RecordReference[]
  readonly details?: Readonly<Record<string, unknown>>
  readonly changes?: readonly Change[]
  /** Default `success`. */
  readonly outcome?: Outcome
  readonly reason?: string
  readonly severity?: Severity
  /** Who, where the context does not know: a login that failed, a job. */
  readonly actor?: Actor
  readonly account?: { readonly id?: unknown; readonly name?: string }
  readonly origin?: Origin
  readonly clientTime?: ClientTime
  /** Default: now. */
  readonly at?: Date
  /** Default: the audit's own tenant. */
  readonly tenant?: string
  /** How safely this event is kept. Default: what its type, its place or the audit asks for. */
  readonly class?: Safety['class']
  /** When this event counts as safe, if it is `standard`. */
  readonly ack?: Safety['ack']
}

/**
 * Records one event that the database cannot see. Resolves when it is as safe as its class
 * promises, with its id; with undefined when the policy does not record this place and operation,
 * or when it was lost or dropped.
 *
 * @throws AuditError `AUDIT_EVENT_TYPE_UNKNOWN`, `AUDIT_DETAILS_INVALID`; `AUDIT_STORE_UNAVAILABLE`
 * for an event of the class `critical` that could not be stored
 */
export type RecordFunction = (type: string, options?: RecordOptions) => Promise<string | undefined>
