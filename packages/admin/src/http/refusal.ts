/** How does a handler refuse a request? */
import { AuditError } from '@rastro/core'
import type { AuditErrorCode, JsonValue } from '@rastro/core'

/** A refusal whose status, headers or missing permission its code alone does not say. */
export class Refusal extends AuditError {
  readonly status: number
  readonly permission: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Who was faster; null where nobody can say. */
  readonly conflict: JsonValue | undefined

  constructor(
    code: AuditErrorCode,
    message: string,
    options: {
      readonly status: number
      readonly permission?: string
      readonly field?: string
      readonly headers?: Readonly<Record<string, string>>
      readonly conflict?: JsonValue
    },
  ) {
    super(code, message, options.field === undefined ? {} : { field: options.field })
    this.status = options.status
    this.permission = options.permission
    this.headers = options.headers ?? {}
    this.conflict = options.conflict
  }
}

export function requestInvalid(status: number, message: string): Refusal {
  return new Refusal('AUDIT_REQUEST_INVALID', message, { status })
}

export function notFound(message: string): Refusal {
  return new Refusal('AUDIT_NOT_FOUND', message, { status: 404 })
}

export function denied(permission: string): Refusal {
  return new Refusal('AUDIT_PERMISSION_DENIED', `this needs the permission '${permission}'`, {
    status: 403,
    permission,
  })
}
