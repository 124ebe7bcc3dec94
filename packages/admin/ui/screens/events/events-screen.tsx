/** The list of events: what happened, newest first, and every way to ask for less. */
import { useCallback, useEffect, useRef } from 'preact/hooks'
import { Button, LinkButton } from '../../components/button.tsx'
import { Popover } from '../../components/popover.tsx'
import { Failure, NoPermission, Skeleton } from '../../components/screen-state.tsx'
import { ApiError } from '../../core/api-error.ts'
import { announce } from '../../core/announce.ts'
import { pageUrl, root } from '../../core/boot.ts'
import { zone } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { isPlainKey } from '../../core/keys.ts'
import { may, meta } from '../../core/meta.ts'
import { hasScreen } from '../../core/screen-paths.ts'
import { navigate } from '../../core/router.ts'
import { useStore } from '../../core/store.ts'
import { useMedia } from '../../core/use-media.ts'
import type { EventRow } from '../../event/event-types.ts'
import type { ScreenProps } from '../../screens.ts'
import { Heading } from '../../shell/heading.tsx'
import { chosenColumns, shownColumns } from './columns.ts'
import type { Room } from './columns.ts'
import { EventTable } from './event-table.tsx'
import { FilterBar } from './filter-bar.tsx'
import { FilterChips } from './filter-chips.tsx'
import { ListBar } from './list-bar.tsx'
import { askForColumns, keptColumns } from './kept-columns.ts'
import { ExportChoices, SavedViews, SidePanel, expectParts } from './lazy-parts.ts'
import { EmptyList, InvalidList, ListEnd } from './list-end.tsx'
import { filterText, listUrl, showList, without } from './list-query.ts'
import { useListedRows } from './listed-rows.ts'
import { LiveNote, WaitingBar } from './live-bar.tsx'
import { useEventList } from './use-event-list.ts'
import { useLive } from './use-live.ts'
import { useReading } from './use-reading.ts'

const SEARCH_ID = 'event-search'
const FIRST_FILTER_ID = 'event-first-filter'

export function EventsScreen({ query }: ScreenProps) {
  const known = useStore(meta)
  const list = useEventList(query.toString())
  const { lines, toggle } = useListedRows(list.rows, zone())
  const isNarrow = useMedia('(width < 40rem)')
  const room = useRoom(isNarrow)
  const hasPanelRoom = useMedia('(width >= 90rem)')
  const isLive = query.get('live') === '1'
  const live = useLive({ isOn: isLive, query, from: list.sequencedUpTo, key: list.key })
  const [isReading, onReading] = useReading()
  const columns = useColumns(query, room)
  const hasList = list.asOf !== undefined && known !== undefined
  useEffect(() => {
    if (hasList) void askForColumns()
  }, [hasList])
  const selected = query.get('sel') ?? undefined

  const hrefOf = useCallback((row: EventRow) => rowUrl(row, query), [query])
  const peek = useCallback(
    (row: EventRow) => {
      const next = new URLSearchParams(query)
      next.set('sel', row.id)
      showList(next, { replace: query.has('sel') })
    },
    [query],
  )
  const open = useCallback(
    (row: EventRow) => {
      if (hasPanelRoom || !hasScreen('events/:id')) peek(row)
      else navigate(hrefOf(row).slice(root.pathname.length))
    },
    [peek, hrefOf, hasPanelRoom],
  )
  const closePanel = useCallback(() => {
    const id = query.get('sel')
    showList(without(query, 'sel'), { replace: true })
    document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id ?? '')}"] .row-link`)?.focus()
  }, [query])
  const toggleLive = useCallback(() => {
    const next = new URLSearchParams(query)
    if (isLive) next.delete('live')
    else next.set('live', '1')
    showList(next, { replace: true })
  }, [query, isLive])
  const showWaiting = useCallback(() => {
    // Of too many the oldest were not kept: the list without them would have a gap.
    if (live.isOverfull) list.reload()
    else list.prepend(live.waiting)
    live.clear()
  }, [list.prepend, list.reload, live])

  useShortcuts(toggleLive)
  useArrivals(live.waiting, { isReading, show: showWaiting })

  const wrong = list.error instanceof ApiError && list.error.kind === 'invalid'
  // Another list than the one that was asked for is never shown as if it were it.
  const hasRows = lines.length > 0 && !wrong
  return (
    <div class={selected === undefined ? 'screen list' : 'screen list with-panel'}>
      <div class="list-main">
        <div class="screen-head">
          <Heading>{t('shell.events')}</Heading>
          <div class="screen-actions" onPointerEnter={expectParts} onFocusIn={expectParts}>
            <LiveNote state={live.state} isPaused={isReading} />
            <Button icon={isLive ? 'pause' : 'play'} pressed={isLive} onClick={toggleLive}>
              {t('events.live')}
            </Button>
            {known?.features['savedViews'] === true ? (
              <Popover
                button={{ icon: 'bookmark' }}
                text={t('events.views')}
                label={t('events.views')}
              >
                {(close) => <SavedViews query={query} close={close} />}
              </Popover>
            ) : null}
            {known?.features['export'] === true ? (
              <Popover
                button={{ icon: 'download' }}
                text={t('events.export')}
                label={t('events.export')}
              >
                {(close) =>
                  may('export') ? (
                    <ExportChoices query={query} count={list.count} close={close} />
                  ) : (
                    <NoPermission permission="export" />
                  )
                }
              </Popover>
            ) : null}
            {may('configure') && hasScreen('settings/auditing') ? (
              <LinkButton icon="settings" href={pageUrl('settings/auditing')}>
                {t('events.configure')}
              </LinkButton>
            ) : null}
          </div>
        </div>
        <FilterBar query={query} rows={list.rows} searchId={SEARCH_ID} firstId={FIRST_FILTER_ID} />
        <FilterChips query={query} rows={list.rows} error={list.error} />
        <ListBar list={list} query={query} columns={columns} isNarrow={isNarrow} />
        {list.error === undefined ? null : wrong ? (
          <InvalidList query={query} error={list.error} />
        ) : (
          <Failure
            error={list.error}
            onRetry={list.reload}
            {...(hasRows && list.asOf !== undefined ? { asOf: list.asOf } : {})}
          />
        )}
        {isLive ? <WaitingBar live={live} onShow={showWaiting} /> : null}
        {hasRows ? (
          <EventTable
            lines={lines}
            columns={columns}
            isNarrow={isNarrow}
            words={known}
            isStale={list.isLoading}
            selected={selected}
            query={query}
            hasMore={list.hasMore}
            hrefOf={hrefOf}
            onOpen={open}
            onPeek={peek}
            onToggle={toggle}
            onNearEnd={list.loadMore}
            onReading={onReading}
          >
            <ListEnd list={list} query={query} />
          </EventTable>
        ) : list.isLoading ? (
          <Skeleton rows={12} />
        ) : list.error === undefined ? (
          <EmptyList query={query} />
        ) : null}
      </div>
      {selected === undefined ? null : (
        <SidePanel id={selected} href={detailUrl(selected, query)} onClose={closePanel} />
      )}
    </div>
  )
}

