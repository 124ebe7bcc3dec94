/**
 * The rows, of which only those in sight are in the document.
 *
 * One stop of the Tab key: inside, arrows move the focus from row to row. The row with the focus
 * stays in the document when it scrolls out of sight, or the focus would be lost.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Icon } from '../../components/icon.tsx'
import { t } from '../../core/i18n.ts'
import type { Meta } from '../../core/meta.ts'
import type { EventRow } from '../../event/event-types.ts'
import { COLUMN_KEYS, gridOf } from './columns.ts'
import type { Column } from './columns.ts'
import { EventRowLine } from './event-row.tsx'
import type { ListedRow } from './listed-rows.ts'
import { keyedRows } from './row-keys.ts'
import type { KeyedRow } from './row-keys.ts'
import { showList, withValues } from './list-query.ts'
import type { OnReading } from './use-reading.ts'
import { useWindow } from './use-window.ts'

const SIGNS = ['scrolled', 'focus', 'pointer'] as const

/** The next page is asked for when this much of the rows has been passed. */
const NEAR_END = 0.6

export interface EventTableProps {
  readonly lines: readonly ListedRow[]
  readonly columns: readonly Column[]
  readonly isNarrow: boolean
  /** The names of things: with others, every row is another. */
  readonly words: Meta | undefined
  readonly isStale: boolean
  readonly selected: string | undefined
  readonly query: URLSearchParams
  readonly hasMore: boolean
  readonly hrefOf: (row: EventRow) => string
  readonly onOpen: (row: EventRow) => void
  readonly onPeek: (row: EventRow) => void
  readonly onToggle: (row: EventRow) => void
  readonly onNearEnd: () => void
  /** Told what says that somebody reads the rows. */
  readonly onReading: OnReading
  readonly children: preact.ComponentChildren
}

