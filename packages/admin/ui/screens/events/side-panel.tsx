/** One event beside the list: enough to know whether to open it. */
import { useEffect, useRef } from 'preact/hooks'
import { Button, LinkButton } from '../../components/button.tsx'
import { Failure, Skeleton } from '../../components/screen-state.tsx'
import { pageUrl } from '../../core/boot.ts'
import { formatLong, formatRelative } from '../../core/format.ts'
import { language, t } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import { hasScreen } from '../../core/screen-paths.ts'
import { useRequest } from '../../core/use-request.ts'
import { ChangeList } from '../../event/change-list.tsx'
import { EventMarks, OperationPill } from '../../event/operation-pill.tsx'
import type { FullEvent } from '../../event/event-types.ts'

export interface SidePanelProps {
  readonly id: string
  readonly href: string
  readonly onClose: () => void
}

export function SidePanel({ id, href, onClose }: SidePanelProps) {
  const asked = new URLSearchParams({ lang: language() })
  const { data, error, retry } = useRequest<FullEvent>(
    `api/events/${encodeURIComponent(id)}?${asked.toString()}`,
  )
  const panel = useRef<HTMLElement>(null)
  const event = data?.id === id ? data : undefined
  useEffect(() => panel.current?.focus({ preventScroll: true }), [id])
  return (
    <aside
      ref={panel}
      class="panel"
      tabIndex={-1}
      aria-label={t('events.panel')}
      onKeyDown={(press) => {
        if (press.key !== 'Escape' || press.defaultPrevented) return
        press.preventDefault()
        onClose()
      }}
    >
      <header class="panel-head">
        {hasScreen('events/:id') ? (
          <LinkButton icon="chevron-right" href={href}>
            {t('events.openEvent')}
          </LinkButton>
        ) : (
          <span />
        )}
        <Button kind="quiet" icon="x" label={t('shell.close')} onClick={onClose} />
      </header>
      {error !== undefined && event === undefined ? (
        <Failure error={error} onRetry={retry} />
      ) : null}
      {event === undefined ? (
        error === undefined ? (
          <Skeleton rows={5} />
        ) : null
      ) : (
        <PanelEvent event={event} />
      )}
    </aside>
  )
}

function PanelEvent({ event }: { readonly event: FullEvent }) {
  const { actor, target, subject, origin, changes, reason } = event
  const known = meta.get()
  const ip = textOf(origin?.['ip'])
  const city = [textOf(origin?.['city']), textOf(origin?.['country'])].filter(Boolean).join(', ')
  const device = [textOf(origin?.['browser']), textOf(origin?.['os'])].filter(Boolean).join(' · ')
  const facts: readonly (readonly [string, string | undefined, (string | undefined)?])[] = [
    [t('events.when'), formatLong(event.at), formatRelative(event.at)],
    [t('events.who'), actor.name ?? actor.type, actor.email],
    [t('events.place'), labelOf(known?.places, event.place)],
    [
      t('events.record'),
      target === undefined ? undefined : (target.name ?? target.type),
      target?.id,
    ],
    [t('events.client'), subject?.name ?? subject?.id],
    [t('events.ip'), ip, [city, device].filter(Boolean).join(' · ')],
    [t('events.reason'), reason],
  ]
  return (
    <div class="panel-body">
      <h2 class="panel-title" dir="auto">
        {event.sentence ?? event.type}
      </h2>
      <p class="panel-marks">
        <OperationPill operation={event.operation} />
        <EventMarks outcome={event.outcome} severity={event.severity} />
      </p>
      {changes === undefined || changes.length === 0 ? null : (
        <section>
          <h3>{t('events.whatChanged')}</h3>
          <ChangeList changes={changes} />
        </section>
      )}
      <dl class="panel-facts">
        {facts.map(([name, value, second]) =>
          value === undefined ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
                {second === undefined || second === '' ? null : <bdi class="second">{second}</bdi>}
              </dd>
            </div>
          ),
        )}
      </dl>
      {target === undefined || !hasScreen('history') ? null : (
        <p>
          <LinkButton
            icon="history"
            href={pageUrl(
              `history?${new URLSearchParams({ tt: target.type, tid: target.id }).toString()}`,
            )}
          >
            {t('events.history')}
          </LinkButton>
        </p>
      )}
    </div>
  )
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
