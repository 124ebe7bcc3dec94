/** The value of one property over time: drawn, and as a table. */
import { Failure, Skeleton } from '../../components/screen-state.tsx'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import { useRequest } from '../../core/use-request.ts'
import type { RecordRef } from '../../event/event-types.ts'
import { eventUrl } from '../../event/list-address.ts'
import { Panel } from './panel.tsx'
import type { ValuesAnswer } from './past-types.ts'
import { pointText } from './point-text.ts'
import { ValueChart } from './value-chart.tsx'

export interface ValuePanelProps {
  readonly record: RecordRef
  readonly prop: string
  readonly label: string
}

export function ValuePanel({ record, prop, label }: ValuePanelProps) {
  const query = new URLSearchParams({ tt: record.type, tid: record.id, prop })
  const { data, error, isLoading, retry } = useRequest<ValuesAnswer>(
    `api/values?${query.toString()}`,
  )
  const points = data?.points ?? []
  return (
    <Panel title={t('history.overTime', { label })}>
      {data === undefined && isLoading ? <Skeleton rows={3} /> : null}
      {error === undefined || isLoading ? null : <Failure error={error} onRetry={retry} />}
      {data !== undefined && points.length === 0 ? (
        <p class="muted">{t('history.noValues')}</p>
      ) : null}
      {points.length === 0 ? null : (
        <>
          <ValueChart points={points} label={label} />
          <details>
            <summary>{t('history.asTable')}</summary>
            <table class="value-table">
              <caption class="hidden">{t('history.overTime', { label })}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('event.when')}</th>
                  <th scope="col">{t('history.value')}</th>
                  <th scope="col">{t('event.who')}</th>
                </tr>
              </thead>
              <tbody>
                {points.map((point) => (
                  <tr key={`${point.event} ${point.kind}`}>
                    <td>
                      <a href={eventUrl(point.event)}>{formatStamp(point.at)}</a>
                    </td>
                    <td>
                      <code class="value">
                        <bdi>{pointText(point)}</bdi>
                      </code>
                    </td>
                    <td>
                      <bdi>
                        {point.actor.name ??
                          point.actor.email ??
                          labelOf(meta.get()?.actorTypes, point.actor.type)}
                      </bdi>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
          {data?.next === null ? null : <p class="muted">{t('history.firstValues')}</p>}
        </>
      )}
    </Panel>
  )
}
