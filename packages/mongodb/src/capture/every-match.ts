/**
 * Was every record read that an update inside a transaction has counted?
 *
 * If so, one that stayed as it was has not changed, whatever was counted: `$inc` of NaN is a write
 * for the database.
 */
import { kindOf } from '@rastro/core'
import type { WriteCall } from './call.ts'
import { isUnrepeatable, readsClock, tryStatementsOf } from './statements.ts'

/**
 * Whether an `updateMany` has found the records that were read with its condition just before, in
 * the same snapshot.
 */
export function isEveryMatch(
  call: WriteCall,
  counts: { readonly matched: number | undefined; readonly read: number },
): boolean {
  if (call.method !== 'updateMany' || counts.read === 0 || counts.matched !== counts.read) {
    return false
  }
  const statements = tryStatementsOf(call)
  // The same condition finds other records where it asks for the time or for chance.
  return (
    statements !== undefined &&
    !isUnrepeatable(statements) &&
    !statements.list.some((one) => one.kind !== 'insert' && readsClock(one.filter))
  )
}

/** Whether an id means one record, whatever the collation. */
export function isOneId(id: unknown): boolean {
  return id !== undefined && !['string', 'object', 'array'].includes(kindOf(id))
}
