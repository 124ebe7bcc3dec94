/** What happened to the record, by day, newest first. */
import { pageUrl } from '../../core/boot.ts'
import { formatDay } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { meta } from '../../core/meta.ts'
import type { FullEvent, RecordRef } from '../../event/event-types.ts'
import type { RevertWhat, ShowParts } from './parts.ts'
import { isOwn } from './past-types.ts'
import { touching } from './properties-of.ts'
import { TimelineEntry } from './timeline-entry.tsx'

export interface TimelineProps {
  readonly record: RecordRef
  readonly events: readonly FullEvent[]
  /** Only what touched this property. */
  readonly prop: string | undefined
  readonly newest: string | undefined
  /** There is nothing older. */
  readonly isWhole: boolean
  readonly show: ShowParts
  readonly onRevert: (what: RevertWhat) => void
}

export function Timeline(props: TimelineProps) {
  const { record, events, prop, newest, isWhole, show, onRevert } = props
  const shown =
    prop === undefined
      ? events
      : events.filter(({ changes = [] }) => touching(changes, prop).length > 0)
  return (
    <section class="timeline" aria-label={t('history.timeline')}>
      <output class="hidden">{t('history.shown', { n: shown.length })}</output>
      {shown.length === 0 ? <p class="muted">{t('history.noneTouches')}</p> : null}
      {byDay(shown).map(([day, ofDay]) => (
        <div key={day} class="day">
          <h2>{day}</h2>
          <ol>
            {ofDay.map((event) => (
              <TimelineEntry
                key={event.id}
                event={event}
                record={record}
                prop={prop}
                newest={newest}
                show={show}
                onRevert={onRevert}
              />
            ))}
          </ol>
        </div>
      ))}
      {isWhole ? <Beginning events={events.filter((event) => isOwn(event, record))} /> : null}
    </section>
  )
}

/** What is known of the time before the first event. */
function Beginning({ events }: { readonly events: readonly FullEvent[] }) {
  const first = events.at(-1)
  if (first === undefined || first.operation === 'create') return null
  const place = meta.get()?.places.find(({ value }) => value === first.place)
  const since = place?.audited[0]?.from
  return (
    <p class="beginning muted">
      {since === undefined || place === undefined
        ? t('history.beforeUnknown')
        : t('history.auditedSince', { place: place.label, at: formatDay(since) })}{' '}
      <a
        href={pageUrl('settings/auditing')}
        hidden={meta.get()?.can.includes('configure') !== true}
      >
        {t('history.toSettings')}
      </a>
    </p>
  )
}

function byDay(
  events: readonly FullEvent[],
): readonly (readonly [day: string, events: readonly FullEvent[]])[] {
  const days = new Map<string, FullEvent[]>()
  for (const event of events) {
    const day = formatDay(event.at)
    const known = days.get(day)
    if (known === undefined) days.set(day, [event])
    else known.push(event)
  }
  return [...days]
}
