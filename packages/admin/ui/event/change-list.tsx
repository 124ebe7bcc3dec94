/** What changed, in short: property, what it was, what it is. The event's own screen says it all. */
import { t } from '../core/i18n.ts'
import type { ChangeJson } from './event-types.ts'

const SHOWN = 12

export function ChangeList({ changes }: { readonly changes: readonly ChangeJson[] }) {
  const rest = changes.length - SHOWN
  return (
    <ul class="change-list">
      {changes.slice(0, SHOWN).map((change) => (
        <li key={change.path.join('.')}>
          <span class="change-name">{change.label ?? change.path.join('.')}</span>
          <span class="change-values">
            {change.op === 'add' ? null : <Value change={change} side="before" />}
            {change.op === 'replace' ? <span class="hidden">{t('events.became')}</span> : null}
            {change.op === 'replace' ? <span aria-hidden="true">→</span> : null}
            {change.op === 'remove' ? null : <Value change={change} side="after" />}
          </span>
        </li>
      ))}
      {rest > 0 ? <li class="muted">{t('events.moreChanges', { n: rest })}</li> : null}
    </ul>
  )
}

interface ValueProps {
  readonly change: ChangeJson
  readonly side: 'before' | 'after'
}

function Value({ change, side }: ValueProps) {
  const text = change[`${side}Text`] ?? valueText(change[side])
  return side === 'before' ? <del dir="auto">{text}</del> : <ins dir="auto">{text}</ins>
}

/** As it was recorded, where the server has no words for it. */
export function valueText(value: unknown): string {
  if (value === undefined) return '—'
  if (value === '') return t('events.emptyText')
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null) {
    const { $date, $oid } = value as { $date?: unknown; $oid?: unknown }
    if (typeof $date === 'string') return $date
    if (typeof $oid === 'string') return $oid
  }
  return JSON.stringify(value)
}
