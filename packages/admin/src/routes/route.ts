/** What is a route? One row of the table that the router serves and the OpenAPI document is made of. */
import type { AuditErrorCode } from '@rastro/core'
import type { Permission } from '../access/authorize.ts'
import type { ParamName } from './params.ts'
import type { Handler } from './service.ts'

/** Names of the schemas in `openapi/schemas.ts`. */
export type SchemaName =
  | 'Activity'
  | 'Comparison'
  | 'Completeness'
  | 'Config'
  | 'ConfigChange'
  | 'ConfigDraft'
  | 'ConfigPreview'
  | 'Error'
  | 'Event'
  | 'EventPage'
  | 'HistoryPage'
  | 'Group'
  | 'Meta'
  | 'OpenedEvent'
  | 'OpenApi'
  | 'Preferences'
  | 'Related'
  | 'RequestData'
  | 'RequestDecision'
  | 'RequestId'
  | 'RequestNote'
  | 'RequestNothing'
  | 'RequestOpening'
  | 'RequestPage'
  | 'RequestReason'
  | 'RequestVerification'
  | 'SubjectRequest'
  | 'Revert'
  | 'Reverted'
  | 'RollUp'
  | 'State'
  | 'ValueHistory'
  | 'View'
  | 'Views'

export interface Route {
  readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT'
  /** Below `api/`; `:name` stands for one segment. */
  readonly path: string
  readonly name: string
  readonly summary: string
  readonly permission: Permission
  readonly params: readonly ParamName[]
  /** Query keys that must be there. */
  readonly required?: readonly ParamName[]
  readonly body?: SchemaName
  /** `file`: of any length, in one of the formats of an export. */
  readonly answer: SchemaName | 'file'
  /** The answer carries an `ETag`. */
  readonly tagged?: true
  /** Codes beside those that every route can answer. */
  readonly errors: readonly AuditErrorCode[]
  readonly handle: Handler
}

/** What any route can answer. */
export const COMMON_ERRORS: readonly AuditErrorCode[] = [
  'AUDIT_INTERNAL',
  'AUDIT_NOT_FOUND',
  'AUDIT_PERMISSION_DENIED',
  'AUDIT_QUERY_INVALID',
  'AUDIT_REQUEST_INVALID',
  'AUDIT_SIGNED_OUT',
  'AUDIT_STORE_UNAVAILABLE',
]

/** What reading page after page can answer too. */
export const READING: readonly AuditErrorCode[] = ['AUDIT_CURSOR_INVALID', 'AUDIT_QUERY_TIMEOUT']
