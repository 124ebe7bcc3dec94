/** Which period is counted? Days are those of the audit's zone, and the last one is included. */
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { DateField } from '../../components/field.tsx'
import { Popover } from '../../components/popover.tsx'
import { formatCalendarDay, formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'
import { meta } from '../../core/meta.ts'
import { navigate } from '../../core/router.ts'
import { queryText } from './rollup-links.ts'
import type { Query, Scope } from './rollup-links.ts'

const SPANS = [
  ['24h', 'events.last24h'],
  ['7d', 'events.last7d'],
  ['30d', 'events.last30d'],
  ['month', 'events.thisMonth'],
] as const satisfies readonly (readonly [string, MessageKey])[]

export function PeriodPicker({ scope }: { readonly scope: Scope }) {
  const { screen, subject, period } = scope
  const go = (other: Query): void =>
    navigate(`${screen}?${queryText({ ...subject, tz: period['tz'], ...other })}`)
  const own = boundsText(period)
  return (
    <div class="picker" role="group" aria-label={t('events.period')}>
      {SPANS.map(([value, text]) => (
        <Button key={value} pressed={period['p'] === value} onClick={() => go({ p: value })}>
          {t(text)}
        </Button>
      ))}
      <Popover
        button={{ icon: 'clock', pressed: own !== undefined }}
        text={own ?? t('rollup.ownPeriod')}
        label={t('rollup.ownPeriod')}
      >
        {(close) => (
          <OwnPeriod
            period={period}
            onChoose={(chosen) => {
              close()
              go(chosen)
            }}
          />
        )}
      </Popover>
    </div>
  )
}

interface OwnPeriodProps {
  readonly period: Query
  readonly onChoose: (period: Query) => void
}

function OwnPeriod({ period, onChoose }: OwnPeriodProps) {
  const [from, setFrom] = useState(period['from']?.slice(0, 10) ?? '')
  const [to, setTo] = useState(period['to']?.slice(0, 10) ?? '')
  const isBackwards = from !== '' && to !== '' && from > to
  return (
    <form
      class="own-period"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isBackwards && from !== '') onChoose({ from, to })
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
  )
}

function boundsText({ from, to }: Query): string | undefined {
  if (from === undefined && to === undefined) return undefined
  return `${from === undefined ? '' : boundText(from)} – ${to === undefined ? '' : boundText(to)}`
}

function boundText(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return formatCalendarDay(text)
  return Number.isNaN(Date.parse(text)) ? text : formatStamp(text)
}
