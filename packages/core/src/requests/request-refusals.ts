/** In which words is a step of a request refused? */
import { AuditError } from '../errors/audit-error.ts'
import type { RequestKind } from './subject-request.ts'

export function openAlready(kind: RequestKind): AuditError {
  return new AuditError(
    'AUDIT_SUBJECT_REQUEST_REFUSED',
    `there is an open request of the kind '${kind}' already`,
    { field: 'kind' },
  )
}

export function conflict(): AuditError {
  return new AuditError(
    'AUDIT_SUBJECT_REQUEST_CONFLICT',
    'the request was changed since it was read: read it again',
  )
}

/** One answer for a link of somebody else, a used one, an old one and none: nobody learns which. */
export function linkInvalid(): AuditError {
  return new AuditError('AUDIT_LINK_INVALID', 'the link is not valid, or not any more')
}
