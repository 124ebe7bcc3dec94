/** One event of the record: who, what, and what changed in one line each. */
import { Menu } from '../../components/menu.tsx'
import type { MenuItem } from '../../components/menu.tsx'
import { formatTime } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { labelOf, may, meta } from '../../core/meta.ts'
import type { ChangeJson, FullEvent, RecordRef } from '../../event/event-types.ts'
import { eventUrl } from '../../event/list-address.ts'
import { OperationPill } from '../../event/operation-pill.tsx'
import { pathText } from '../../event/raw-value.ts'
import type { RevertWhat, ShowParts } from './parts.ts'
import { isOwn } from './past-types.ts'
import { touching } from './properties-of.ts'

const MAX_LINES = 4

export interface TimelineEntryProps {
  readonly event: FullEvent
  readonly record: RecordRef
  /** Only what touched this property is told. */
  readonly prop: string | undefined
  readonly newest: string | undefined
  readonly show: ShowParts
  readonly onRevert: (what: RevertWhat) => void
}

export function TimelineEntry(props: TimelineEntryProps) {
  const { event, record, prop } = props
  const { actor, changes = [], reason } = event
  const own = isOwn(event, record)
  // The id stands above already.
  const all = changes.filter(({ path }) => pathText(path) !== '_id')
  const told = prop === undefined ? all : touching(changes, prop)
  const who = actor.name ?? actor.email ?? labelOf(meta.get()?.actorTypes, actor.type)
  const left = told.length - MAX_LINES
  return (
    <li class="entry">
      <a class="row-link" href={eventUrl(event.id)}>
        <time dateTime={event.at}>{formatTime(event.at)}</time>
      </a>
      <div class="entry-in">
        <p class="entry-head">
          <bdi class="entry-who">{who}</bdi>
          <OperationPill operation={event.operation} />
          {actor.via === undefined ? null : (
            <span class="muted">{t('event.via', { name: actor.via })}</span>
          )}
        </p>
        {own ? null : (
          <p dir="auto">
            {event.sentence} <span class="muted">{t('history.concerns')}</span>
          </p>
        )}
        {reason === undefined ? null : (
          <p>
            <span class="muted">{t('event.reason')}</span> <q dir="auto">{reason}</q>
          </p>
        )}
        {own && told.length > 0 ? (
          <ul class="entry-changes">
            {told.slice(0, MAX_LINES).map((change) => (
              <Line key={pathText(change.path)} change={change} />
            ))}
            {left > 0 ? (
              <li>
                <a href={eventUrl(event.id)}>{t('history.moreChanges', { n: left })}</a>
              </li>
            ) : null}
          </ul>
        ) : null}
      </div>
      {own ? (
        <Menu
          button={{
            icon: 'more',
            kind: 'quiet',
            label: t('history.actions', { at: formatTime(event.at) }),
          }}
          label={t('history.actions', { at: formatTime(event.at) })}
          items={itemsOf(props)}
        />
      ) : null}
    </li>
  )
}

function Line({ change: { path, label, text } }: { readonly change: ChangeJson }) {
  const name = label ?? pathText(path)
  const rest = text?.startsWith(`${name}: `) === true ? text.slice(name.length + 2) : text
  return (
    <li dir="auto">
      {rest === text ? null : <span class="muted">{name} </span>}
      {rest ?? name}
    </li>
  )
}

function itemsOf({
  event,
  record,
  newest,
  show,
  onRevert,
}: TimelineEntryProps): readonly MenuItem[] {
  const { id, changes = [] } = event
  const items: MenuItem[] = [
    { text: t('history.openEvent'), icon: 'eye', href: eventUrl(id) },
    { text: t('history.stateAfter'), icon: 'clock', onSelect: () => show({ at: id }) },
  ]
  if (newest !== undefined && newest !== id) {
    items.push({
      text: t('history.compareNewest'),
      icon: 'columns',
      onSelect: () => show({ a: id, b: newest }),
    })
  }
  if (!may('revert') || changes.length === 0) return items
  items.push({
    text: t('history.revertEvent'),
    icon: 'undo',
    onSelect: () => onRevert({ event: id }),
  })
  if (newest !== id) {
    items.push({
      text: t('history.revertTo'),
      icon: 'undo',
      onSelect: () => onRevert({ target: { type: record.type, id: record.id }, to: id }),
    })
  }
  return items
}
