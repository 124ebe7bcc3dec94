/** The routes of the configuration. */
import { changeConfig, readConfig } from './config.ts'
import { readActivity } from './config-activity.ts'
import { readConfigHistory } from './config-history.ts'
import { previewConfig } from './config-preview.ts'
import { READING } from './route.ts'
import type { Route } from './route.ts'

export const CONFIG_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: 'config',
    name: 'readConfig',
    summary: 'What is recorded, and since when',
    permission: 'read',
    params: ['lang'],
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
    params: ['lang'],
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
    path: 'config/activity',
    name: 'readActivity',
    summary: 'When each place last had an event',
    permission: 'read',
    params: [],
    answer: 'Activity',
    errors: ['AUDIT_QUERY_TIMEOUT'],
    handle: readActivity,
  },
  {
    method: 'GET',
    path: 'config/history',
    name: 'readConfigHistory',
    summary: 'Who changed what is recorded, when and how, newest first',
    permission: 'read',
    params: ['limit', 'cursor', 'lang'],
    answer: 'EventPage',
    errors: READING,
    handle: readConfigHistory,
  },
  {
    method: 'POST',
    path: 'config/preview',
    name: 'previewConfig',
    summary: 'What a change would lead to, with an event as it would be recorded; saves nothing',
    permission: 'configure',
    params: ['lang'],
    body: 'ConfigDraft',
    answer: 'ConfigPreview',
    errors: [
      'AUDIT_PLACE_MANDATORY',
      'AUDIT_PLACE_UNKNOWN',
      'AUDIT_POLICY_INVALID',
      'AUDIT_QUERY_TIMEOUT',
      'AUDIT_REQUEST_FOREIGN',
    ],
    handle: previewConfig,
  },
]
