/**
 * What does the client learn about a failure?
 *
 * A code, a sentence, and the field that was wrong: never a stack, a database's message or a
 * recorded value. What is not one of our own refusals says nothing but that it failed.
 */
import { AuditError } from '@rastro/core'
import type { AuditErrorCode, JsonValue, Logger } from '@rastro/core'
import { jsonAnswer } from './exchange.ts'
import type { Answer } from './exchange.ts'
import { Refusal } from './refusal.ts'

/** Status of each code that a client may see with its own message. */
export const STATUS_OF_CODE = {
  AUDIT_CONFIG_CONFLICT: 412,
  AUDIT_CURSOR_INVALID: 400,
  AUDIT_ERASURE_HELD: 409,
  AUDIT_ERASURE_UNAVAILABLE: 409,
  AUDIT_EXPORT_BUSY: 429,
  AUDIT_KEYS_EXCHANGED: 500,
  AUDIT_LINK_INVALID: 410,
  AUDIT_NOT_FOUND: 404,
  AUDIT_PERMISSION_DENIED: 403,
  AUDIT_PERSON_UNKNOWN: 409,
  AUDIT_PLACE_MANDATORY: 400,
  AUDIT_PLACE_UNKNOWN: 400,
  AUDIT_POLICY_INVALID: 400,
  AUDIT_PRECONDITION_REQUIRED: 428,
  AUDIT_QUERY_INVALID: 400,
  AUDIT_REQUEST_FOREIGN: 403,
  AUDIT_REQUEST_INVALID: 400,
  AUDIT_REVERT_CONFLICT: 409,
  AUDIT_REVERT_INCOMPLETE: 409,
  AUDIT_REVERT_REFUSED: 409,
  AUDIT_SEQUENCE_UNAVAILABLE: 409,
  AUDIT_SIGNED_OUT: 401,
  AUDIT_SUBJECT_REQUEST_CONFLICT: 412,
  AUDIT_SUBJECT_REQUEST_INVALID: 400,
  AUDIT_SUBJECT_REQUEST_REFUSED: 409,
  AUDIT_TARGET_UNKNOWN: 409,
} as const satisfies Partial<Record<AuditErrorCode, number>>

/** Failures that pass: what is said instead of the message, which may be the database's. */
export const PASSING = {
  AUDIT_KEYS_UNAVAILABLE: 'the keys of persons cannot be reached at the moment',
  AUDIT_QUERY_TIMEOUT: 'the query took too long: narrow its period or its filters',
  AUDIT_STORE_UNAVAILABLE: 'the log cannot be reached at the moment',
} as const satisfies Partial<Record<AuditErrorCode, string>>

const RETRY_AFTER_SECONDS = '5'

export interface FailureContext {
  readonly requestId: string | undefined
  readonly log: Logger
}

/** Turns anything that was thrown into an answer; tells the operator what the client is not told. */
export function errorAnswer(error: unknown, { requestId, log }: FailureContext): Answer {
  const id = requestId === undefined ? {} : { requestId }
  if (AuditError.is(error)) {
    const { code, field, paths, events } = error
    const isRefusal = error instanceof Refusal
    const status = isRefusal ? error.status : statusOf(code)
    if (status !== undefined) {
      const permission = isRefusal ? error.permission : undefined
      const body: JsonValue = {
        code,
        message: error.message,
        ...(field === undefined ? {} : { field }),
        ...(permission === undefined ? {} : { permission }),
        ...(paths === undefined ? {} : { paths }),
        ...(events === undefined ? {} : { events }),
        ...(isRefusal && error.conflict !== undefined ? { conflict: error.conflict } : {}),
        ...id,
      }
      return jsonAnswer(status, body, isRefusal ? error.headers : {})
    }
    if (isPassing(code)) {
      log.warn(`the admin router answered 503: ${code}`)
      const body: JsonValue = { code, message: PASSING[code], ...id }
      return jsonAnswer(503, body, { 'Retry-After': RETRY_AFTER_SECONDS })
    }
  }
  log.warn(`the admin router failed: ${originOf(error)}`)
  return jsonAnswer(500, { code: 'AUDIT_INTERNAL', message: 'the request failed', ...id })
}

/** Name and place of an error, without its message, which may quote what the log holds. */
export function originOf(error: unknown): string {
  if (!(error instanceof Error)) return 'something was thrown that is no error'
  const code = AuditError.is(error) ? ` ${error.code}` : ''
  // The stack begins with the message, of which a line may look like a frame.
  const frames = (error.stack ?? '').replace(error.message, '')
  const frame = /^\s+at .+$/m.exec(frames)?.[0].trim()
  return `${error.name}${code}${frame === undefined ? '' : ` ${frame}`}`
}

function statusOf(code: AuditErrorCode): number | undefined {
  return (STATUS_OF_CODE as Partial<Record<AuditErrorCode, number>>)[code]
}

function isPassing(code: AuditErrorCode): code is keyof typeof PASSING {
  return Object.hasOwn(PASSING, code)
}
