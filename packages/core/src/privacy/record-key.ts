/** By which text is a record known, whatever its id's type and whoever read it? */
import type { RecordOf } from '../ports/last-values.ts'
import { idText } from '../values/id-text.ts'
import { kindOf } from '../values/kind.ts'

const NUMBERS: ReadonlySet<string> = new Set(['int', 'long', 'double', 'decimal'])

/** Numbers of different types are one id to the database; a text and a number are not. */
export function recordKey(tenant: string, { type, id }: RecordOf): string {
  const kind = kindOf(id)
  return JSON.stringify([tenant, type, NUMBERS.has(kind) ? 'number' : kind, idText(id)])
}

/** All records of a type together: for what is known of none of them alone. */
export function typeKey(tenant: string, type: string): string {
  return JSON.stringify([tenant, type])
}
