/** What is not saved yet, why it is done, and the way to save it or to let it be. */
import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { Icon } from '../../components/icon.tsx'
import { pageUrl } from '../../core/boot.ts'
import { formatTime } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import type { ConfigPlace } from './config-types.ts'

export interface SaveBarProps {
  readonly count: number
  readonly reason: string
  readonly isSaving: boolean
  /** Why the last try did not save. */
  readonly problem: string | undefined
  readonly onReason: (reason: string) => void
  readonly onSave: () => void
  readonly onDiscard: () => void
}

export function SaveBar(props: SaveBarProps) {
  const { count, reason, isSaving, problem, onReason, onSave, onDiscard } = props
  return (
    <form
      class="save-bar"
      aria-label={t('auditing.unsaved', { n: count })}
      onSubmit={(event) => {
        event.preventDefault()
        onSave()
      }}
    >
      <p class="save-count" role="status">
        {t('auditing.unsaved', { n: count })}
      </p>
      <TextField label={t('auditing.reason')} value={reason} onInput={onReason} />
      <div class="save-actions">
        <Button onClick={onDiscard} disabled={isSaving}>
          {t('auditing.discard')}
        </Button>
        <Button kind="primary" type="submit" disabled={isSaving}>
          {t('shell.save')}
        </Button>
      </div>
      {problem === undefined ? null : (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
    </form>
  )
}

/** What was saved last. */
export interface Saved {
  readonly at: Date
  readonly began: readonly ConfigPlace[]
}

export interface SavedBarProps {
  readonly saved: Saved
  readonly onClose: () => void
}

export function SavedBar({ saved, onClose }: SavedBarProps) {
  const bar = useRef<HTMLDivElement>(null)
  // The button that had the focus is gone.
  useEffect(() => bar.current?.focus(), [saved])
  const { at, began } = saved
  const [first] = began
  const names = began.map(({ place }) => encodeURIComponent(place)).join(',')
  return (
    <div class="save-bar saved" ref={bar} tabIndex={-1} role="status">
      <Icon name="check" />
      <p>
        {t('auditing.saved', { time: formatTime(at) })}{' '}
        {first === undefined
          ? null
          : t('auditing.savedBegan', { n: began.length, place: first.label })}{' '}
        {first === undefined ? null : (
          <a href={pageUrl(`events?place=${names}`)}>{t('auditing.seeEvents')}</a>
        )}
      </p>
      <Button kind="quiet" icon="x" label={t('shell.close')} onClick={onClose} />
    </div>
  )
}
