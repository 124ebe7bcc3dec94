/** What can be done with one line: ask for more like it, go where it leads, copy it. */
import { Menu } from '../../components/menu.tsx'
import type { MenuItem } from '../../components/menu.tsx'
import { copyText } from '../../core/announce.ts'
import { pageUrl } from '../../core/boot.ts'
import { t } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import { hasScreen } from '../../core/screen-paths.ts'
import type { EventRow } from '../../event/event-types.ts'
import { listUrl, withValues } from './list-query.ts'

export interface RowMenuProps {
  readonly row: EventRow
  readonly query: URLSearchParams
  readonly isActive: boolean
}

export function RowMenu({ row, query, isActive }: RowMenuProps) {
  return (
    <Menu
      button={{
        kind: 'quiet',
        icon: 'more',
        label: t('events.rowMenu'),
        tabIndex: isActive ? 0 : -1,
        class: 'row-menu',
      }}
      label={t('events.rowMenu')}
      items={() => itemsOf(row, query)}
    />
  )
}

function itemsOf(row: EventRow, query: URLSearchParams): readonly MenuItem[] {
  const { actor, ip, folded, url, sentence } = row
  // What was looked at in the log is no record.
  const target = folded === undefined && sentence !== undefined ? undefined : row.target
  const who = actor.email ?? actor.name
  const filter = (key: string, value: string): string => listUrl(withValues(query, key, [value]))
  const items: (MenuItem | undefined)[] = [
    who === undefined
      ? undefined
      : {
          icon: 'user',
          text: t('events.filterUser', { name: actor.name ?? who }),
          href: filter('user', who),
        },
    {
      icon: 'filter',
      text: t('events.filterPlace', { name: labelOf(meta.get()?.places, row.place) }),
      href: filter('place', row.place),
    },
    target === undefined
      ? undefined
      : {
          icon: 'filter',
          text: t('events.filterRecord'),
          href: listUrl(withValues(withValues(query, 'tt', [target.type]), 'tid', [target.id])),
        },
    ip === undefined
      ? undefined
      : { icon: 'filter', text: t('events.filterIp', { ip }), href: filter('ip', ip) },
    folded === undefined
      ? undefined
      : {
          icon: 'rows',
          text: t('events.wholeGroup'),
          href: pageUrl(`events?${new URLSearchParams({ group: folded.id }).toString()}`),
        },
    target === undefined || !hasScreen('history')
      ? undefined
      : {
          icon: 'history',
          text: t('events.history'),
          href: pageUrl(
            `history?${new URLSearchParams({ tt: target.type, tid: target.id }).toString()}`,
          ),
        },
    url === undefined ? undefined : { icon: 'external', text: t('events.openRecord'), href: url },
    {
      icon: 'copy',
      text: t('events.copyId'),
      onSelect: () => void copyText(row.id, t('shell.copied')),
    },
  ]
  return items.filter((item) => item !== undefined)
}
