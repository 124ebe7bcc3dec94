/**
 * What changed: one row for each property, what it was and what it is.
 *
 * The one table for changes of every kind: of an event, between two instants, of a revert.
 */
import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { copyText } from '../core/announce.ts'
import { t } from '../core/i18n.ts'
import type { MessageKey } from '../core/i18n.ts'
import { changeRows } from './change-rows.ts'
import type { ChangeRow } from './change-rows.ts'
import { changesAsText } from './change-text.ts'
import { ChangeValue, isFoldable } from './change-value.tsx'
import type { ChangeJson } from './event-types.ts'
import { pathText, rawText } from './raw-value.ts'

/** Rows that a page shows at once; beyond them it has a filter. */
const MAX_ROWS = 200

export interface ChangeTableProps {
  readonly changes: readonly ChangeJson[]
  /** Names the table. */
  readonly caption: string
  /** Rows of what did not change, shown as well. */
  readonly others?: readonly ChangeRow[]
  /** Heads of the two columns of values. */
  readonly heads?: readonly [before: string, after: string]
  /** Stands beside the buttons. */
  readonly tools?: ComponentChildren
  /** Without buttons: in a dialog or a side panel. */
  readonly isBare?: boolean
}

export function ChangeTable(props: ChangeTableProps) {
  const { changes, caption, others, tools, isBare = false } = props
  const [filter, setFilter] = useState('')
  const [isAll, setAll] = useState(false)
  const rows = useMemo(() => {
    const told = changeRows(changes)
    // Parts of a replaced tree that stayed are properties like any other.
    return others === undefined
      ? told.filter(({ mark }) => mark !== 'same')
      : [...told.filter(({ mark }) => mark !== 'same'), ...told.filter(isSame), ...others]
  }, [changes, others])
  const found = filter === '' ? rows : rows.filter((row) => matches(row, filter.toLowerCase()))
  const shown = isAll ? found : found.slice(0, MAX_ROWS)
  const sides = sidesOf(rows)
  const [before, after] = props.heads ?? [t('change.original'), t('change.new')]
  const heads = [t('change.property'), t('change.path'), before, after]

  function copy(): void {
    void copyText(changesAsText(heads, found), t('shell.copied'))
  }

  return (
    <div class="changes">
      {isBare ? null : (
        <div class="changes-bar">
          <p class="muted">{t('change.count', { n: rows.length })}</p>
          {rows.length > MAX_ROWS ? <Find value={filter} onInput={setFilter} /> : null}
          <div class="screen-actions">
            {tools}
            <Button kind="quiet" icon="copy" onClick={copy}>
              {t('change.copy')}
            </Button>
          </div>
        </div>
      )}
      <table class={`change-table ${sides}`} role="table">
        <caption class="hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">
              {t('change.property')}
            </th>
            {sides === 'after' ? null : (
              <th scope="col" role="columnheader">
                {before}
              </th>
            )}
            {sides === 'before' ? null : (
              <th scope="col" role="columnheader">
                {after}
              </th>
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {shown.map((row) => (
            <Row key={`${row.mark} ${row.key}`} row={row} sides={sides} heads={[before, after]} />
          ))}
        </tbody>
      </table>
      {found.length === 0 ? <p class="changes-more muted">{t('change.noMatch')}</p> : null}
      {shown.length < found.length ? (
        <p class="changes-more">
          <Button onClick={() => setAll(true)}>{t('change.showAll', { n: found.length })}</Button>
        </p>
      ) : null}
    </div>
  )
}

type Sides = 'both' | 'before' | 'after'

interface RowProps {
  readonly row: ChangeRow
  readonly sides: Sides
  readonly heads: readonly [string, string]
}

function Row({ row, sides, heads }: RowProps) {
  const [isWhole, setWhole] = useState(false)
  const path = pathText(row.path)
  const isOne = isSame(row) || row.omitted !== undefined
  return (
    <tr role="row" class={isSame(row) ? 'same' : undefined}>
      <th scope="row" role="rowheader">
        <span class="property">
          <bdi>{row.label ?? path}</bdi>
        </span>
        <span class="path">
          {row.label === undefined || row.label === path ? null : (
            <code>
              <bdi>{path}</bdi>
            </code>
          )}
          {sides === 'both' ? <span class="change-mark">{t(MARK_WORDS[row.mark])}</span> : null}
        </span>
        {isFoldable(row) ? (
          <button type="button" class="link" aria-expanded={isWhole} onClick={toggle}>
            {isWhole ? t('change.showLess') : t('change.showWhole')}
          </button>
        ) : null}
      </th>
      {isOne ? (
        <td role="cell" colSpan={sides === 'both' ? 2 : 1}>
          <ChangeValue row={row} side="after" isWhole={isWhole} />
        </td>
      ) : (
        SIDES.filter((side) => sides === 'both' || sides === side).map((side, i) => (
          <td key={side} role="cell" data-head={sides === 'both' ? heads[i] : undefined}>
            <ChangeValue row={row} side={side} isWhole={isWhole} />
          </td>
        ))
      )}
    </tr>
  )

  function toggle(): void {
    setWhole(!isWhole)
  }
}

const SIDES = ['before', 'after'] as const

const MARK_WORDS: Readonly<Record<ChangeRow['mark'], MessageKey>> = {
  added: 'change.added',
  changed: 'change.changed',
  removed: 'change.removed',
  same: 'change.same',
}

function Find(props: { readonly value: string; readonly onInput: (text: string) => void }) {
  return (
    <input
      class="input find"
      type="search"
      aria-label={t('change.find')}
      placeholder={t('change.find')}
      value={props.value}
      onInput={(event) => props.onInput(event.currentTarget.value)}
    />
  )
}

function isSame({ mark }: ChangeRow): boolean {
  return mark === 'same'
}

/** What was created has no column of what was before; what was deleted, none of what is now. */
function sidesOf(rows: readonly ChangeRow[]): Sides {
  if (rows.length === 0) return 'both'
  if (rows.every(({ mark }) => mark === 'added')) return 'after'
  return rows.every(({ mark }) => mark === 'removed') ? 'before' : 'both'
}

function matches(row: ChangeRow, text: string): boolean {
  const values = [row.before, row.after].flatMap((side) =>
    side === undefined ? [] : [rawText(side.value), side.text ?? ''],
  )
  return [row.label ?? '', pathText(row.path), ...values].some((one) =>
    one.toLowerCase().includes(text),
  )
}
