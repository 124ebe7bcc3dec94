/** Who, what, when, where, and how it ended: the five things one asks first. */
import type { ComponentChildren } from 'preact'
import { Pill } from '../../components/pill.tsx'
import type { Tone } from '../../components/pill.tsx'
import type { IconName } from '../../components/icon.tsx'
import { pageUrl } from '../../core/boot.ts'
import { formatLong, formatRelative, formatUtc, zone } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import { OperationPill } from '../../event/operation-pill.tsx'
import type { OpenedEvent } from '../../event/event-types.ts'
import { isRecord, recordUrl } from '../../event/list-address.ts'
import { userOf } from '../../event/user-of.ts'

export function SummaryCards({ event }: { readonly event: OpenedEvent }) {
  return (
    <dl class="summary">
      <Card name={t('event.who')}>
        <Who event={event} />
      </Card>
      <Card name={t('event.what')}>
        <What event={event} />
      </Card>
      <Card name={t('event.when')}>
        <time class="card-main" dateTime={event.at}>
          {formatLong(event.at)}
        </time>
        {zone() === 'UTC' ? null : <span>{formatUtc(event.at)}</span>}
        <span>{formatRelative(event.at)}</span>
      </Card>
      <Card name={t('event.where')}>
        <Where event={event} />
      </Card>
      <Card name={t('event.result')}>
        <Result event={event} />
      </Card>
    </dl>
  )
}

function Card(props: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}

function Who({ event: { actor } }: { readonly event: OpenedEvent }) {
  const type = labelOf(meta.get()?.actorTypes, actor.type)
  const name = actor.name ?? actor.email
  const user = userOf(actor)
  const by = actor.impersonator
  return (
    <>
      <span class="card-main">
        {user === undefined ? (
          <bdi>{name ?? type}</bdi>
        ) : (
          <a href={pageUrl(`people?${new URLSearchParams({ user }).toString()}`)}>
            <bdi>{name ?? user}</bdi>
          </a>
        )}
      </span>
      {actor.email === undefined || actor.email === name ? null : (
        <span>
          <bdi>{actor.email}</bdi>
        </span>
      )}
      {name === undefined ? null : <span>{type}</span>}
      {actor.via === undefined ? null : <span>{t('event.via', { name: actor.via })}</span>}
      {by === undefined ? null : (
        <span>{t('event.by', { name: by.name ?? by.email ?? by.id ?? '' })}</span>
      )}
    </>
  )
}

function What({ event: { operation, place, target } }: { readonly event: OpenedEvent }) {
  return (
    <>
      <span class="card-main">
        <OperationPill operation={operation} />
      </span>
      {target === undefined ? null : (
        <a href={recordUrl(target)}>
          <bdi>
            {target.name ??
              (isRecord(target) ? `${target.type} ${target.id}` : t('event.lookedAt'))}
          </bdi>
        </a>
      )}
      <span>{labelOf(meta.get()?.places, place)}</span>
    </>
  )
}

function Where({ event: { origin = {} } }: { readonly event: OpenedEvent }) {
  const { ip, city, region, country, browser, os, device } = origin
  const location = [...new Set([city, region, country])].filter((one) => one !== undefined)
  const program = [browser, os].filter((one) => one !== undefined)
  if (ip === undefined && location.length === 0 && program.length === 0) {
    return <span>{t('event.noOrigin')}</span>
  }
  return (
    <>
      {ip === undefined ? null : (
        <a class="card-main" href={pageUrl(`addresses?${new URLSearchParams({ ip }).toString()}`)}>
          {ip}
        </a>
      )}
      {location.length === 0 ? null : <span>{location.join(', ')}</span>}
      {program.length === 0 ? null : <span>{program.join(' · ')}</span>}
      {device === undefined ? null : <span>{device}</span>}
    </>
  )
}

const OUTCOMES: Readonly<Record<string, readonly [IconName, Tone]>> = {
  success: ['check', 'good'],
  failure: ['x', 'bad'],
  denied: ['ban', 'bad'],
}

const SEVERITIES: Readonly<Record<string, readonly [IconName, Tone]>> = {
  warning: ['alert', 'warn'],
  critical: ['alert', 'bad'],
}

function Result({ event }: { readonly event: OpenedEvent }) {
  const known = meta.get()
  const [icon, tone] = OUTCOMES[event.outcome] ?? ['dot', 'neutral']
  const [mark, hue] = SEVERITIES[event.severity] ?? ['dot', 'neutral']
  const status = event.request?.status
  return (
    <>
      <span class="card-main">
        <Pill icon={icon} tone={tone} text={labelOf(known?.outcomes, event.outcome)} />
      </span>
      <Pill icon={mark} tone={hue} text={labelOf(known?.severities, event.severity)} />
      {status === undefined ? null : <span>{t('event.status', { status: String(status) })}</span>}
    </>
  )
}
