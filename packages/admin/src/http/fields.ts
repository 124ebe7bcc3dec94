/** Which fields does a JSON body hold? An unknown one is refused: it would be ignored in silence. */
import { AuditError, describeKind, didYouMean } from '@rastro/core'
import { requestInvalid } from './refusal.ts'

/** What came, unchecked but for its keys. */
export type Fields = Readonly<Record<string, unknown>>

/** @throws AuditError `AUDIT_REQUEST_INVALID`, `AUDIT_QUERY_INVALID` with the field. */
export function readFields(body: unknown, names: readonly string[]): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw requestInvalid(400, `the body must be an object, got ${describeKind(body)}`)
  }
  const unknown = Object.keys(body).find((key) => !names.includes(key))
  if (unknown === undefined) return { ...body }
  const hint = names.length === 0 ? 'it takes none' : didYouMean(unknown, names)
  throw new AuditError('AUDIT_QUERY_INVALID', `there is no such field here: ${hint}`, {
    field: unknown.slice(0, 64),
  })
}
