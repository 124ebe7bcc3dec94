import { ERROR_CODES } from './error-codes.ts'
import type { AuditErrorCode } from './error-codes.ts'

const brand: unique symbol = Symbol.for('@rastro/core:error')

/** The only error class the suite throws. Branch on `code`, never on `message`. */
export class AuditError extends Error {
  override readonly name = 'AuditError'
  readonly code: AuditErrorCode
  readonly retryable: boolean
  /** The option, query key or path that was wrong, where one was. */
  readonly field: string | undefined
  readonly [brand] = true

  constructor(
    code: AuditErrorCode,
    message: string,
    options: { cause?: unknown; field?: string } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.retryable = ERROR_CODES[code].retryable
    this.field = options.field
  }

  /** True for errors of any installed copy of the suite; `instanceof` sees only its own. */
  static is(value: unknown): value is AuditError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
