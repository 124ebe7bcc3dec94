/**
 * Which routes does the API have?
 *
 * The table that the router serves and the OpenAPI document is made of, so that neither can say
 * what the other does not do.
 */
import { QUERY_KEYS } from '@rastro/core'
import type { AuditErrorCode } from '@rastro/core'
import type { Permission } from '../access/authorize.ts'
import { readCompleteness } from './completeness.ts'
import { changeConfig, readConfig } from './config.ts'
import { listEvents, oneEvent } from './events.ts'
import { recordHistory } from './history.ts'
import { readMeta, readOpenApi } from './meta.ts'
import { compareInstants, readState, revertRecord } from './past.ts'
import type { ParamName } from './params.ts'
import type { Handler } from './service.ts'

/** Names of the schemas in `openapi/schemas.ts`. */
export type SchemaName =
  | 'Comparison'
  | 'Completeness'
  | 'Config'
  | 'ConfigChange'
  | 'Error'
  | 'Event'
  | 'EventPage'
  | 'Meta'
  | 'OpenedEvent'
  | 'OpenApi'
  | 'Revert'
  | 'Reverted'
  | 'State'

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Below `api/`; `:name` stands for one segment. */
  readonly path: string
  readonly name: string
  readonly summary: string
  readonly permission: Permission
  readonly params: readonly ParamName[]
  /** Query keys that must be there. */
  readonly required?: readonly ParamName[]
  readonly body?: SchemaName
  readonly answer: SchemaName
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

const READING: readonly AuditErrorCode[] = ['AUDIT_CURSOR_INVALID', 'AUDIT_QUERY_TIMEOUT']

const PAST: readonly AuditErrorCode[] = ['AUDIT_QUERY_TIMEOUT', 'AUDIT_TARGET_UNKNOWN']

export const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: 'meta',
    name: 'readMeta',
    summary: 'Languages, permissions and every value list with its labels',
    permission: 'read',
    params: ['lang'],
    answer: 'Meta',
    errors: [],
    handle: readMeta,
  },
  {
    method: 'GET',
    path: 'events',
    name: 'listEvents',
    summary: 'Events, newest first',
    permission: 'read',
    params: [...QUERY_KEYS, 'limit', 'cursor', 'count', 'view', 'groups', 'after', 'tz', 'lang'],
    answer: 'EventPage',
    errors: READING,
    handle: listEvents,
  },
  {
    method: 'GET',
    path: 'events/:id',
    name: 'oneEvent',
    summary: 'One event, with its changes as an RFC 6902 patch',
    permission: 'read',
    params: ['tz', 'lang'],
    answer: 'OpenedEvent',
    errors: ['AUDIT_QUERY_TIMEOUT'],
    handle: oneEvent,
  },
  {
    method: 'GET',
    path: 'history',
    name: 'recordHistory',
    summary: "One record's events, also those that only relate to it, in the order of its writes",
    permission: 'read',
    params: [...QUERY_KEYS, 'limit', 'cursor', 'view', 'tz', 'lang'],
    required: ['tt', 'tid'],
    answer: 'EventPage',
    errors: READING,
    handle: recordHistory,
  },
  {
    method: 'GET',
    path: 'state',
    name: 'readState',
    summary: 'One record as it was at an instant, checked against the record as it is',
    permission: 'read',
    params: ['tt', 'tid', 'at'],
    required: ['tt', 'tid', 'at'],
    answer: 'State',
    errors: PAST,
    handle: readState,
  },
  {
    method: 'GET',
    path: 'compare',
    name: 'compareInstants',
    summary: 'What lies between two instants of one record; each is given as `at` of `state` is',
    permission: 'read',
    params: ['tt', 'tid', 'from', 'to'],
    required: ['tt', 'tid', 'from', 'to'],
    answer: 'Comparison',
    errors: PAST,
    handle: compareInstants,
  },
  {
    method: 'POST',
    path: 'revert',
    name: 'revertRecord',
    summary:
      'Takes one event back, or a record to what it was at an instant, by a write that is recorded',
    permission: 'revert',
    params: [],
    body: 'Revert',
    answer: 'Reverted',
    errors: [
      ...PAST,
      'AUDIT_REQUEST_FOREIGN',
      'AUDIT_REVERT_CONFLICT',
      'AUDIT_REVERT_INCOMPLETE',
      'AUDIT_REVERT_REFUSED',
    ],
    handle: revertRecord,
  },
  {
    method: 'GET',
    path: 'completeness',
    name: 'readCompleteness',
    summary:
      'How many changes of the application’s records were seen, and how many have their events; without a period, of the last 24 hours',
    permission: 'read',
    params: ['from', 'to'],
    answer: 'Completeness',
    errors: ['AUDIT_QUERY_TIMEOUT'],
    handle: readCompleteness,
  },
  {
    method: 'GET',
    path: 'config',
    name: 'readConfig',
    summary: 'What is recorded, and since when',
    permission: 'read',
    params: [],
    answer: 'Config',
    tagged: true,
    errors: [],
    handle: readConfig,
  },
  {
    method: 'PUT',
    path: 'config',
    name: 'changeConfig',
    summary: 'Changes what is recorded; what the body leaves out stays as it is',
    permission: 'configure',
    params: [],
    body: 'ConfigChange',
    answer: 'Config',
    tagged: true,
    errors: [
      'AUDIT_CONFIG_CONFLICT',
      'AUDIT_PLACE_MANDATORY',
      'AUDIT_PLACE_UNKNOWN',
      'AUDIT_POLICY_INVALID',
      'AUDIT_PRECONDITION_REQUIRED',
      'AUDIT_REQUEST_FOREIGN',
    ],
    handle: changeConfig,
  },
  {
    method: 'GET',
    path: 'openapi.json',
    name: 'readOpenApi',
    summary: 'This description',
    permission: 'read',
    params: [],
    answer: 'OpenApi',
    errors: [],
    handle: readOpenApi,
  },
]
