/** Above the rows: how many there are, and how they are shown. */
import { Button } from '../../components/button.tsx'
import { Check } from '../../components/field.tsx'
import { Menu } from '../../components/menu.tsx'
import { Popover } from '../../components/popover.tsx'
import { announce, copyText } from '../../core/announce.ts'
import { zone } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { DENSITIES, density, setDensity } from '../../core/preferences.ts'
import { useStore } from '../../core/store.ts'
import { COLUMNS, COLUMN_KEYS, FIXED, rememberColumns } from './columns.ts'
import type { Column } from './columns.ts'
import { absoluteUrl, showList } from './list-query.ts'
import type { EventList } from './use-event-list.ts'

export interface ListBarProps {
  readonly list: EventList
  readonly query: URLSearchParams
  readonly columns: readonly Column[]
  readonly isNarrow: boolean
}

export function ListBar({ list, query, columns, isNarrow }: ListBarProps) {
  const current = useStore(density)
  return (
    <div class="list-bar">
      <output class="count">{countText(list)}</output>
      <div class="list-tools">
        <Button
          kind="quiet"
          icon="refresh"
          label={t('events.refresh')}
          onClick={() => {
            list.reload()
            announce(t('events.refreshed'))
          }}
        />
        <Button
          kind="quiet"
          icon="link"
          label={t('events.copyLink')}
          onClick={() =>
            void copyText(absoluteUrl(query, new Date(), zone()), t('events.linkCopied'))
          }
        />
        {isNarrow ? null : <ColumnsMenu query={query} columns={columns} />}
        <Menu
          button={{ kind: 'quiet', icon: 'rows', label: t('events.density') }}
          label={t('events.density')}
          items={DENSITIES.map((one) => ({
            text: t(one === 'compact' ? 'events.compact' : 'events.comfortable'),
            checked: one === current,
            onSelect: () => setDensity(one),
          }))}
        />
      </div>
    </div>
  )
}

function countText({ count, isLoading, rows, error }: EventList): string {
  if (error !== undefined && rows.length === 0) return ''
  if (count === undefined) return isLoading && rows.length === 0 ? '' : t('events.counting')
  return t(count.exact ? 'events.count' : 'events.countCapped', { n: count.n })
}

function ColumnsMenu({ query, columns }: Pick<ListBarProps, 'query' | 'columns'>) {
  function choose(column: Column, isShown: boolean): void {
    const next = COLUMNS.filter((one) => (one === column ? isShown : columns.includes(one)))
    rememberColumns(next)
    const changed = new URLSearchParams(query)
    changed.set('cols', next.join(','))
    showList(changed, { replace: true })
  }
  return (
    <Popover
      button={{ kind: 'quiet', icon: 'columns', label: t('events.columns') }}
      label={t('events.columns')}
      class="menu"
    >
      {() => (
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
      )}
    </Popover>
  )
}
