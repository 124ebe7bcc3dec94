/**
 * A place is about to be recorded no more: what does that mean, in numbers?
 *
 * Whoever goes on types each place's name and says why; the reason is part of the event.
 */
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Dialog, closeDialog } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { formatNumber } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { useRequest } from '../../core/use-request.ts'
import type { ConfigPlace } from './config-types.ts'

interface Counted {
  readonly count: { readonly n: number; readonly exact: boolean } | null
}

export interface DangerDialogProps {
  readonly places: readonly ConfigPlace[]
  readonly reason: string
  readonly onConfirm: (reason: string) => void
  readonly onClose: () => void
}

export function DangerDialog({ places, reason: given, onConfirm, onClose }: DangerDialogProps) {
  const [typed, setTyped] = useState<ReadonlyMap<string, string>>(new Map())
  const [reason, setReason] = useState(given)
  const [isChecked, setChecked] = useState(false)
  const isReason = reason.trim() !== ''
  const isTyped = (place: ConfigPlace): boolean => isName(typed.get(place.place), place.label)
  const isReady = isReason && places.every(isTyped)

  return (
    <Dialog title={t('auditing.dangerTitle', { n: places.length })} onClose={onClose}>
      <form
        class="dialog-body"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setChecked(true)
          if (isReady) onConfirm(reason)
        }}
      >
        <ul class="effects">
          {places.map((place) => (
            <Effect key={place.place} place={place} />
          ))}
        </ul>
        <p>{t('auditing.dangerText')}</p>
        {places.map((place, index) => (
          <TextField
            key={place.place}
            label={t('auditing.typeName', { place: place.label })}
            value={typed.get(place.place) ?? ''}
            autoFocus={index === 0}
            {...(isChecked && !isTyped(place) ? { error: t('auditing.typeWrong') } : {})}
            onInput={(text) => setTyped(new Map(typed).set(place.place, text))}
          />
        ))}
        <TextField
          label={t('auditing.dangerReason')}
          hint={t('auditing.dangerReasonHint')}
          value={reason}
          {...(isChecked && !isReason ? { error: t('auditing.reasonMissing') } : {})}
          onInput={setReason}
        />
        <div class="dialog-actions">
          <Button onClick={closeDialog}>{t('shell.cancel')}</Button>
          <Button kind="danger" type="submit">
            {t('auditing.dangerGo', { n: places.length })}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** How much of it the last month brought. */
function Effect({ place: { place, label } }: { readonly place: ConfigPlace }) {
  const query = `place=${encodeURIComponent(place)}&limit=1&view=row&count=1`
  const month = useRequest<Counted>(`api/events?${query}&p=30d`).data?.count
  const all = useRequest<Counted>(`api/events?${query}`).data?.count
  const isKnown = month !== undefined && month !== null && all !== undefined && all !== null
  return (
    <li>
      <strong>{label}</strong>{' '}
      {isKnown
        ? t('auditing.effect', { n: month.n, month: numberOf(month), all: numberOf(all) })
        : t('auditing.counting')}
    </li>
  )
}

function numberOf({ n, exact }: { readonly n: number; readonly exact: boolean }): string {
  return exact ? formatNumber(n) : `${formatNumber(n)}+`
}

function isName(typed: string | undefined, label: string): boolean {
  return typed?.trim().toLocaleLowerCase() === label.trim().toLocaleLowerCase()
}
