/** Are these the same `_id`? As a string, for maps. */
import type { StoredValue } from '@rastro/core'
import { idText, kindOf } from '@rastro/core'

const NUMBERS: ReadonlySet<string> = new Set(['int', 'long', 'double', 'decimal'])

/** Ids that the unique index holds for equal have equal keys: 5, 5.0 and Long(5) are one id. */
export function idKey(id: StoredValue): string {
  const kind = kindOf(id)
  return `${NUMBERS.has(kind) ? 'number' : kind}:${idText(id)}`
}
