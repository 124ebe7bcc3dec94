/**
 * Which routes does the API have?
 *
 * The table that the router serves and the OpenAPI document is made of, so that neither can say
 * what the other does not do.
 */
import { QUERY_KEYS } from '@rastro/core'
import type { AuditErrorCode } from '@rastro/core'
import { readCompleteness } from './completeness.ts'
import { listEvents, oneEvent } from './events.ts'
import { exportEvents } from './export.ts'
import { recordHistory } from './history.ts'
import { readMeta, readOpenApi } from './meta.ts'
import { compareInstants, readState, revertRecord } from './past.ts'
import { READING } from './route.ts'
import type { Route } from './route.ts'
import { CONFIG_ROUTES } from './config-routes.ts'
import { REQUEST_ROUTES } from './request-routes.ts'
import { SCREEN_ROUTES } from './screen-routes.ts'

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
    params: [
      ...QUERY_KEYS,
      'limit',
      'cursor',
      'count',
      'view',
      'groups',
      'after',
      'cols',
      'tz',
      'lang',
    ],
    answer: 'EventPage',
    errors: READING,
    handle: listEvents,
  },
  {
    method: 'GET',
    path: 'export',
    name: 'exportEvents',
    summary: 'Everything that a query finds, as a file; it is recorded with what of it left',
    permission: 'export',
    params: [...QUERY_KEYS, 'format', 'preset', 'tz', 'lang'],
    answer: 'file',
    errors: ['AUDIT_EXPORT_BUSY', 'AUDIT_QUERY_TIMEOUT', 'AUDIT_REQUEST_FOREIGN'],
    handle: exportEvents,
  },
  {
    method: 'GET',
    path: 'events/:id',
    name: 'oneEvent',
    summary:
      'One event, with its changes as an RFC 6902 patch, and those beside it in the list of a query',
    permission: 'read',
    params: [...QUERY_KEYS, 'tz', 'lang'],
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
    params: [...QUERY_KEYS, 'limit', 'cursor', 'view', 'cols', 'tz', 'lang'],
    required: ['tt', 'tid'],
    answer: 'HistoryPage',
    errors: READING,
    handle: recordHistory,
  },
  {
    method: 'GET',
    path: 'state',
    name: 'readState',
    summary: 'One record as it was at an instant, checked against the record as it is',
    permission: 'read',
    params: ['tt', 'tid', 'at', 'tz', 'lang'],
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
    params: ['tt', 'tid', 'from', 'to', 'tz', 'lang'],
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
  ...CONFIG_ROUTES,
  ...SCREEN_ROUTES,
  ...REQUEST_ROUTES,
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
