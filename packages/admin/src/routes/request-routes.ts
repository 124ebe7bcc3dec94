/** The routes of requests of persons about their data. */
import type { AuditErrorCode } from '@rastro/core'
import {
  completeRequest,
  decideRequest,
  extendRequest,
  listRequests,
  mergeRequest,
  oneRequest,
  openRequest,
  renewLink,
  requestData,
  verifyRequest,
  withdrawRequest,
} from './requests.ts'
import type { Route, SchemaName } from './route.ts'
import type { Handler } from './service.ts'

const STEP_ERRORS: readonly AuditErrorCode[] = [
  'AUDIT_PRECONDITION_REQUIRED',
  'AUDIT_REQUEST_FOREIGN',
  'AUDIT_SUBJECT_REQUEST_CONFLICT',
  'AUDIT_SUBJECT_REQUEST_INVALID',
  'AUDIT_SUBJECT_REQUEST_REFUSED',
]

export const REQUEST_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: 'requests',
    name: 'listRequests',
    summary:
      'Requests of persons about their data: open ones by their deadline, others newest first',
    permission: 'requests',
    params: ['state', 'kind', 'limit', 'cursor'],
    answer: 'RequestPage',
    errors: ['AUDIT_CURSOR_INVALID', 'AUDIT_QUERY_TIMEOUT', 'AUDIT_SUBJECT_REQUEST_INVALID'],
    handle: listRequests,
  },
  {
    method: 'POST',
    path: 'requests',
    name: 'openRequest',
    summary: "Opens a request on a person's behalf; `proof` says where the person asked",
    permission: 'requests',
    params: [],
    body: 'RequestOpening',
    answer: 'SubjectRequest',
    errors: [
      'AUDIT_REQUEST_FOREIGN',
      'AUDIT_SUBJECT_REQUEST_INVALID',
      'AUDIT_SUBJECT_REQUEST_REFUSED',
    ],
    handle: openRequest,
  },
  {
    method: 'GET',
    path: 'requests/:id',
    name: 'oneRequest',
    summary: 'One request, with its steps and what can be done next',
    permission: 'requests',
    params: [],
    answer: 'SubjectRequest',
    tagged: true,
    errors: [],
    handle: oneRequest,
  },
  {
    method: 'GET',
    path: 'requests/:id/data',
    name: 'requestData',
    summary: 'How many events there are about the person, by place',
    permission: 'requests',
    params: [],
    answer: 'RequestData',
    errors: ['AUDIT_QUERY_TIMEOUT'],
    handle: requestData,
  },
  step('verify', 'verifyRequest', {
    summary: 'The person is who they say they are; `method` says how that is known',
    body: 'RequestVerification',
    handle: verifyRequest,
  }),
  step('ids', 'mergeRequest', {
    summary: 'Another id is the same person’s',
    body: 'RequestId',
    handle: mergeRequest,
  }),
  step('extend', 'extendRequest', {
    summary: 'Takes more time, where the rule of the deadline has some',
    body: 'RequestReason',
    handle: extendRequest,
  }),
  step('decide', 'decideRequest', {
    summary: 'Approves or refuses; an approved access is answered by a link that is sent',
    body: 'RequestDecision',
    handle: decideRequest,
  }),
  step('complete', 'completeRequest', {
    summary: 'It was carried out; an erasure is carried out by this',
    body: 'RequestNote',
    handle: completeRequest,
    errors: ['AUDIT_ERASURE_UNAVAILABLE'],
  }),
  step('withdraw', 'withdrawRequest', {
    summary: 'The person does not want it any more',
    body: 'RequestNote',
    handle: withdrawRequest,
  }),
  step('link', 'renewLink', {
    summary: 'Sends the person a new link; the old one counts no more',
    body: 'RequestNothing',
    handle: renewLink,
  }),
]

interface StepParts {
  readonly summary: string
  readonly body: SchemaName
  readonly handle: Handler
  readonly errors?: readonly AuditErrorCode[]
}

function step(path: string, name: string, { errors = [], ...parts }: StepParts): Route {
  return {
    method: 'POST',
    path: `requests/:id/${path}`,
    name,
    permission: 'requests',
    params: [],
    answer: 'SubjectRequest',
    tagged: true,
    errors: [...STEP_ERRORS, ...errors],
    ...parts,
  }
}
