/** Some values out of a known list. Each choice counts at once. */
import { useState } from 'preact/hooks'
import { Check, TextField } from '../../components/field.tsx'
import { t } from '../../core/i18n.ts'
import type { Labelled } from '../../core/meta.ts'

/** Up to here a list is read faster than it is searched. */
const READABLE = 10

export interface ChoiceFilterProps {
  readonly options: readonly (Labelled & { readonly section?: string })[]
  readonly chosen: readonly string[]
  readonly onChange: (values: readonly string[]) => void
  readonly legend?: string
}

export function ChoiceFilter({ options, chosen, onChange, legend }: ChoiceFilterProps) {
  const [text, setText] = useState('')
  const wanted = plain(text)
  // What the address asks for is shown even if nobody knows it.
  const unknown = chosen.filter((value) => !options.some((one) => one.value === value))
  const all = [...options, ...unknown.map((value) => ({ value, label: value, section: undefined }))]
  const shown = all.filter(({ label }) => plain(label).includes(wanted))
  const sections = [...new Set(shown.map(({ section }) => section ?? ''))]
  return (
    <fieldset class="choices">
      {legend === undefined ? null : <legend>{legend}</legend>}
      {all.length > READABLE ? (
        <TextField label={t('events.find')} value={text} onInput={setText} autoFocus />
      ) : null}
      {sections.map((section) => (
        <div key={section} class="choice-section">
          {section === '' ? null : <p class="choice-head">{section}</p>}
          {shown
            .filter((one) => (one.section ?? '') === section)
            .map(({ value, label }) => (
              <Check
                key={value}
                label={label}
                checked={chosen.includes(value)}
                onChange={(checked) =>
                  onChange(checked ? [...chosen, value] : chosen.filter((one) => one !== value))
                }
              />
            ))}
        </div>
      ))}
      {shown.length === 0 ? <p class="muted">{t('events.noValue')}</p> : null}
    </fieldset>
  )
}

/** Without accents and case: "júlia" finds "Julia". */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim()
}
