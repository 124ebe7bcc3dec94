/**
 * What may the operator read about something that failed?
 */
import { AuditError } from '@rastro/core'

/**
 * Names a failure without repeating its text: the messages of foreign errors quote what they
 * failed on, and that may be a token or somebody's name.
 */
export function describeFailure(error: unknown): string {
  if (AuditError.is(error)) return error.message
  if (!(error instanceof Error)) return `something that is no Error was thrown`
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  return `${error.name}${code}`
}
