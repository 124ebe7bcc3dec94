/**
 * How does a recorded value stand in a cell?
 *
 * As it was recorded, in code type, never as HTML; below it how it reads, where that says more.
 * What came and what went is underlined and struck out, and carries a sign: never colour alone.
 */
import { Icon } from '../components/icon.tsx'
import { t } from '../core/i18n.ts'
import type { MessageKey } from '../core/i18n.ts'
import type { ChangeRow, Side } from './change-rows.ts'
import { diffLists, plainItems } from './list-diff.ts'
import type { ListItem } from './list-diff.ts'
import { isBsonScalar, rawText } from './raw-value.ts'
import { diffWords } from './word-diff.ts'
import type { Stretch } from './word-diff.ts'

/** Beyond it a text is long: its words are compared, and it is folded. */
const LONG_CHARS = 80
const FOLDED_CHARS = 320
/** Words on either side of what changed. */
const AROUND_CHARS = 60
const FOLDED_ITEMS = 24

export interface ChangeValueProps {
  readonly row: ChangeRow
  readonly side: 'before' | 'after'
  readonly isWhole: boolean
}

export function ChangeValue({ row, side, isWhole }: ChangeValueProps) {
  const shown = row[side]
  if (row.omitted !== undefined) {
    return (
      <span class="masked">
        <Icon name="lock" />
        {row.omitted}
      </span>
    )
  }
  if (shown === undefined) {
    return (
      <span class="muted">
        <span aria-hidden="true">—</span>
        <span class="hidden">{t('change.absent')}</span>
      </span>
    )
  }
  const [was, is] = [row.before?.value, row.after?.value]
  if (Array.isArray(shown.value) && shown.value.length > 0) {
    const lists = Array.isArray(was) && Array.isArray(is) ? diffLists(was, is) : undefined
    return <Items items={lists?.[side] ?? plainItems(shown.value)} isWhole={isWhole} />
  }
  if (isLongChange(row) && typeof was === 'string' && typeof is === 'string') {
    return <Words parts={diffWords(was, is)[side]} isWhole={isWhole} />
  }
  return <Plain side={shown} isWhole={isWhole} />
}

/** True where there is more than is shown at first. */
export function isFoldable(row: ChangeRow): boolean {
  return [row.before?.value, row.after?.value].some((value) =>
    Array.isArray(value) ? value.length > FOLDED_ITEMS : lengthOf(value) > FOLDED_CHARS,
  )
}

function isLongChange({ before, after }: ChangeRow): boolean {
  return Math.max(lengthOf(before?.value), lengthOf(after?.value)) > LONG_CHARS
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0
}

function Plain({ side: { value, text }, isWhole }: { side: Side; isWhole: boolean }) {
  const raw = rawText(value)
  const cut = isWhole || raw.length <= FOLDED_CHARS ? raw : `${raw.slice(0, FOLDED_CHARS)}…`
  const second = emptyText(value) ?? text
  return (
    <>
      <code class={value === null || isBsonScalar(value) ? 'value special' : 'value'}>
        <bdi>{cut}</bdi>
      </code>
      {second === undefined ? null : (
        <span class="reads">
          <bdi>{second}</bdi>
        </span>
      )}
    </>
  )
}

function emptyText(value: unknown): string | undefined {
  if (value === '') return t('change.emptyText')
  if (typeof value === 'string' && value.trim() === '') return t('change.blankText')
  if (Array.isArray(value)) return t('change.emptyList')
  const isObject = typeof value === 'object' && value !== null
  return isObject && Object.keys(value).length === 0 ? t('change.emptyObject') : undefined
}

function Words({ parts, isWhole }: { parts: readonly Stretch[]; isWhole: boolean }) {
  return (
    <span class="value words" dir="auto">
      {parts.map(({ kind, text }, i) => {
        if (kind === 'removed') return <del key={i}>{text}</del>
        if (kind === 'added') return <ins key={i}>{text}</ins>
        return <span key={i}>{isWhole ? text : folded(text, i, parts.length)}</span>
      })}
    </span>
  )
}

/** The words around what changed; the rest comes on demand. */
function folded(text: string, at: number, count: number): string {
  const [first, last] = [at === 0, at === count - 1]
  if (text.length <= 2 * AROUND_CHARS + 20) return text
  const begin = first ? '' : text.slice(0, AROUND_CHARS)
  const end = last ? '' : text.slice(-AROUND_CHARS)
  return first && last ? `${text.slice(0, FOLDED_CHARS)}…` : `${begin} … ${end}`
}

const SAID: Readonly<Partial<Record<ListItem['kind'], MessageKey>>> = {
  removed: 'change.itemRemoved',
  added: 'change.itemAdded',
  moved: 'change.itemMoved',
}

function Items({ items, isWhole }: { items: readonly ListItem[]; isWhole: boolean }) {
  const told = isWhole || items.length <= FOLDED_ITEMS ? items : tellingItems(items)
  const left = items.length - told.length
  return (
    <ul class="items">
      {told.map(({ kind, text }, i) => {
        const said = SAID[kind]
        const Tag = kind === 'removed' ? 'del' : kind === 'added' ? 'ins' : 'span'
        return (
          <li key={i} class={`item ${kind}`}>
            <Tag>
              <bdi>{text}</bdi>
            </Tag>
            {said === undefined ? null : (
              <span class={kind === 'moved' ? 'item-said' : 'hidden'}>{t(said)}</span>
            )}
          </li>
        )
      })}
      {left > 0 ? <li class="muted">{t('change.moreItems', { n: left })}</li> : null}
    </ul>
  )
}

/** What changed before what stayed, in the order of the list. */
function tellingItems(items: readonly ListItem[]): readonly ListItem[] {
  const changed = items.filter(({ kind }) => kind !== 'same')
  return (changed.length > 0 ? changed : items).slice(0, FOLDED_ITEMS)
}
