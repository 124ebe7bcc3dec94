/** Where does the next page of requests go on? Opaque, and no secret: a forged one starts elsewhere. */
import { AuditError } from '../errors/audit-error.ts'

const ID = /^[0-9A-Z]{26}$/

/** Writes a cursor. */
export function requestCursor(at: Date, id: string): string {
  return Buffer.from(JSON.stringify([at.getTime(), id])).toString('base64url')
}

/** @throws {@link AuditError} `AUDIT_CURSOR_INVALID` */
export function readRequestCursor(cursor: string): { readonly at: Date; readonly id: string } {
  try {
    const [ms, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const at = new Date(ms as number)
    if (typeof ms === 'number' && typeof id === 'string' && ID.test(id) && !Number.isNaN(+at)) {
      return { at, id }
    }
  } catch {
    // Said below.
  }
  throw new AuditError('AUDIT_CURSOR_INVALID', 'the cursor is none of this list')
}
