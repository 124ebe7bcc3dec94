/** How much is kept of what changes about a person? Two ways, each with what it would record. */
import { useId } from 'preact/hooks'
import { Icon } from '../../components/icon.tsx'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'
import type { ClientMode } from './config-types.ts'

const MODES: readonly (readonly [ClientMode, MessageKey, MessageKey])[] = [
  ['full', 'auditing.modeFull', 'auditing.modeFullText'],
  ['summary', 'auditing.modeSummary', 'auditing.modeSummaryText'],
]

export interface ClientModeProps {
  readonly value: ClientMode
  readonly saved: ClientMode
  /** Labels of the places it is about. */
  readonly places: string
  /** Id of the text that says why nothing can be changed. */
  readonly lockedBy: string | undefined
  readonly onChange: (mode: ClientMode) => void
}

export function ClientModeCards({ value, saved, places, lockedBy, onChange }: ClientModeProps) {
  const id = useId()
  return (
    <fieldset class="plain-set" aria-describedby={`${id}-about`}>
      <legend>
        <h2>{t('auditing.mode')}</h2>
      </legend>
      <p class="muted" id={`${id}-about`}>
        {t('auditing.modeAbout', { places })}
      </p>
      <div class="mode-cards">
        {MODES.map(([mode, title, text]) => (
          <label key={mode} class="sheet radio-card">
            <input
              type="radio"
              name={id}
              value={mode}
              checked={value === mode}
              disabled={lockedBy !== undefined}
              aria-describedby={lockedBy}
              onChange={() => onChange(mode)}
            />
            <span class="radio-text">
              <span class="radio-title">
                {t(title)}
                {mode === saved ? <span class="tag">{t('auditing.modeNow')}</span> : null}
              </span>
              <span class="muted">{t(text)}</span>
              <span class="radio-sample">
                <span>{t('auditing.modeField')}</span>
                {mode === 'full' ? (
                  <bdi>
                    <del>555 0110</del> → <ins>555 0199</ins>
                  </bdi>
                ) : (
                  <span>
                    <Icon name="lock" /> {t('auditing.modeHidden')}
                  </span>
                )}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
