/** How was the record at an instant? */
import { Button } from '../../components/button.tsx'
import { Failure, Skeleton } from '../../components/screen-state.tsx'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { may } from '../../core/meta.ts'
import { useRequest } from '../../core/use-request.ts'
import { ChangeTable } from '../../event/change-table.tsx'
import type { FullEvent, RecordRef } from '../../event/event-types.ts'
import { eventUrl } from '../../event/list-address.ts'
import { CertaintyNote } from './certainty.tsx'
import { InstantField } from './instant-field.tsx'
import { Panel } from './panel.tsx'
import type { RevertWhat, ShowParts } from './parts.ts'
import type { StateAnswer } from './past-types.ts'

export interface StatePanelProps {
  readonly record: RecordRef
  /** An instant, the id of an event, or empty. */
  readonly at: string
  readonly events: readonly FullEvent[]
  readonly show: ShowParts
  readonly asked: number
  readonly onRevert: (what: RevertWhat) => void
}

export function StatePanel({ record, at, events, show, asked, onRevert }: StatePanelProps) {
  const query = new URLSearchParams({ tt: record.type, tid: record.id, at })
  const path = at === '' ? undefined : `api/state?${query.toString()}`
  const { data, error, isLoading, retry } = useRequest<StateAnswer>(path)
  const event = events.find(({ id }) => id === at)
  return (
    <Panel asked={asked} title={t('history.asItWas')} onClose={() => show({ at: undefined })}>
      <div class="past-fields">
        <InstantField
          label={t('history.at')}
          value={event?.at ?? at}
          onChange={(instant) => show({ at: instant })}
        />
        {event === undefined ? null : (
          <p class="muted">{t('history.afterEvent', { at: formatStamp(event.at) })}</p>
        )}
      </div>
      {at === '' ? <p class="muted">{t('history.chooseInstant')}</p> : null}
      {isLoading && data === undefined && at !== '' ? <Skeleton rows={4} /> : null}
      {error === undefined || isLoading ? null : <Failure error={error} onRetry={retry} />}
      {data === undefined || at === '' || error !== undefined ? null : (
        <>
          <CertaintyNote answer={data} />
          {data.record === null ? (
            <p>{t(data.exists === false ? 'history.didNotExist' : 'history.unknownThen')}</p>
          ) : (
            <ChangeTable
              changes={data.properties}
              caption={t('history.asItWas')}
              heads={['', t('history.value')]}
            />
          )}
          <div class="screen-actions">
            {data.event === null ? null : (
              <a href={eventUrl(data.event)}>{t('history.lastEvent')}</a>
            )}
            {data.record === null && data.exists !== false ? null : (
              <RevertHere onClick={() => onRevert({ target: record, to: at })} />
            )}
          </div>
        </>
      )}
    </Panel>
  )
}

function RevertHere({ onClick }: { readonly onClick: () => void }) {
  const isAllowed = may('revert')
  return (
    <>
      <Button
        icon="undo"
        disabled={!isAllowed}
        {...(isAllowed ? {} : { describedBy: 'no-revert' })}
        onClick={onClick}
      >
        {t('history.revertTo')}
      </Button>
      {isAllowed ? null : (
        <span class="muted" id="no-revert">
          {t('history.mayNotRevert')}
        </span>
      )}
    </>
  )
}
