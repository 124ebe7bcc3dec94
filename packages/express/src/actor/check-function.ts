/**
 * Is this option the function that it must be?
 */
import { AuditError, describeKind } from '@rastro/core'

/**
 * Refuses an option that is no function.
 *
 * @param where - Whose option, e.g. `apiKey`.
 * @param option - The option's name.
 * @param value - What came.
 * @throws {@link AuditError} `AUDIT_OPTION_INVALID`
 */
export function checkFunction(where: string, option: string, value: unknown): void {
  if (typeof value === 'function') return
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    `${where} option '${option}' must be a function, got ${describeKind(value)}`,
    { field: option },
  )
}
