/** Is the value that a personal field has now shown to who reads the log? */
import { useId } from 'preact/hooks'
import { t } from '../../core/i18n.ts'

export interface LastValueProps {
  readonly shows: boolean
  /** Id of the text that says why nothing can be changed. */
  readonly lockedBy: string | undefined
  readonly onChange: (shows: boolean) => void
}

export function LastValue({ shows, lockedBy, onChange }: LastValueProps) {
  const id = useId()
  const described = [`${id}-text`, lockedBy].filter((one) => one !== undefined).join(' ')
  return (
    <div class="sheet last-value">
      <input
        id={id}
        class="switch"
        type="checkbox"
        role="switch"
        checked={shows}
        disabled={lockedBy !== undefined}
        aria-describedby={described}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span class="radio-text">
        <label class="radio-title" for={id}>
          {t('auditing.lastValue')}
        </label>
        <span class="muted" id={`${id}-text`}>
          {t(shows ? 'auditing.lastValueOnText' : 'auditing.lastValueOffText')}
        </span>
      </span>
    </div>
  )
}
