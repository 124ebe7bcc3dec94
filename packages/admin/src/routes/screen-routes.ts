/** The routes that single screens of the page need: people, addresses, groups, values, own views. */
import { QUERY_KEYS } from '@rastro/core'
import type { AuditErrorCode } from '@rastro/core'
import { oneGroup } from './groups.ts'
import { viewAddress, viewPerson } from './people.ts'
import { changePreferences, readPreferences } from './preferences.ts'
import { relatedEvents } from './related.ts'
import { READING } from './route.ts'
import type { Route } from './route.ts'
import { valueHistory } from './values.ts'
import { deleteView, listViews, saveView } from './views.ts'

const KEEPING: readonly AuditErrorCode[] = [
  'AUDIT_CONFIG_CONFLICT',
  'AUDIT_PERSON_UNKNOWN',
  'AUDIT_REQUEST_FOREIGN',
]

export const SCREEN_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: 'events/:id/related',
    name: 'relatedEvents',
    summary:
      'Rows of the same request, of the same record, and of the same person around that time',
    permission: 'read',
    params: ['tz', 'lang'],
    answer: 'Related',
    errors: ['AUDIT_QUERY_TIMEOUT'],
    handle: relatedEvents,
  },
  {
    method: 'GET',
    path: 'values',
    name: 'valueHistory',
    summary: 'What became of one property of a record, oldest first',
    permission: 'read',
    params: ['tt', 'tid', 'prop', 'cursor', 'tz', 'lang'],
    required: ['tt', 'tid', 'prop'],
    answer: 'ValueHistory',
    errors: READING,
    handle: valueHistory,
  },
  {
    method: 'GET',
    path: 'groups/:id',
    name: 'oneGroup',
    summary: 'The head of one operation over many records; `events?group=` gives its members',
    permission: 'read',
    params: ['tz', 'lang'],
    answer: 'Group',
    errors: ['AUDIT_QUERY_TIMEOUT'],
    handle: oneGroup,
  },
  {
    method: 'GET',
    path: 'people',
    name: 'viewPerson',
    summary:
      'What one person did in a period of at most 366 days, by default the last 30, rolled up',
    permission: 'read',
    params: [...QUERY_KEYS, 'tz', 'lang'],
    required: ['user'],
    answer: 'RollUp',
    errors: ['AUDIT_QUERY_TIMEOUT'],
    handle: viewPerson,
  },
  {
    method: 'GET',
    path: 'addresses',
    name: 'viewAddress',
    summary: 'What came from one IP address in such a period, rolled up',
    permission: 'read',
    params: [...QUERY_KEYS, 'tz', 'lang'],
    required: ['ip'],
    answer: 'RollUp',
    errors: ['AUDIT_QUERY_TIMEOUT'],
    handle: viewAddress,
  },
  {
    method: 'GET',
    path: 'views',
    name: 'listViews',
    summary: "The asker's saved views",
    permission: 'read',
    params: [],
    answer: 'Views',
    tagged: true,
    errors: [],
    handle: listViews,
  },
  {
    method: 'PUT',
    path: 'views',
    name: 'saveView',
    summary: 'Saves a view of the asker, in place of the one of that name',
    permission: 'read',
    params: [],
    body: 'View',
    answer: 'Views',
    tagged: true,
    errors: KEEPING,
    handle: saveView,
  },
  {
    method: 'DELETE',
    path: 'views',
    name: 'deleteView',
    summary: 'Forgets a view of the asker',
    permission: 'read',
    params: ['name'],
    required: ['name'],
    answer: 'Views',
    tagged: true,
    errors: KEEPING,
    handle: deleteView,
  },
  {
    method: 'GET',
    path: 'preferences',
    name: 'readPreferences',
    summary: 'How the asker wants the page to look',
    permission: 'read',
    params: [],
    answer: 'Preferences',
    tagged: true,
    errors: [],
    handle: readPreferences,
  },
  {
    method: 'PUT',
    path: 'preferences',
    name: 'changePreferences',
    summary: 'Changes how the page looks; what the body leaves out stays, null forgets',
    permission: 'read',
    params: [],
    body: 'Preferences',
    answer: 'Preferences',
    tagged: true,
    errors: KEEPING,
    handle: changePreferences,
  },
]
