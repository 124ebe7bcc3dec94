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
  /** Paths of a record that stand in the way, where they do. */
  readonly paths: readonly (readonly string[])[] | undefined
  /** Ids of the events that stand in the way. */
  readonly events: readonly string[] | undefined
  readonly [brand] = true

  constructor(
    code: AuditErrorCode,
    message: string,
    options: {
      cause?: unknown
      field?: string
      paths?: readonly (readonly string[])[]
      events?: readonly string[]
    } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.retryable = ERROR_CODES[code].retryable
    this.field = options.field
    this.paths = options.paths
    this.events = options.events
  }

  /** True for errors of any installed copy of the suite; `instanceof` sees only its own. */
  static is(value: unknown): value is AuditError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
