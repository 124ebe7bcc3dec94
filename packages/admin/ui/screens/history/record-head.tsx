/** Which record is it, and is it still there? */
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Pill } from '../../components/pill.tsx'
import { Partial } from '../../components/screen-state.tsx'
import { copyText } from '../../core/announce.ts'
import { formatDay, formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { meta } from '../../core/meta.ts'
import type { FullEvent, RecordRef } from '../../event/event-types.ts'
import { eventsUrl, historyUrl } from '../../event/list-address.ts'
import { Heading } from '../../shell/heading.tsx'

export interface RecordHeadProps {
  readonly record: RecordRef
  /** The record's own events at hand, newest first. */
  readonly own: readonly FullEvent[]
}

export function RecordHead({ record, own }: RecordHeadProps) {
  const names = [...new Set(own.flatMap(({ target }) => target?.name ?? []))]
  const [name, ...former] = names
  const newest = own[0]
  const isDeleted = newest?.operation.endsWith('delete') === true
  const place = meta.get()?.places.find(({ value }) => value === newest?.place)
  const isOff = place !== undefined && !place.on && !place.mandatory
  const list = new URLSearchParams({ tt: record.type, tid: record.id })
  return (
    <>
      <nav class="crumbs">
        <a class="crumb" href={eventsUrl(list)}>
          <Icon name="chevron-left" />
          {t('history.inList')}
        </a>
      </nav>
      <div class="screen-head">
        <Heading title={t('history.history')}>{name ?? `${record.type} ${record.id}`}</Heading>
      </div>
      <p class="record-line">
        <span>{record.type}</span>
        <code class="value">
          <bdi>{record.id}</bdi>
        </code>
        <Button
          kind="quiet"
          icon="copy"
          label={t('history.copyId')}
          onClick={() => void copyText(record.id, t('shell.copied'))}
        />
        {newest !== undefined && isDeleted ? (
          <Pill
            icon="trash"
            tone="warn"
            text={t('history.deleted', { at: formatStamp(newest.at) })}
          />
        ) : null}
        {otherIds(own, record).map(([key, id]) => (
          <span key={`${key} ${id}`} class="muted">
            {t(key)}{' '}
            <a class="value" href={historyUrl({ ...record, id })}>
              <bdi>{id}</bdi>
            </a>
          </span>
        ))}
        {former.length === 0 ? null : (
          <span class="muted">{t('history.formerly', { names: former.join(', ') })}</span>
        )}
      </p>
      {isOff ? (
        <Partial>
          {t('history.off', { place: place.label, at: lastDay(place.audited.at(-1)?.to) })}
        </Partial>
      ) : null}
    </>
  )
}

const MAX_OTHER_IDS = 5

/** A record that got another id has the rest of its history under that one. */
function otherIds(
  own: readonly FullEvent[],
  { id }: RecordRef,
): readonly (readonly ['history.wasId' | 'history.isId', string])[] {
  const renames = own.flatMap(({ changes = [] }) =>
    changes.filter(({ path, op }) => op === 'replace' && /^_?id$/.test(path.join('.'))),
  )
  const other = (value: unknown): readonly string[] => {
    const text =
      typeof value === 'string' || typeof value === 'number' ? String(value) : idOf(value)
    return text === undefined || text === id ? [] : [text]
  }
  const was = renames.flatMap(({ before }) => other(before))
  const is = renames.flatMap(({ after }) => other(after))
  return [
    ...[...new Set(was)].map((one) => ['history.wasId', one] as const),
    ...[...new Set(is)].map((one) => ['history.isId', one] as const),
  ].slice(0, MAX_OTHER_IDS)
}

function idOf(value: unknown): string | undefined {
  const oid = (value as { readonly $oid?: unknown } | null | undefined)?.$oid
  return typeof oid === 'string' ? oid : undefined
}

function lastDay(to: string | undefined): string {
  return to === undefined ? '—' : formatDay(to)
}
