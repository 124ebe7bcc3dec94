/** Everything else that is known of the event. */
import type { ComponentChildren } from 'preact'
import { Icon } from '../../components/icon.tsx'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import type { OpenedEvent } from '../../event/event-types.ts'
import { historyUrl } from '../../event/list-address.ts'
import { rawText } from '../../event/raw-value.ts'
import { FactList } from './fact-list.tsx'

export function Overview({ event }: { readonly event: OpenedEvent }) {
  const facts = factsOf(event).flatMap(([key, value]) =>
    value === undefined ? [] : [{ name: t(key), value }],
  )
  return (
    <section class="part">
      <h2>{t('event.overview')}</h2>
      <FactList facts={facts} />
    </section>
  )
}

type Line = readonly [name: MessageKey, value: ComponentChildren | undefined]

function factsOf(event: OpenedEvent): readonly Line[] {
  const { target, actor, links, subject, request = {}, origin = {}, clientTime, account } = event
  const isOther = subject !== undefined && subject.id !== target?.id
  return [
    ['event.recordName', target === undefined ? undefined : outside(links.record, nameOf(target))],
    ['event.recordType', target && typeText(target.type)],
    ['event.recordId', code(target?.id)],
    ['event.organization', outside(links.organization, target?.organization)],
    ['event.subject', isOther ? inHistory(subject) : undefined],
    [
      'event.related',
      event.related?.length === undefined ? undefined : event.related.map(inHistory),
    ],
    ['event.userName', outside(links.person, actor.name)],
    ['event.email', text(actor.email)],
    ['event.userId', code(actor.id)],
    ['event.account', text(account?.name ?? account?.id)],
    ['event.route', code(routeOf(request))],
    ['event.requestId', code(request.id)],
    ['event.traceId', code(request.traceId)],
    ['event.userAgent', code(origin.userAgent)],
    ['event.clientTime', clientTime === undefined ? undefined : clockText(clientTime)],
    ['event.recordedAt', formatStamp(event.recordedAt)],
    ['event.kind', code(event.type)],
    ['event.id', code(event.id)],
    ['event.sequence', event.sequence === undefined ? undefined : code(String(event.sequence))],
  ]
}

/** As its place is called, and as the code has it. */
function typeText(type: string): string {
  const label = labelOf(meta.get()?.recordTypes, type)
  return label === type ? type : `${label} (${type})`
}

function text(value: string | undefined): ComponentChildren | undefined {
  return value === undefined ? undefined : <bdi>{value}</bdi>
}

function code(value: string | undefined): ComponentChildren | undefined {
  if (value === undefined) return undefined
  return (
    <code class="value">
      <bdi>{value}</bdi>
    </code>
  )
}

/** A link to the application's own page, where it has one. */
function outside(
  href: string | undefined,
  name: string | undefined,
): ComponentChildren | undefined {
  if (name === undefined || href === undefined) return text(name)
  return (
    <a class="outside" href={href} title={t('event.openInApp')}>
      <bdi>{name}</bdi>
      <Icon name="external" />
      <span class="hidden">{t('event.openInApp')}</span>
    </a>
  )
}

function inHistory(record: { readonly type: string; readonly id: string; readonly name?: string }) {
  return (
    <a key={record.id} class="listed" href={historyUrl(record)}>
      <bdi>{nameOf(record)}</bdi>
    </a>
  )
}

function nameOf(record: { readonly type: string; readonly id: string; readonly name?: string }) {
  return record.name ?? `${record.type} ${rawText(record.id)}`
}

function routeOf({ method, route }: { readonly method?: string; readonly route?: string }) {
  const parts = [method, route].filter((one) => one !== undefined)
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** What the user's own clock said, in the user's zone. */
function clockText({ at, offsetMinutes, zone }: NonNullable<OpenedEvent['clientTime']>): string {
  const local = new Date(new Date(at).getTime() + offsetMinutes * 60_000)
  const shown = local.toISOString().slice(0, 19).replace('T', ' ')
  return `${shown} (${zone ?? offsetText(offsetMinutes)})`
}

function offsetText(minutes: number): string {
  const sign = minutes < 0 ? '−' : '+'
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `UTC${sign}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}
