/** What lies between two points of a record's history? */
import { Select } from '../../components/field.tsx'
import { Failure, Skeleton } from '../../components/screen-state.tsx'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import { useRequest } from '../../core/use-request.ts'
import { ChangeTable } from '../../event/change-table.tsx'
import type { FullEvent, RecordRef } from '../../event/event-types.ts'
import { CertaintyNote } from './certainty.tsx'
import { InstantField } from './instant-field.tsx'
import { Panel } from './panel.tsx'
import type { ShowParts } from './parts.ts'
import type { ComparisonAnswer } from './past-types.ts'

export interface ComparePanelProps {
  readonly record: RecordRef
  /** Each an event's id or an instant. */
  readonly points: readonly [string | undefined, string | undefined]
  readonly events: readonly FullEvent[]
  readonly show: ShowParts
  readonly asked: number
}

export function ComparePanel({ record, points: [a, b], events, show, asked }: ComparePanelProps) {
  const isReady = a !== undefined && b !== undefined && a !== '' && b !== ''
  const query = new URLSearchParams({
    tt: record.type,
    tid: record.id,
    from: a ?? '',
    to: b ?? '',
  })
  const { data, error, isLoading, retry } = useRequest<ComparisonAnswer>(
    isReady ? `api/compare?${query.toString()}` : undefined,
  )
  return (
    <Panel
      asked={asked}
      title={t('history.compare')}
      onClose={() => show({ a: undefined, b: undefined })}
    >
      <div class="past-fields">
        <PointField
          label={t('history.first')}
          value={a ?? ''}
          events={events}
          onChange={(value) => show({ a: value })}
        />
        <PointField
          label={t('history.second')}
          value={b ?? ''}
          events={events}
          onChange={(value) => show({ b: value })}
        />
      </div>
      {isReady && isLoading && data === undefined ? <Skeleton rows={4} /> : null}
      {error === undefined || isLoading ? null : <Failure error={error} onRetry={retry} />}
      {data === undefined || !isReady || error !== undefined ? null : (
        <>
          <CertaintyNote answer={data} />
          {data.changes.length === 0 ? (
            <p>{t('history.noDifference')}</p>
          ) : (
            <ChangeTable
              changes={data.changes}
              caption={t('history.compare')}
              heads={[t('history.first'), t('history.second')]}
            />
          )}
        </>
      )}
    </Panel>
  )
}

interface PointFieldProps {
  readonly label: string
  readonly value: string
  readonly events: readonly FullEvent[]
  readonly onChange: (value: string) => void
}

/** Right after an event, or any moment. */
function PointField({ label, value, events, onChange }: PointFieldProps) {
  const isEvent = events.some(({ id }) => id === value)
  const operations = meta.get()?.operations
  const options = [
    { value: '', label: t('history.moment') },
    ...events.map(({ id, at, operation }) => ({
      value: id,
      label: `${formatStamp(at)} · ${labelOf(operations, operation)}`,
    })),
  ]
  return (
    <div class="point">
      <Select label={label} value={isEvent ? value : ''} options={options} onChange={onChange} />
      {isEvent ? null : <InstantField label={t('history.at')} value={value} onChange={onChange} />}
    </div>
  )
}