export function EventTable(props: EventTableProps) {
  const { lines, columns, selected, hasMore, onNearEnd, onReading } = props
  const region = useRef<HTMLDivElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const probe = useRef<HTMLDivElement>(null)
  const wanted = useRef<string | undefined>(undefined)
  const keyed = useRef<readonly KeyedRow[]>([])
  const [active, setActive] = useState<string>()
  const { start, end, rowPx } = useWindow({ count: lines.length, region, body, probe })
  // Not looked for while one scrolls: the list may be long.
  const at = useMemo(
    () =>
      active === undefined
        ? 0
        : Math.max(
            0,
            lines.findIndex(({ row }) => row.id === active),
          ),
    [lines, active],
  )

  useEffect(() => {
    if (hasMore && end >= lines.length * NEAR_END) onNearEnd()
  }, [end, lines.length, hasMore, onNearEnd])
  useEffect(() => onReading('scrolled', start > 0), [start > 0, onReading])
  // Rows that are gone are read by nobody.
  useEffect(
    () => () => {
      for (const sign of SIGNS) onReading(sign, false)
    },
    [onReading],
  )

  useLayoutEffect(() => {
    const id = wanted.current
    if (id === undefined) {
      keepFocused()
      return
    }
    wanted.current = undefined
    const row = body.current?.querySelector(`[data-row="${CSS.escape(id)}"]`)
    row?.scrollIntoView({ block: 'nearest' })
    row?.querySelector<HTMLElement>('.row-link')?.focus({ preventScroll: true })
  })

  /** Of another list, another line stands where the focus is: that one must not scroll away now. */
  function keepFocused(): void {
    const focused = document.activeElement?.closest('[data-row]')
    const id = focused?.getAttribute('data-row')
    if (id === null || id === undefined || id === active) return
    if (body.current?.contains(focused ?? null) === true) setActive(id)
  }

  const { onOpen, onPeek, onToggle } = props
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      if (target === null || target.closest('[popover]') !== null) return
      const id = target.closest('[data-row]')?.getAttribute('data-row')
      const index = lines.findIndex(({ row }) => row.id === id)
      const line = lines[index]
      if (line === undefined) return
      const page = Math.max(
        1,
        Math.floor((region.current?.clientHeight ?? innerHeight) / rowPx) - 2,
      )
      const next = nextIndex(event.key, { index, page, last: lines.length - 1 })
      if (next !== undefined) {
        event.preventDefault()
        wanted.current = lines[next]?.row.id
        setActive(wanted.current)
        return
      }
      const isLink = target.classList.contains('row-link')
      if (event.key === ' ' && isLink) onPeek(line.row)
      else if (event.key === 'm')
        target.closest('[data-row]')?.querySelector<HTMLElement>('.row-menu')?.click()
      else if (event.key === 'ArrowRight' && !line.isOpen) onToggle(line.row)
      else if (event.key === 'ArrowLeft' && line.isOpen) onToggle(line.row)
      else return
      event.preventDefault()
    },
    [lines, rowPx, onPeek, onToggle],
  )

  const isOldest = props.query.get('order') === 'oldest'
  const shown = indexesOf(start, end, lines.length === 0 ? undefined : at)
  keyed.current = keyedRows(
    shown.map((index) => lines[index]?.row.id ?? ''),
    keyed.current,
  )
  return (
    <div class="table-region" ref={region}>
      <div
        role="table"
        class={props.isStale ? 'table stale' : 'table'}
        aria-label={t('shell.events')}
        aria-rowcount={hasMore ? -1 : lines.length + 1}
        aria-busy={props.isStale}
        style={{ '--grid': gridOf(columns) }}
      >
        <div role="rowgroup" class="table-head">
          <div role="row" aria-rowindex={1} class="head-row">
            {columns.map((column) => (
              <div
                key={column}
                role="columnheader"
                class={`cell c-${column}`}
                aria-sort={column === 'at' ? (isOldest ? 'ascending' : 'descending') : undefined}
              >
                {column === 'at' ? (
                  <OrderButton query={props.query} isOldest={isOldest} />
                ) : (
                  t(COLUMN_KEYS[column])
                )}
              </div>
            ))}
            <div role="columnheader" class="cell c-tools">
              <span class="hidden">{t('events.rowMenu')}</span>
            </div>
          </div>
        </div>
        <div
          role="rowgroup"
          class="table-body"
          ref={body}
          style={{ height: `${lines.length * rowPx}px` }}
          onKeyDown={onKeyDown}
          onFocusIn={(event) => {
            onReading('focus', true)
            const id = (event.target as Element).closest('[data-row]')?.getAttribute('data-row')
            if (id !== null && id !== undefined) setActive(id)
          }}
          onFocusOut={({ relatedTarget }) => {
            const isStill = relatedTarget instanceof Node && body.current?.contains(relatedTarget)
            if (isStill !== true) onReading('focus', false)
          }}
          onPointerEnter={({ pointerType }) => {
            // A finger rests nowhere: it scrolls or it taps.
            if (pointerType !== 'touch') onReading('pointer', true)
          }}
          onPointerLeave={() => onReading('pointer', false)}
        >
          {shown.map((index, place) => {
            const line = lines[index]
            return line === undefined ? null : (
              <EventRowLine
                key={keyed.current[place]?.key}
                line={line}
                index={index}
                rowPx={rowPx}
                columns={columns}
                isNarrow={props.isNarrow}
                words={props.words}
                isActive={index === at}
                isSelected={line.row.id === selected}
                query={props.query}
                hrefOf={props.hrefOf}
                onOpen={onOpen}
                onToggle={onToggle}
              />
            )
          })}
        </div>
      </div>
      <div class="row probe" ref={probe} aria-hidden="true">
        <div class="cell c-actor">
          <span class="one">&nbsp;</span>
          <span class="second">&nbsp;</span>
        </div>
      </div>
      {props.children}
    </div>
  )
}

interface OrderButtonProps {
  readonly query: URLSearchParams
  readonly isOldest: boolean
}

function OrderButton({ query, isOldest }: OrderButtonProps) {
  return (
    <button
      type="button"
      class="order"
      title={t(isOldest ? 'events.showNewest' : 'events.showOldest')}
      onClick={() => showList(withValues(query, 'order', isOldest ? [] : ['oldest']))}
    >
      {t('events.when')}
      <Icon name={isOldest ? 'chevron-up' : 'chevron-down'} />
    </button>
  )
}

function nextIndex(
  key: string,
  { index, page, last }: { readonly index: number; readonly page: number; readonly last: number },
): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    j: index + 1,
    ArrowUp: index - 1,
    k: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: last,
  }
  const next = steps[key]
  return next === undefined ? undefined : Math.max(0, Math.min(last, next))
}

/** Those in sight, and the one with the focus. */
function indexesOf(start: number, end: number, at: number | undefined): readonly number[] {
  const indexes = Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i)
  if (at === undefined || (at >= start && at < end)) return indexes
  return at < start ? [at, ...indexes] : [...indexes, at]
}
