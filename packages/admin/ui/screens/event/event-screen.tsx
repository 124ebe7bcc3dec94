/** One event: who did what, when and from where, and above all what changed. */
import { useEffect } from 'preact/hooks'
import { askedOf } from '../../../src/page/first-request.ts'
import { Button, LinkButton } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Menu } from '../../components/menu.tsx'
import { Failure, Skeleton, StateBox } from '../../components/screen-state.tsx'
import { copyText } from '../../core/announce.ts'
import { ApiError } from '../../core/api-error.ts'
import { zone } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { isPlainKey } from '../../core/keys.ts'
import { meta } from '../../core/meta.ts'
import { root } from '../../core/boot.ts'
import { navigate } from '../../core/router.ts'
import { useStore } from '../../core/store.ts'
import { useRequest } from '../../core/use-request.ts'
import type { OpenedEvent } from '../../event/event-types.ts'
import { eventUrl, eventsUrl, filtersOf, historyUrl, isRecord } from '../../event/list-address.ts'
import type { ScreenProps } from '../../screens.ts'
import { Heading } from '../../shell/heading.tsx'
import { Details } from './details.tsx'
import { EventChanges } from './event-changes.tsx'
import { Overview } from './overview.tsx'
import { RawJson } from './raw-json.tsx'
import { Related } from './related.tsx'
import { SummaryCards } from './summary-cards.tsx'

export function Screen({ params, query }: ScreenProps) {
  // Its words come from there.
  useStore(meta)
  const id = params['id'] ?? ''
  const filters = filtersOf(query)
  const asked = askedOf(query)
  const tz = query.get('tz')
  if (tz !== null) asked.set('tz', tz)
  const path = `api/events/${encodeURIComponent(id)}?${asked.toString()}`
  const { data: event, error, isLoading, asOf, retry } = useRequest<OpenedEvent>(path)
  useNeighbourKeys(event, filters)

  if (event === undefined) {
    const isGone = error instanceof ApiError && error.kind === 'not-found'
    return (
      <div class="screen">
        <nav class="crumbs">
          <BackLink filters={filters} />
        </nav>
        <Heading>{isGone ? t('event.notFound') : t('event.event')}</Heading>
        {isGone ? (
          <StateBox icon="search" title={t('event.notFoundTitle')}>
            <p>{t('event.notFoundText')}</p>
          </StateBox>
        ) : error !== undefined && !isLoading ? (
          <Failure error={error} onRetry={retry} />
        ) : (
          <Skeleton />
        )}
      </div>
    )
  }
  const title = event.title ?? event.sentence ?? event.type
  return (
    <article class="screen event">
      <div class="crumbs">
        <BackLink filters={filters} />
        <Neighbours event={event} filters={filters} />
      </div>
      <div class="screen-head">
        <Heading>{title}</Heading>
        <Actions event={event} />
      </div>
      {event.reason === undefined ? null : (
        <p class="event-reason">
          <span class="muted">{t('event.reason')}</span> <q dir="auto">{event.reason}</q>
        </p>
      )}
      {error === undefined ? null : (
        <Failure error={error} onRetry={retry} {...(asOf === undefined ? {} : { asOf })} />
      )}
      <SummaryCards event={event} />
      <EventChanges event={event} />
      <Details event={event} />
      <Overview event={event} />
      <Related event={event} />
      <RawJson event={event} />
    </article>
  )
}

function BackLink({ filters }: { readonly filters: URLSearchParams }) {
  return (
    <a class="crumb" href={eventsUrl(filters)}>
      <Icon name="chevron-left" />
      {filters.size === 0 ? t('shell.events') : t('event.backToList')}
    </a>
  )
}

interface WithFilters {
  readonly event: OpenedEvent
  readonly filters: URLSearchParams
}

function Neighbours({ event: { around }, filters }: WithFilters) {
  return (
    <nav class="screen-actions" aria-label={t('event.neighbours')}>
      <Neighbour id={around.newer} icon="chevron-left" text={t('event.newer')} filters={filters} />
      <Neighbour id={around.older} icon="chevron-right" text={t('event.older')} filters={filters} />
    </nav>
  )
}

interface NeighbourProps {
  readonly id: string | null
  readonly icon: 'chevron-left' | 'chevron-right'
  readonly text: string
  readonly filters: URLSearchParams
}

function Neighbour({ id, icon, text, filters }: NeighbourProps) {
  if (id === null) {
    return (
      <Button kind="quiet" icon={icon} disabled>
        {text}
      </Button>
    )
  }
  return (
    <LinkButton kind="quiet" icon={icon} href={eventUrl(id, filters)}>
      {text}
    </LinkButton>
  )
}

function Actions({ event }: { readonly event: OpenedEvent }) {
  const { target, links, id } = event
  const items = [
    {
      text: t('event.copyLink'),
      icon: 'link',
      onSelect: () => void copyText(absoluteUrl(id), t('shell.copied')),
    },
    {
      text: t('event.copyId'),
      icon: 'copy',
      onSelect: () => void copyText(id, t('shell.copied')),
    },
    ...(links.record === undefined
      ? []
      : [{ text: t('event.openRecord'), icon: 'external', href: links.record } as const]),
  ] as const
  return (
    <div class="screen-actions">
      {target === undefined || !isRecord(target) ? null : (
        <LinkButton icon="history" href={historyUrl(target)}>
          {t('event.history')}
        </LinkButton>
      )}
      <Menu
        button={{ icon: 'more', label: t('event.more') }}
        label={t('event.more')}
        items={items}
      />
    </div>
  )
}

/** Without the list it was opened from, and with the zone: what a colleague should see. */
function absoluteUrl(id: string): string {
  const query = new URLSearchParams({ tz: zone() })
  return new URL(eventUrl(id, query), root).href
}

/** `[` and `]` go to the newer and the older event. */
function useNeighbourKeys(event: OpenedEvent | undefined, filters: URLSearchParams): void {
  const text = filters.toString()
  const [newer, older] = [event?.around.newer, event?.around.older]
  useEffect(() => {
    function onKey(pressed: KeyboardEvent): void {
      const id = { '[': newer, ']': older }[pressed.key]
      if (id === undefined || id === null || !isPlainKey(pressed)) return
      pressed.preventDefault()
      navigate(`events/${id}${text === '' ? '' : `?${text}`}`)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [newer, older, text])
}
