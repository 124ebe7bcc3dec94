/** One place: whether it is audited, what of it, since when, and whether anything came lately. */
import { useId, useState } from 'preact/hooks'
import { Icon } from '../../components/icon.tsx'
import { Pill } from '../../components/pill.tsx'
import { pageUrl } from '../../core/boot.ts'
import { formatDay, formatStamp } from '../../core/format.ts'
import { language, t } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import type { ConfigPlace } from './config-types.ts'
import { isSame, modeOf, switched } from './draft.ts'
import type { Setting } from './draft.ts'
import { modeText } from './mode-words.ts'
import { PlaceDetail } from './place-detail.tsx'
import type { PlaceRowProps } from './place-row-props.ts'

/** Longer than a weekend and a holiday. */
const SILENT_DAYS = 7

export function PlaceRow(props: PlaceRowProps) {
  const { place, setting, activity, lockedBy, onChange } = props
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const isMandatory = place.locked !== null
  const isChanged = !isSame(place, setting) || props.draft.clientModes.has(place.place)
  const mode = modeOf(place, props.config, props.draft)
  const whyId = isMandatory ? `${id}-why` : lockedBy
  return (
    <li class={isChanged ? 'place changed' : 'place'}>
      <input
        id={`${id}-on`}
        class="switch"
        type="checkbox"
        role="switch"
        checked={setting.on}
        disabled={isMandatory || lockedBy !== undefined}
        aria-describedby={whyId}
        onChange={(event) => onChange(switched(place, event.currentTarget.checked))}
      />
      <span class="place-name">
        <label for={`${id}-on`}>{place.label}</label>
        {isMandatory ? (
          <span class="tag" id={`${id}-why`}>
            <Icon name="lock" />
            {t('auditing.mandatory')}
          </span>
        ) : null}
        {isChanged ? <span class="tag new">{t('auditing.notSaved')}</span> : null}
        {place.option === null ? null : (
          <span class="tag">{t('auditing.byCode', { option: place.option })}</span>
        )}
      </span>
      <span class="place-what">
        {whatOf(setting)}
        {mode === null || !place.personal ? null : (
          <span class="place-mode">
            {t('auditing.mode')}: {modeText(mode)}
          </span>
        )}
      </span>
      <span class="place-when">
        <span>{sinceOf(place)}</span>
        <LastEvent place={place} activity={activity} />
      </span>
      <button
        type="button"
        class="button quiet bare"
        aria-expanded={isOpen}
        aria-controls={`${id}-more`}
        aria-label={t('auditing.details', { place: place.label })}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="chevron-down" />
      </button>
      <div id={`${id}-more`} class="place-more" hidden={!isOpen}>
        {isOpen ? <PlaceDetail {...props} whyId={whyId} /> : null}
      </div>
    </li>
  )
}

/** Which operations, in words. */
export function whatOf({ on, operations }: Setting): string {
  if (!on) return t('auditing.nothing')
  const names = Object.keys(operations)
  const chosen = names.filter((name) => operations[name])
  const list = new Intl.ListFormat(language(), { type: 'unit', style: 'short' })
  const text = list.format(chosen.map((name) => labelOf(meta.get()?.operations, name)))
  if (names.length === 0) return t('auditing.everything')
  if (chosen.length === names.length) return text
  return t('auditing.someOf', { chosen: chosen.length, all: names.length, list: text })
}

function sinceOf({ audited }: ConfigPlace): string {
  const last = audited.at(-1)
  if (last === undefined) return t('auditing.never')
  if (last.to === undefined) return t('auditing.since', { day: formatDay(last.from) })
  return t('auditing.offSince', { day: formatDay(last.to) })
}

function LastEvent({ place, activity }: Pick<PlaceRowProps, 'place' | 'activity'>) {
  // Its line is there before it is known: rows that grow move what somebody is about to press.
  if (activity === undefined) return <span>&nbsp;</span>
  const { last, days } = activity
  if (last === null) return <span>{place.on ? t('auditing.noEvent') : '\u00a0'}</span>
  const isSilent = place.on && place.locked === null && (days ?? 0) >= SILENT_DAYS
  return (
    <a href={pageUrl(`events?place=${encodeURIComponent(place.place)}`)}>
      {isSilent ? (
        <Pill tone="warn" icon="alert" text={t('auditing.silent', { n: days ?? 0 })} />
      ) : (
        t('auditing.lastEvent', { at: formatStamp(last.at) })
      )}
    </a>
  )
}