function useRoom(isNarrow: boolean): Room {
  const isWide = useMedia('(width >= 80rem)')
  const isMedium = useMedia('(width >= 52rem)')
  if (isNarrow) return 'narrow'
  return isWide ? 'wide' : isMedium ? 'medium' : 'tight'
}

/** Chosen once more only if the address or the window says otherwise: rows compare by identity. */
function useColumns(query: URLSearchParams, room: Room) {
  const columns = shownColumns(chosenColumns(query, useStore(keptColumns)), room)
  const kept = useRef(columns)
  if (kept.current.join(',') !== columns.join(',')) kept.current = columns
  return kept.current
}

function useShortcuts(toggleLive: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!isPlainKey(event)) return
      if (event.key === '/') document.getElementById(SEARCH_ID)?.focus()
      else if (event.key === 'f') document.getElementById(FIRST_FILTER_ID)?.focus()
      else if (event.key === 'l') toggleLive()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [toggleLive])
}

const SAID_EVERY_MS = 10_000

/** New rows go on top where nobody is reading; else they wait, and that is said now and then. */
function useArrivals(
  waiting: readonly EventRow[],
  options: { readonly isReading: boolean; readonly show: () => void },
): void {
  const { isReading } = options
  const saidAt = useRef(0)
  useEffect(() => {
    if (waiting.length === 0) return
    if (!isReading) {
      options.show()
      return
    }
    if (Date.now() - saidAt.current < SAID_EVERY_MS) return
    saidAt.current = Date.now()
    announce(t('events.waiting', { n: waiting.length }))
  }, [waiting, isReading])
}

/** A group's own list is where its row leads; an event leads to itself. */
function rowUrl(row: EventRow, query: URLSearchParams): string {
  if (hasScreen('events/:id')) return detailUrl(row.id, query)
  const next = new URLSearchParams(query)
  next.set('sel', row.id)
  return listUrl(next)
}

/** With the list's filters: newer and older are those of the list. */
function detailUrl(id: string, query: URLSearchParams): string {
  const filters = filterText(query)
  return pageUrl(`events/${encodeURIComponent(id)}${filters === '' ? '' : `?${filters}`}`)
}
