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
import { eventsUrl } from '../../event/list-address.ts'
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

function lastDay(to: string | undefined): string {
  return to === undefined ? '—' : formatDay(to)
}
