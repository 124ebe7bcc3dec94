/** How much on which day? Bars for the eye, and the same numbers as a table. */
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { formatCalendarDay, formatNumber } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { meta } from '../../core/meta.ts'
import type { ContentProps } from './content-props.ts'
import { eventsUrl } from './rollup-links.ts'
import type { DayCount, RollUp } from './rollup-types.ts'

const HEIGHT_PX = 96
const DAY_MS = 86_400_000
/** Narrower bars are no bars: days are then drawn in sevens. */
const MIN_BAR_PX = 5

export function DayBars({ data, scope }: ContentProps) {
  const { days } = data
  const [width, box] = useWidth()
  if (days.length === 0) return null
  const all = everyDay(data)
  const bars = all.length * MIN_BAR_PX > width ? inSevens(all) : all
  const top = Math.max(...bars.map(({ n }) => n))
  const busiest = days.reduce((a, b) => (b.n > a.n ? b : a))
  const about = t('rollup.daysText', {
    n: days.length,
    day: formatCalendarDay(busiest.day),
    most: busiest.n,
  })
  return (
    <section class="sheet chart" aria-labelledby="rollup-days">
      <div class="chart-head">
        <h2 id="rollup-days">{t(bars === all ? 'rollup.days' : 'rollup.weeks')}</h2>
        <p class="legend">
          <span class="swatch" /> {t('rollup.succeeded')} <span class="swatch failed" />{' '}
          {t('rollup.failed')}
        </p>
      </div>
      <div ref={box}>
        {width === 0 ? null : <Bars bars={bars} top={top} width={width} label={about} />}
      </div>
      <p class="chart-ends" aria-hidden="true">
        <span>{formatCalendarDay(all[0]?.day ?? busiest.day)}</span>
        <span>{formatCalendarDay(all.at(-1)?.day ?? busiest.day)}</span>
      </p>
      <details>
        <summary>{t('rollup.daysTable')}</summary>
        <table class="lines">
          <caption class="hidden">{t('rollup.days')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('rollup.day')}</th>
              <th scope="col">{t('rollup.events')}</th>
              <th scope="col">{t('rollup.failed')}</th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map(({ day, n, failed }) => {
              const onDay = { ...scope, period: { from: day, to: day } }
              return (
                <tr key={day}>
                  <th scope="row">{formatCalendarDay(day)}</th>
                  <td>
                    <a href={eventsUrl(onDay)}>{formatNumber(n)}</a>
                  </td>
                  <td>
                    {failed === 0 ? (
                      0
                    ) : (
                      <a href={eventsUrl(onDay, { res: 'failure,denied' })}>
                        {formatNumber(failed)}
                      </a>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </details>
    </section>
  )
}

interface BarsProps {
  readonly bars: readonly DayCount[]
  readonly top: number
  readonly width: number
  readonly label: string
}

/** Drawn at the width it has: scaled, its text would be scaled too. */
function Bars({ bars, top, width, label }: BarsProps) {
  const id = useId()
  const step = width / bars.length
  const barWidth = Math.max(1, Math.min(28, step - Math.max(1, step * 0.25)))
  const heightOf = (n: number): number => (n === 0 ? 0 : Math.max(2, (n / top) * (HEIGHT_PX - 16)))
  return (
    <svg role="img" aria-label={label} width={width} height={HEIGHT_PX} class="bars">
      <defs>
        <pattern id={id} width="4" height="4" patternUnits="userSpaceOnUse">
          <path class="hatch" d="M-1 1l2-2M0 4l4-4M3 5l2-2" />
        </pattern>
      </defs>
      <text x="0" y="10">
        {formatNumber(top)}
      </text>
      <path class="line" d={`M0 15.5H${width}M0 ${HEIGHT_PX - 0.5}H${width}`} />
      {bars.map(({ day, n, failed }, index) => {
        const x = index * step + (step - barWidth) / 2
        const height = heightOf(n)
        const part = n === 0 ? 0 : (failed / n) * height
        return (
          <g key={day}>
            <rect class="ok" x={x} y={HEIGHT_PX - height} width={barWidth} height={height - part} />
            <rect
              class="failed"
              x={x}
              y={HEIGHT_PX - part}
              width={barWidth}
              height={part}
              fill={`url(#${id})`}
            />
          </g>
        )
      })}
    </svg>
  )
}

/** Days without events too, which the answer leaves out. */
function everyDay({ period, days }: RollUp): readonly DayCount[] {
  const known = new Map(days.map((day) => [day.day, day]))
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: meta.get()?.zone ?? 'UTC' })
  const first = format.format(new Date(period.from))
  // Exclusive: the day of the last instant that is in it.
  const last = format.format(new Date(new Date(period.to).getTime() - 1))
  const all: DayCount[] = []
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10)
    all.push(known.get(day) ?? { day, n: 0, failed: 0 })
  }
  return all
}

function inSevens(days: readonly DayCount[]): readonly DayCount[] {
  return days.flatMap(({ day }, index) => {
    if (index % 7 > 0) return []
    const week = days.slice(index, index + 7)
    const sum = (key: 'n' | 'failed'): number => week.reduce((all, one) => all + one[key], 0)
    return [{ day, n: sum('n'), failed: sum('failed') }]
  })
}

function useWidth(): readonly [number, { current: HTMLDivElement | null }] {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [width, box]
}
