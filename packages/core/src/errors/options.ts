/**
 * Are these options ones that exist?
 *
 * Checked once, at construction: a misspelt option that is silently ignored would be an audit
 * trail that silently is not what its owner asked for.
 */
import { AuditError } from './audit-error.ts'
import { didYouMean } from './suggestion.ts'

/**
 * Refuses anything that is not a plain object of known keys.
 *
 * @param where - Whose options, as the message should say it, e.g. `createAudit`.
 * @param options - What the caller passed.
 * @param known - The keys that exist.
 * @throws {@link AuditError} `AUDIT_OPTION_INVALID` if `options` is no object,
 * `AUDIT_OPTION_UNKNOWN` naming the key and the nearest known one otherwise.
 */
export function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new AuditError(
      'AUDIT_OPTION_INVALID',
      `${where} takes an options object, got ${describeKind(options)}`,
    )
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue
    throw new AuditError(
      'AUDIT_OPTION_UNKNOWN',
      `${where} has no option '${key}': ${didYouMean(key, known)}`,
      { field: key },
    )
  }
}

/** Names what kind of thing came, and never the thing itself. */
export function describeKind(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  return value === undefined ? 'nothing' : `a ${typeof value}`
}
