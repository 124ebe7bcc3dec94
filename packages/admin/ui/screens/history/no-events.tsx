/** There is no event of the record: because nothing happened, or because nobody looked? */
import { Icon } from '../../components/icon.tsx'
import { StateBox } from '../../components/screen-state.tsx'
import { pageUrl } from '../../core/boot.ts'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { may, meta } from '../../core/meta.ts'
import type { Meta } from '../../core/meta.ts'
import type { RecordRef } from '../../event/event-types.ts'
import { historyUrl } from '../../event/list-address.ts'

export interface NoEventsProps {
  readonly record: RecordRef
  /** Where such records are audited; undefined where nobody has heard of one. */
  readonly place: string | undefined
  /** The address leaves events out. */
  readonly isFiltered: boolean
}

export function NoEvents({ record, place, isFiltered }: NoEventsProps) {
  const known = meta.get()?.places.find(({ value }) => value === place)
  const [title, text] = isFiltered
    ? [t('history.filtered'), t('history.filteredText')]
    : wordsOf(record, known)
  return (
    <StateBox
      icon="history"
      title={title}
      actions={
        isFiltered ? (
          <a class="button plain" href={historyUrl(record)}>
            <span class="button-text">{t('history.showAll')}</span>
          </a>
        ) : may('configure') ? (
          <a class="button plain" href={pageUrl('settings/auditing')}>
            <Icon name="settings" />
            <span class="button-text">{t('history.toSettings')}</span>
          </a>
        ) : undefined
      }
    >
      <p>{text}</p>
    </StateBox>
  )
}

type Place = Meta['places'][number]

function wordsOf({ type }: RecordRef, place: Place | undefined): readonly [string, string] {
  if (place === undefined) return [t('history.nothing'), t('history.unknownType', { type })]
  const { label } = place
  const last = place.audited.at(-1)
  if (last === undefined) {
    return [t('history.neverAudited', { place: label }), t('history.neverAuditedText')]
  }
  if (last.to !== undefined) {
    const span = { place: label, from: formatStamp(last.from), to: formatStamp(last.to) }
    return [t('history.notAudited', { place: label }), t('history.notAuditedText', span)]
  }
  const at = formatStamp(last.from)
  return [t('history.nothingSince', { at }), t('history.auditedSince', { place: label, at })]
}
