/** What opens below a place: its operations one by one, its past, and an example. */
import { Check, Select } from '../../components/field.tsx'
import { Icon } from '../../components/icon.tsx'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { labelOf, may, meta } from '../../core/meta.ts'
import { modeOf, withOperation } from './draft.ts'
import { modeText, placeModeText } from './mode-words.ts'
import type { PlaceRowProps } from './place-row-props.ts'
import { PlaceSample } from './place-sample.tsx'

/** A place that was often switched has a history of its own. */
const MAX_SPANS = 5

export function PlaceDetail(props: PlaceRowProps & { readonly whyId: string | undefined }) {
  const { place, setting, draft, whyId, onChange } = props
  const names = Object.keys(place.operations)
  return (
    <>
      {place.locked === null ? null : <p>{t('auditing.mandatoryText')}</p>}
      {place.option === null ? null : (
        <p>{t('auditing.byCodeText', { option: place.option, code: 'createAudit' })}</p>
      )}
      {place.by === 'model' ? <p>{t('auditing.byModel')}</p> : null}
      {names.length === 0 ? null : (
        <fieldset class="plain-set">
          <legend>{t('auditing.operations')}</legend>
          <div class="checks">
            {names.map((name) => (
              <Check
                key={name}
                label={labelOf(meta.get()?.operations, name)}
                checked={setting.operations[name] ?? false}
                disabled={whyId !== undefined}
                {...(whyId === undefined ? {} : { describedBy: whyId })}
                onChange={(on) => onChange(withOperation(setting, name, on))}
              />
            ))}
          </div>
        </fieldset>
      )}
      {place.personal ? <PlaceMode {...props} /> : null}
      <Spans {...props} />
      {may('configure') ? <PlaceSample place={place} setting={setting} draft={draft} /> : null}
    </>
  )
}

const FOLLOWS = ''

/** Some places hold more of people than others. A mandatory one too may keep less of it. */
function PlaceMode({ place, config, draft, lockedBy, onMode }: PlaceRowProps) {
  const text = (mode: 'full' | 'summary') => ({ value: mode, label: modeText(mode) })
  return (
    <div class="place-choice">
      <Select
        label={t('auditing.modeOf', { place: place.label })}
        value={modeOf(place, config, draft) ?? FOLLOWS}
        options={[
          { value: FOLLOWS, label: placeModeText(null, config, draft) },
          text('full'),
          text('summary'),
        ]}
        disabled={lockedBy !== undefined}
        {...(lockedBy === undefined ? {} : { describedBy: lockedBy })}
        onChange={(value) => onMode(value === 'full' || value === 'summary' ? value : null)}
      />
    </div>
  )
}

function Spans({ place }: PlaceRowProps) {
  const spans = place.audited.toReversed().slice(0, MAX_SPANS)
  if (spans.length === 0) return null
  return (
    <ul class="audited-spans muted">
      {spans.map(({ from, to }) => (
        <li key={from}>
          <Icon name="clock" />{' '}
          {to === undefined
            ? t('auditing.spanOpen', { from: formatStamp(from) })
            : t('auditing.span', { from: formatStamp(from), to: formatStamp(to) })}
        </li>
      ))}
    </ul>
  )
}
