/** Is what the public door's functions were called with what they take? */
import type { RecordKey } from '@rastro/core'
import { AuditError, checkOptions } from '@rastro/core'
import type { CloseOptions } from './audit.ts'

/** @throws AuditError `AUDIT_OPTION_INVALID` if `fn` is no function. */
export function checkCallback(where: string, fn: unknown): void {
  if (typeof fn === 'function') return
  throw new AuditError('AUDIT_OPTION_INVALID', `${where} needs a function to run`, { field: 'fn' })
}

/**
 * `app.use(audit.context)` in place of `app.use(audit.context())`: Express then calls it with a
 * request.
 *
 * @throws AuditError `AUDIT_OPTION_INVALID`
 */
export function checkNotMounted(options: unknown): void {
  if (typeof options !== 'object' || options === null || !('headers' in options)) return
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    'audit.context was mounted without being called: app.use(audit.context())',
  )
}

/** @throws AuditError `AUDIT_QUERY_INVALID` if it is not `{ type, id }`. */
export function checkTarget(target: unknown): RecordKey {
  const { type, id } = (target ?? {}) as Partial<RecordKey>
  if (typeof type === 'string' && type !== '' && id !== undefined && id !== null) {
    return { type, id }
  }
  throw new AuditError(
    'AUDIT_QUERY_INVALID',
    'audit.history needs { type, id }: the model’s name and the record’s id',
    { field: typeof type === 'string' ? 'id' : 'type' },
  )
}

const DEFAULT_DEADLINE_MS = 10_000

/** @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID` if it is no time. */
export function checkDeadline(options: CloseOptions): number {
  checkOptions('audit.close', options, ['deadlineMs'])
  const { deadlineMs = DEFAULT_DEADLINE_MS } = options
  if (typeof deadlineMs === 'number' && Number.isFinite(deadlineMs) && deadlineMs >= 0) {
    return deadlineMs
  }
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    "audit.close: option 'deadlineMs' must be a number of milliseconds, at least 0",
    { field: 'deadlineMs' },
  )
}
