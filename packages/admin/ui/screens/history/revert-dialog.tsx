/**
 * Taking an event back, or a record to what it was: first what it would do, then why, then doing it.
 *
 * What is written is what was shown: a write in between is a conflict, and nothing is written.
 */
import { useEffect, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { Failure, Partial, Skeleton } from '../../components/screen-state.tsx'
import { announce } from '../../core/announce.ts'
import { api } from '../../core/api.ts'
import { ApiError } from '../../core/api-error.ts'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'
import { ChangeTable } from '../../event/change-table.tsx'
import type { FullEvent, RecordRef } from '../../event/event-types.ts'
import { eventUrl } from '../../event/list-address.ts'
import { pathText } from '../../event/raw-value.ts'
import type { RevertWhat } from './parts.ts'
import type { RevertAnswer } from './past-types.ts'

export interface RevertDialogProps {
  readonly what: RevertWhat
  readonly events: readonly FullEvent[]
  readonly onClose: () => void
  readonly onDone: () => void
}

export function RevertDialog({ what, events, onClose, onDone }: RevertDialogProps) {
  const [plan, setPlan] = useState<RevertAnswer>()
  const [error, setError] = useState<unknown>()
  const [reason, setReason] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [isMissing, setMissing] = useState(false)
  const body = 'event' in what ? what : { target: keyOf(what.target), to: what.to }

  useEffect(() => {
    const control = new AbortController()
    const asked = {
      method: 'POST',
      body: { ...body, dryRun: true },
      signal: control.signal,
    } as const
    api<RevertAnswer>('api/revert', asked).then(setPlan, (failure: unknown) => {
      if (!control.signal.aborted) setError(failure)
    })
    return () => control.abort()
  }, [])

  async function revert(): Promise<void> {
    setMissing(reason.trim() === '')
    if (reason.trim() === '' || plan === undefined || isBusy) return
    setBusy(true)
    try {
      const latest = plan.latest === null ? {} : { latest: plan.latest }
      await api('api/revert', {
        method: 'POST',
        body: { ...body, ...latest, reason: reason.trim() },
      })
      announce(t('history.reverted'))
      onDone()
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }

  const isReady = plan !== undefined && error === undefined && plan.operation !== 'none'
  return (
    <Dialog
      title={titleOf(what, events)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          {isReady ? (
            <Button kind="danger" icon="undo" disabled={isBusy} onClick={() => void revert()}>
              {t('history.doRevert')}
            </Button>
          ) : null}
        </>
      }
    >
      {error === undefined ? null : <Refused error={error} known={events} />}
      {plan === undefined && error === undefined ? <Skeleton rows={3} /> : null}
      {plan === undefined || error !== undefined ? null : (
        <>
          <p>{t(EFFECTS[plan.operation])}</p>
          {plan.changes.length === 0 ? null : (
            <ChangeTable
              changes={plan.changes}
              caption={t('history.effect')}
              heads={[t('history.isNow'), t('history.willBe')]}
              isBare
            />
          )}
          {plan.left.length === 0 ? null : (
            <p class="muted">{t('history.left', { paths: plan.left.map(pathText).join(', ') })}</p>
          )}
          {isReady ? (
            <TextField
              label={t('history.why')}
              hint={t('history.whyHint')}
              value={reason}
              {...(isMissing ? { error: t('history.whyMissing') } : {})}
              onInput={setReason}
            />
          ) : null}
        </>
      )}
    </Dialog>
  )
}

const EFFECTS: Readonly<Record<RevertAnswer['operation'], MessageKey>> = {
  update: 'history.effectUpdate',
  insert: 'history.effectInsert',
  delete: 'history.effectDelete',
  none: 'history.effectNone',
}

const REFUSALS: Readonly<Record<string, MessageKey>> = {
  AUDIT_REVERT_CONFLICT: 'history.conflict',
  AUDIT_REVERT_INCOMPLETE: 'history.incomplete',
  AUDIT_TARGET_UNKNOWN: 'history.targetUnknown',
}

/** Why it cannot be done, and what stands in the way. */
function Refused(props: { readonly error: unknown; readonly known: readonly FullEvent[] }) {
  const { error, known } = props
  const body = error instanceof ApiError ? error.body : {}
  const key = REFUSALS[body.code ?? '']
  const isRefused = body.code === 'AUDIT_REVERT_REFUSED'
  if (key === undefined && !isRefused) return <Failure error={error} />
  const paths = texts(body['paths'])
  const events = texts(body['events'])
  return (
    <div role="alert" class="dialog-body">
      <Partial>
        {key === undefined ? t('history.refused', { why: body.message ?? '' }) : t(key)}
      </Partial>
      {paths.length === 0 ? null : (
        <p>
          {t('history.paths')} <code>{paths.map(pointerText).join(', ')}</code>
        </p>
      )}
      {events.length === 0 ? null : (
        <p>
          {t('history.inTheWay')}{' '}
          {events.map((id) => (
            <a key={id} class="listed" href={eventUrl(id)}>
              {eventText(known.find((one) => one.id === id)) ?? id}
            </a>
          ))}
        </p>
      )}
    </div>
  )
}

function eventText(event: FullEvent | undefined): string | undefined {
  if (event === undefined) return undefined
  const { at, actor } = event
  return [formatStamp(at), actor.name ?? actor.email ?? actor.type].join(' · ')
}

function texts(given: unknown): readonly string[] {
  if (!Array.isArray(given)) return []
  return given.map((one: unknown) => (Array.isArray(one) ? pathText(one.map(String)) : String(one)))
}

function pointerText(path: string): string {
  return path === '' ? t('history.wholeRecord') : path
}

function titleOf(what: RevertWhat, events: readonly FullEvent[]): string {
  if ('event' in what) return t('history.revertEvent')
  const at = events.find(({ id }) => id === what.to)?.at ?? what.to
  return t('history.revertToTitle', { at: formatStamp(at) })
}

function keyOf({ type, id }: RecordRef): { readonly type: string; readonly id: string } {
  return { type, id }
}
