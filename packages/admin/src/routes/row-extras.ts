/** Which of the things that only some lists show does this one show? `cols`, as the page has it. */
import { AuditError, didYouMean } from '@rastro/core'
import { COLUMNS } from '../answers/meta-json.ts'
import { ROW_EXTRAS } from '../answers/row-json.ts'
import type { RowExtra } from '../answers/row-json.ts'
import type { Visit } from './service.ts'

const KNOWN: readonly string[] = [...COLUMNS.map(([column]) => column), ...ROW_EXTRAS]
const MAX_CHARS = 512

/** @throws AuditError `AUDIT_QUERY_INVALID` for a column that does not exist. */
export function rowExtrasOf({ own }: Visit): ReadonlySet<RowExtra> {
  const text = own.get('cols')
  if (text === undefined) return new Set()
  const names = text.slice(0, MAX_CHARS).split(',')
  const unknown = names.find((name) => !KNOWN.includes(name))
  if (unknown === undefined) return new Set(ROW_EXTRAS.filter((extra) => names.includes(extra)))
  throw new AuditError(
    'AUDIT_QUERY_INVALID',
    `cols: no such column: ${didYouMean(unknown, KNOWN)}`,
    { field: 'cols' },
  )
}
