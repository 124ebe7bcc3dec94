/** Which request is opened by what somebody asks for? Pure: checked, and with its deadline. */
import type { OpenRequest, RequestAccess } from './requests.ts'
import { invalid, REQUEST_LIMITS, subjectKey, textOf, tryTextOf, wordOf } from './request-input.ts'
import type { Persons } from './request-input.ts'
import type { StepActor } from './step-actor.ts'
import { isSameKey, REQUEST_KINDS } from './subject-request.ts'
import type { RequestKind, SubjectKey, SubjectRequest } from './subject-request.ts'

/** What is not in what was asked. */
export interface OpeningFacts {
  readonly now: Date
  readonly id: string
  readonly by: StepActor
  /** Models whose records are persons. */
  readonly persons: Persons
  readonly due: (
    kind: RequestKind,
    now: Date,
  ) => Pick<SubjectRequest, 'dueAt' | 'rule' | 'isExtendable'>
}

/**
 * Makes it. A person's own is about them and nobody else, and their identity is known: they are
 * signed in.
 *
 * @throws AuditError `AUDIT_SUBJECT_REQUEST_INVALID`
 */
export function openedRequest(
  asked: OpenRequest,
  { tenant, person }: RequestAccess,
  { now, id, by, persons, due }: OpeningFacts,
): SubjectRequest {
  const kind = wordOf('kind', asked.kind, REQUEST_KINDS)
  const message = tryTextOf('message', asked.message, REQUEST_LIMITS.message)
  const [subject, ...ids] = person === undefined ? named(asked, persons) : person.keys
  if (subject === undefined) throw invalid('subject', 'is needed')
  const proof =
    person === undefined ? textOf('proof', asked.proof, REQUEST_LIMITS.short) : undefined
  return {
    id,
    tenant,
    version: 1,
    kind,
    state: person === undefined ? 'received' : 'verified',
    subject,
    ids,
    openedAt: now,
    openedBy: person === undefined ? 'staff' : 'person',
    ...(message === undefined ? {} : { message }),
    ...(proof === undefined ? {} : { proof }),
    ...due(kind, now),
    ...(person === undefined ? {} : { identity: { at: now, by, method: 'sign-in' } }),
    steps: [{ at: now, by, step: 'opened' }],
  }
}

function named({ subject, ids = [] }: OpenRequest, persons: Persons): SubjectKey[] {
  if (!Array.isArray(ids) || ids.length > REQUEST_LIMITS.ids) {
    throw invalid('ids', `must be a list of at most ${REQUEST_LIMITS.ids}`)
  }
  const keys = [
    subjectKey('subject', subject, persons),
    ...ids.map((one, at) => subjectKey(`ids.${at}`, one, persons)),
  ]
  return keys.filter((key, at) => keys.findIndex((other) => isSameKey(key, other)) === at)
}
