/** Which columns the list has: chosen here, in the address, and remembered. */
import { Check } from '../../components/field.tsx'
import { t } from '../../core/i18n.ts'
import { COLUMNS, COLUMN_KEYS, FIXED } from './columns.ts'
import type { Column } from './columns.ts'
import { rememberColumns } from './kept-columns.ts'
import { showList } from './list-query.ts'

export interface ColumnChoicesProps {
  readonly query: URLSearchParams
  readonly columns: readonly Column[]
}

export function ColumnChoices({ query, columns }: ColumnChoicesProps) {
  function choose(column: Column, isShown: boolean): void {
    const next = COLUMNS.filter((one) => (one === column ? isShown : columns.includes(one)))
    rememberColumns(next)
    const changed = new URLSearchParams(query)
    changed.set('cols', next.join(','))
    showList(changed, { replace: true })
  }
  return (
    <div class="column-choices">
      {COLUMNS.map((column) => (
        <Check
          key={column}
          label={t(COLUMN_KEYS[column])}
          checked={columns.includes(column)}
          disabled={FIXED.includes(column)}
          onChange={(isShown) => choose(column, isShown)}
        />
      ))}
    </div>
  )
}
