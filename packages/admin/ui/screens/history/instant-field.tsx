/** A date and a time, in the audit's zone. */
import { useId, useState } from 'preact/hooks'
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
  const [isHalf, setIsHalf] = useState(false)
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
        aria-invalid={isHalf}
        aria-describedby={isHalf ? `${id}-zone ${id}-half` : `${id}-zone`}
        onChange={({ currentTarget }) => {
          setIsHalf(false)
          const chosen = instantOf(currentTarget.value, zone())
          if (chosen !== undefined && isTyped(chosen)) onChange(earlier(chosen).toISOString())
        }}
        onBlur={({ currentTarget }) => {
          setIsHalf(currentTarget.validity.badInput)
          const chosen = instantOf(currentTarget.value, zone())
          if (chosen !== undefined && currentTarget.value !== local)
            onChange(earlier(chosen).toISOString())
        }}
      />
      <p class="field-hint" id={`${id}-zone`}>
        {t('history.zone', { zone: zone() })}
      </p>
      {isHalf ? (
        <p class="field-error" id={`${id}-half`}>
          {t('history.atHalf')}
        </p>
      ) : null}
    </div>
  )
}

const MINUTE_MS = 60_000

/**
 * A field reports every keystroke: the year 2, 20, 202 on the way to 2026, and a month still to come on the way
 * to one of last year. To answer those would write another time into the field while somebody types.
 */
function isTyped(chosen: Date): boolean {
  return chosen.getUTCFullYear() >= 1000 && chosen.getTime() < Date.now() + MINUTE_MS
}

/** Of the future nothing is known: the minute that runs ends now. */
function earlier(chosen: Date): Date {
  const now = new Date()
  return chosen > now ? now : chosen
}
