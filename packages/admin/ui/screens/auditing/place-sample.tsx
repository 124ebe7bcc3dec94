/**
 * What would be recorded of this place, as the settings stand on the screen?
 *
 * Asked for and not shown by itself: the example is an event of the log, and opening it is recorded.
 */
import { useEffect, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Select } from '../../components/field.tsx'
import { Pill } from '../../components/pill.tsx'
import { Failure } from '../../components/screen-state.tsx'
import { api } from '../../core/api.ts'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import type { ChangeText, ConfigPlace, ConfigSample } from './config-types.ts'
import { changeOf } from './draft.ts'
import type { Draft, Setting } from './draft.ts'

const MAX_CHANGES = 6

const BECAUSE = {
  on: 'auditing.sampleOn',
  off: 'auditing.sampleOff',
  mandatory: 'auditing.sampleMandatory',
  'not-listed': 'auditing.sampleNotListed',
} as const satisfies Record<ConfigSample['because'], MessageKey>

export interface PlaceSampleProps {
  readonly place: ConfigPlace
  readonly setting: Setting
  readonly draft: Draft
}

export function PlaceSample({ place, setting, draft }: PlaceSampleProps) {
  const names = Object.keys(place.operations)
  const [operation, setOperation] = useState(names[0] ?? 'update')
  const [sample, setSample] = useState<ConfigSample>()
  const [error, setError] = useState<unknown>()
  // An example of other settings than those on the screen would be a lie.
  useEffect(() => setSample(undefined), [setting, draft.clientMode, draft.clientModes, operation])

  function ask(): void {
    setError(undefined)
    const body = { change: changeOf(draft, ''), sample: { place: place.place, operation } }
    api<{ sample: ConfigSample }>('api/config/preview', { method: 'POST', body }).then(
      (answer) => setSample(answer.sample),
      setError,
    )
  }

  return (
    <section class="sample" aria-live="polite">
      <div class="sample-ask">
        <Select
          label={t('auditing.sampleOf')}
          value={operation}
          options={names.map((value) => ({ value, label: labelOf(meta.get()?.operations, value) }))}
          onChange={setOperation}
        />
        <Button icon="eye" onClick={ask}>
          {t('auditing.sample')}
        </Button>
      </div>
      {error === undefined ? null : <Failure error={error} onRetry={ask} />}
      {sample === undefined ? null : <Sample sample={sample} />}
    </section>
  )
}

function Sample({ sample }: { readonly sample: ConfigSample }) {
  const { recorded, because, event } = sample
  return (
    <div class="sample-answer">
      <p>
        <Pill
          tone={recorded ? 'good' : 'neutral'}
          icon={recorded ? 'check' : 'ban'}
          text={t(recorded ? 'auditing.sampleYes' : 'auditing.sampleNo')}
        />{' '}
        <span class="muted">{t(BECAUSE[because])}</span>
      </p>
      {recorded && event !== null ? (
        <>
          <p dir="auto">{event.sentence}</p>
          <SampleChanges changes={event.changes ?? []} />
        </>
      ) : null}
      {recorded && event === null ? <p class="muted">{t('auditing.sampleNone')}</p> : null}
    </div>
  )
}

function SampleChanges({ changes }: { readonly changes: readonly ChangeText[] }) {
  if (changes.length === 0) return null
  const more = changes.length - MAX_CHANGES
  return (
    <ul class="sample-changes">
      {changes.slice(0, MAX_CHANGES).map(({ path, text }) => (
        <li key={path.join('/')} dir="auto">
          {text}
        </li>
      ))}
      {more > 0 ? <li class="muted">{t('auditing.andMore', { n: more })}</li> : null}
    </ul>
  )
}
