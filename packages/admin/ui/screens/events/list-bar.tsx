/** Above the rows: how many there are, and how they are shown. */
import { Button } from '../../components/button.tsx'
import { Menu } from '../../components/menu.tsx'
import { Popover } from '../../components/popover.tsx'
import { announce, copyText } from '../../core/announce.ts'
import { zone } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { DENSITIES, density, setDensity } from '../../core/preferences.ts'
import { useStore } from '../../core/store.ts'
import type { Column } from './columns.ts'
import { ColumnChoices, expectParts } from './lazy-parts.ts'
import { absoluteUrl, leavesLooksOut, showList, without, withValues } from './list-query.ts'
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
      <span class="counts">
        <output class="count">{countText(list)}</output>
        <Looks query={query} n={list.count?.looks} />
      </span>
      <div class="list-tools" onPointerEnter={expectParts} onFocusIn={expectParts}>
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
        {isNarrow ? null : (
          <Popover
            button={{ kind: 'quiet', icon: 'columns', label: t('events.columns') }}
            label={t('events.columns')}
            class="menu"
          >
            {() => <ColumnChoices query={query} columns={columns} />}
          </Popover>
        )}
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

/** Looks at the log are left out of the list unless somebody wants them; how many is said. */
function Looks({ query, n }: { readonly query: URLSearchParams; readonly n: number | undefined }) {
  const isShown = query.get('looks') === '1'
  if (!isShown && (n === undefined || n === 0 || !leavesLooksOut(query))) return null
  return (
    <Button
      kind="quiet"
      icon="eye"
      pressed={isShown}
      onClick={() =>
        showList(isShown ? without(query, 'looks') : withValues(query, 'looks', ['1']))
      }
    >
      {isShown ? t('events.withLooks') : t('events.looks', { n: n ?? 0 })}
    </Button>
  )
}

/** The count is of all events; the rows have some of them folded. */
function countText({ count, isLoading, rows, error }: EventList): string {
  if (error !== undefined && rows.length === 0) return ''
  if (count === undefined) return isLoading && rows.length === 0 ? '' : t('events.counting')
  if (!count.exact) return t('events.countCapped', { n: count.n })
  const events = t('events.count', { n: count.n })
  const { lines = count.n } = count
  return lines === count.n ? events : t('events.countInRows', { events, n: lines })
}
