/** A date and a time, in the audit's zone. */
import { useId } from 'preact/hooks'
import { zone } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { instantOf, localTime } from './zoned-time.ts'

export interface InstantFieldProps {
  readonly label: string
  /** An instant, or empty. */
  readonly value: string
  readonly onChange: (instant: string) => void
}

export function InstantField({ label, value, onChange }: InstantFieldProps) {
  const id = useId()
  const at = new Date(value)
  const local = Number.isNaN(at.getTime()) ? '' : localTime(at, zone())
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        type="datetime-local"
        value={local}
        max={localTime(new Date(), zone())}
        aria-describedby={`${id}-zone`}
        onChange={(event) => {
          const chosen = instantOf(event.currentTarget.value, zone())
          if (chosen !== undefined) onChange(earlier(chosen).toISOString())
        }}
      />
      <p class="field-hint" id={`${id}-zone`}>
        {t('history.zone', { zone: zone() })}
      </p>
    </div>
  )
}

/** Of the future nothing is known: the minute that runs ends now. */
function earlier(chosen: Date): Date {
  const now = new Date()
  return chosen > now ? now : chosen
}
