/**
 * What can go wrong with finding and running a server, by code?
 *
 * The package imports nothing of the suite, so it carries an error class of its own; its codes share
 * the suite's prefix and its reference page.
 */

/** Every code this package can raise, and whether the same call may succeed later. */
export const MONGOD_ERROR_CODES = {
  AUDIT_MONGOD_DRIVER_MISSING: { retryable: false },
  AUDIT_MONGOD_NOT_FOUND: { retryable: true },
  AUDIT_MONGOD_OPTION_INVALID: { retryable: false },
  AUDIT_MONGOD_START_FAILED: { retryable: true },
} as const satisfies Record<string, { retryable: boolean }>

/** A code of {@link MongodError}. */
export type MongodErrorCode = keyof typeof MONGOD_ERROR_CODES

/** The only error class this package throws. Branch on `code`, never on `message`. */
export class MongodError extends Error {
  override readonly name = 'MongodError'
  readonly code: MongodErrorCode
  readonly retryable: boolean

  constructor(code: MongodErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.retryable = MONGOD_ERROR_CODES[code].retryable
  }
}

/** Returns the first line of what was thrown: every failed attempt is told in one line. */
export function failureLine(error: unknown): string {
  const { message } = fieldsOf(error)
  return (typeof message === 'string' ? message : String(error)).split('\n', 1)[0] ?? ''
}

/** Returns the `code` of what was thrown, for instance `ENOENT` or a number of the server. */
export function codeOf(error: unknown): unknown {
  return fieldsOf(error).code
}

/** Told by its fields: errors of another realm, a test runner's for one, are no `instanceof Error`. */
function fieldsOf(error: unknown): { code?: unknown; message?: unknown } {
  return typeof error === 'object' && error !== null ? error : {}
}
