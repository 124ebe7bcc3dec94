/** Below the last row, or in place of all rows. */
import { Button, LinkButton } from '../../components/button.tsx'
import { Failure, StateBox } from '../../components/screen-state.tsx'
import { ApiError } from '../../core/api-error.ts'
import { pageUrl } from '../../core/boot.ts'
import { formatDay } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { may, meta } from '../../core/meta.ts'
import type { PlaceMeta } from '../../core/meta.ts'
import { hasScreen } from '../../core/screen-paths.ts'
import { useStore } from '../../core/store.ts'
import {
  activeFilters,
  clearFilters,
  showList,
  valuesOf,
  withValues,
  without,
} from './list-query.ts'
import type { EventList } from './use-event-list.ts'

export interface ListEndProps {
  readonly list: EventList
  readonly query: URLSearchParams
}

export function ListEnd({ list, query }: ListEndProps) {
  if (list.moreError !== undefined)
    return <Failure error={list.moreError} onRetry={list.loadMore} />
  if (list.isLoadingMore) {
    return (
      <div aria-hidden="true">
        <div class="skeleton-row" />
        <div class="skeleton-row" />
        <div class="skeleton-row" />
      </div>
    )
  }
  if (list.hasMore) {
    return (
      <p class="list-end">
        <Button onClick={list.loadMore}>{t('events.older')}</Button>
      </p>
    )
  }
  return (
    <div class="list-end">
      <p class="muted">
        {t(activeFilters(query).length === 0 ? 'events.end' : 'events.endFiltered')}
      </p>
      <AuditedSince query={query} />
    </div>
  )
}

/** Nothing to show: because nothing was ever recorded, or because nothing matches. */
export function EmptyList({ query }: { readonly query: URLSearchParams }) {
  const client = useSoughtClient(query)
  const filters = activeFilters(query)
  if (filters.length === 0) {
    return (
      <StateBox
        icon="rows"
        title={t('events.none')}
        actions={
          may('configure') && hasScreen('settings/auditing') ? (
            <LinkButton kind="primary" icon="settings" href={pageUrl('settings/auditing')}>
              {t('events.choosePlaces')}
            </LinkButton>
          ) : undefined
        }
      >
        <p>{t('events.noneText')}</p>
      </StateBox>
    )
  }
  const hasPeriod = filters.some((key) => key === 'p' || key === 'from' || key === 'to')
  return (
    <StateBox
      icon="search"
      title={t('events.noMatch')}
      actions={
        <>
          {client === undefined ? null : (
            <Button icon="user" onClick={() => showList(byClient(query, client))}>
              {t('events.asClient', { name: client })}
            </Button>
          )}
          {hasPeriod ? (
            <Button onClick={() => showList(without(query, 'p', 'from', 'to'))}>
              {t('events.widen')}
            </Button>
          ) : null}
          <Button onClick={() => showList(clearFilters(query))}>{t('events.clear')}</Button>
        </>
      }
    >
      {client === undefined ? null : <p class="muted">{t('events.clientsNotSearched')}</p>}
      {['client', 'user', 'agent'].some((key) => query.has(key)) ? (
        <p class="muted">{t('events.personExact')}</p>
      ) : null}
      <AuditedSince query={query} />
    </StateBox>
  )
}

/** Who may have been searched for: no search finds a client by name, and the filter does. */
function useSoughtClient(query: URLSearchParams): string | undefined {
  const isAnyPersonal = useStore(meta)?.places.some(({ personal }) => personal) ?? false
  const text = query.get('q') ?? ''
  return isAnyPersonal && text !== '' && !query.has('client') ? text : undefined
}

function byClient(query: URLSearchParams, name: string): URLSearchParams {
  return withValues(without(query, 'q'), 'client', [name])
}

/** A filter was refused: its chip says why. No rows, rather than rows that were not asked for. */
export function InvalidList({
  query,
  error,
}: {
  readonly query: URLSearchParams
  readonly error: unknown
}) {
  const body = error instanceof ApiError ? error.body : {}
  const hasChip = activeFilters(query).some((key) => key === body.field)
  return (
    <StateBox
      icon="alert"
      alert
      title={t('state.invalid')}
      actions={<Button onClick={() => showList(clearFilters(query))}>{t('events.clear')}</Button>}
    >
      <p>{hasChip ? t('events.invalidText') : (body.message ?? '')}</p>
    </StateBox>
  )
}

/** Where no event is, nothing happened, or nobody looked: this says which. */
function AuditedSince({ query }: { readonly query: URLSearchParams }) {
  const places = useStore(meta)?.places ?? []
  const asked = valuesOf(query, 'place')
  const lines = places.filter(({ value }) => asked.includes(value)).map(sinceText)
  return (
    <>
      {lines.map((line) => (
        <p key={line} class="muted">
          {line}
        </p>
      ))}
    </>
  )
}

function sinceText({ label, audited, on }: PlaceMeta): string {
  const first = audited[0]?.from
  if (first === undefined) return t('events.neverAudited', { place: label })
  const until = audited.at(-1)?.to
  if (!on && until !== undefined) {
    return t('events.auditedUntil', { place: label, from: formatDay(first), to: formatDay(until) })
  }
  return t('events.notBefore', { place: label, day: formatDay(first) })
}
