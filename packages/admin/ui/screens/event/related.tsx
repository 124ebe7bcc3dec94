/** What else happened: in the same request, to the same record, by the same person at that time. */
import { Failure, Skeleton } from '../../components/screen-state.tsx'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { useRequest } from '../../core/use-request.ts'
import type { EventRow, OpenedEvent } from '../../event/event-types.ts'
import { eventUrl, eventsUrl } from '../../event/list-address.ts'

interface RelatedAnswer {
  readonly request: readonly EventRow[]
  readonly record: readonly EventRow[]
  readonly person: readonly EventRow[]
  readonly queries: { readonly record: string | null; readonly person: string | null }
}

const MAX_ROWS = 6

export function Related({ event }: { readonly event: OpenedEvent }) {
  const path = `api/events/${encodeURIComponent(event.id)}/related`
  const { data, error, isLoading, retry } = useRequest<RelatedAnswer>(path)
  return (
    <section class="part">
      <h2>{t('event.relatedEvents')}</h2>
      {error !== undefined && !isLoading ? <Failure error={error} onRetry={retry} /> : null}
      {data === undefined && error === undefined ? <Skeleton rows={3} /> : null}
      {data === undefined ? null : <Lists {...data} />}
    </section>
  )
}

function Lists({ request, record, person, queries }: RelatedAnswer) {
  if (request.length + record.length + person.length === 0) {
    return <p class="muted">{t('event.noRelated')}</p>
  }
  return (
    <div class="related">
      <List name={t('event.sameRequest')} rows={request} query={null} />
      <List name={t('event.sameRecord')} rows={record} query={queries.record} />
      <List name={t('event.samePerson')} rows={person} query={queries.person} />
    </div>
  )
}

interface ListProps {
  readonly name: string
  readonly rows: readonly EventRow[]
  readonly query: string | null
}

function List({ name, rows, query }: ListProps) {
  if (rows.length === 0) return null
  return (
    <div>
      <h3>{name}</h3>
      <ul class="related-list">
        {rows.slice(0, MAX_ROWS).map(({ id, at, sentence, operation }) => (
          <li key={id}>
            <time dateTime={at}>{formatStamp(at)}</time>
            <a href={eventUrl(id)} dir="auto">
              {sentence ?? operation}
            </a>
          </li>
        ))}
      </ul>
      {query === null ? null : (
        <a class="all" href={eventsUrl(new URLSearchParams(`${query}&looks=1`))}>
          {t('event.seeAll')}
        </a>
      )}
    </div>
  )
}
