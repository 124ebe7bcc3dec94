/** What is asked for, in one removable piece. */
import { t } from '../core/i18n.ts'
import { Icon } from './icon.tsx'

export interface ChipProps {
  /** What kind of filter, e.g. "Place". */
  readonly name: string
  readonly value: string
  /** Why the server refused it. */
  readonly error?: string
  readonly onRemove?: () => void
}

export function Chip({ name, value, error, onRemove }: ChipProps) {
  return (
    <span class={error === undefined ? 'chip' : 'chip wrong'}>
      {error === undefined ? null : <Icon name="alert" />}
      <span class="chip-text">
        <span class="chip-name">{name}</span> <bdi class="chip-value">{value}</bdi>
        {error === undefined ? null : <span class="chip-error">{error}</span>}
      </span>
      {onRemove === undefined ? null : (
        <button
          type="button"
          class="chip-x"
          aria-label={t('shell.removeFilter', { name, value })}
          onClick={onRemove}
        >
          <Icon name="x" />
        </button>
      )}
    </span>
  )
}
