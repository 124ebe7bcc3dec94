/** Are a class and an acknowledgement ones that exist? Asked wherever they can be given. */
import type { Acknowledgement, DurabilityClass } from '../event/safety.ts'
import { AuditError } from './audit-error.ts'
import { describeKind } from './options.ts'
import { nearestName } from './suggestion.ts'

/** From the strictest to the loosest. */
export const DURABILITY_CLASSES = [
  'critical',
  'standard',
  'telemetry',
] as const satisfies readonly DurabilityClass[]

/** From the strictest to the loosest. */
export const ACKNOWLEDGEMENTS = [
  'store',
  'fsync',
  'spool',
] as const satisfies readonly Acknowledgement[]

/**
 * Checks the options `class` and `ack`, as far as they are given.
 *
 * @param where - Whose options, as the message should say it, e.g. `createAudit`.
 * @throws {@link AuditError} `AUDIT_OPTION_INVALID`, naming the option and the nearest word.
 */
export function checkSafety(
  where: string,
  given: { readonly class?: unknown; readonly ack?: unknown },
): void {
  checkWord(where, 'class', given.class, DURABILITY_CLASSES)
  checkWord(where, 'ack', given.ack, ACKNOWLEDGEMENTS)
}

function checkWord(
  where: string,
  field: 'class' | 'ack',
  value: unknown,
  words: readonly string[],
): void {
  if (value === undefined || (typeof value === 'string' && words.includes(value))) return
  const hint = hintFor(value, words)
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    `${where}: option '${field}' must be one of ${words.join(', ')}${hint}`,
    { field },
  )
}

/** The words stand in the message already: a second list of them would help nobody. */
function hintFor(value: unknown, words: readonly string[]): string {
  if (typeof value !== 'string') return `; got ${describeKind(value)}`
  const nearest = nearestName(value, words)
  return nearest === undefined ? '' : `: did you mean '${nearest}'?`
}
