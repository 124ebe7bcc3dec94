/** The error of a write that cannot have its event in its own transaction, and so is not sent. */
import { AuditError } from '@rastro/core'

export function unsafe(why: string, cause?: unknown): AuditError {
  return new AuditError(
    'AUDIT_CRITICAL_UNSAFE',
    `a write of class critical was not sent: ${why}`,
    cause === undefined ? {} : { cause },
  )
}
