/** Since when, until when? Days are those of the audit's zone, and the last one is included. */
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { DateField } from '../../components/field.tsx'
import { t } from '../../core/i18n.ts'
import { meta } from '../../core/meta.ts'
import { showList, without } from './list-query.ts'
import { SPANS, periodText } from './period-text.ts'

export interface PeriodFilterProps {
  readonly query: URLSearchParams
  readonly close: () => void
}

export function PeriodFilter({ query, close }: PeriodFilterProps) {
  const [from, setFrom] = useState(dayOf(query.get('from')))
  const [to, setTo] = useState(dayOf(query.get('to')))
  const isBackwards = from !== '' && to !== '' && from > to

  function choose(changes: Readonly<Record<string, string>>): void {
    const next = without(query, 'p', 'from', 'to', 'sel')
    for (const [key, value] of Object.entries(changes)) if (value !== '') next.set(key, value)
    close()
    showList(next)
  }

  return (
    <div class="period">
      <div class="spans">
        <Button pressed={periodText(query) === undefined} onClick={() => choose({})}>
          {t('events.anyTime')}
        </Button>
        {SPANS.map(([value, text]) => (
          <Button
            key={value}
            pressed={query.get('p') === value}
            onClick={() => choose({ p: value })}
          >
            {t(text)}
          </Button>
        ))}
      </div>
      <form
        class="period-days"
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBackwards) choose({ from, to })
        }}
      >
        <DateField label={t('events.from')} value={from} onInput={setFrom} />
        <DateField
          label={t('events.to')}
          value={to}
          onInput={setTo}
          {...(isBackwards ? { error: t('events.backwards') } : {})}
        />
        <p class="field-hint">{t('events.zoneHint', { zone: meta.get()?.zone ?? 'UTC' })}</p>
        <Button kind="primary" type="submit">
          {t('events.apply')}
        </Button>
      </form>
    </div>
  )
}

function dayOf(text: string | null): string {
  return /^\d{4}-\d\d-\d\d/.exec(text ?? '')?.[0] ?? ''
}
