/**
 * A property's value from event to event.
 *
 * Numbers are a stepped line; other values stand in lanes, one for each, in the order in which they
 * came. Drawn at the width there is: a picture that is scaled scales its words too.
 */
import { useEffect, useRef, useState } from 'preact/hooks'
import { formatNumber, formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import type { ValuePoint } from './past-types.ts'
import { pointText } from './point-text.ts'

const LANE_PX = 26
const MAX_LANES = 8
const NUMBERS_PX = 120
const PAD_PX = 14
const SCALED = 0.86
const LABEL_CHARS = 22
const NARROW_PX = 480
const CHAR_PX = 7.2

export function ValueChart(props: {
  readonly points: readonly ValuePoint[]
  readonly label: string
}) {
  const { points, label } = props
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const isNarrow = width < NARROW_PX
  const chars = isNarrow ? LABEL_CHARS / 2 : LABEL_CHARS
  const drawn = points.map((point) => ({ at: Date.parse(point.at), text: pointText(point), point }))
  const numbers = drawn.map(({ point }) => (typeof point.value === 'number' ? point.value : NaN))
  const isNumeric = numbers.every((value) => Number.isFinite(value))
  const lanes = [...new Set(drawn.map(({ text }) => text))]
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  const shownLanes = lanes.slice(-MAX_LANES)
  const height = isNumeric ? NUMBERS_PX : Math.max(1, shownLanes.length) * LANE_PX + PAD_PX
  const marks = isNumeric
    ? [...new Set([high, low])].map((value) => ({ text: formatNumber(value), y: yOf(value) }))
    : shownLanes.map((text) => ({ text: short(text, chars), y: laneY(text) }))
  const left = Math.max(...marks.map(({ text }) => text.length)) * CHAR_PX + PAD_PX
  const begin = drawn[0]?.at ?? 0
  const end = drawn.at(-1)?.at ?? 0
  const spots = drawn.flatMap(({ at, text }, i) => {
    const y = isNumeric ? yOf(numbers[i] ?? 0) : laneY(text)
    return y === undefined ? [] : [{ x: xOf(at), y, key: `${at} ${i}` }]
  })
  const newest = spots.at(-1)
  const sentence = t('history.chart', {
    n: points.length,
    label,
    first: short(drawn[0]?.text ?? ''),
    last: short(drawn.at(-1)?.text ?? ''),
  })
  return (
    <div class="steps" ref={box}>
      {width === 0 ? null : (
        <svg width={width} height={height} role="img" aria-label={sentence}>
          {marks.map(({ text, y }) => (
            <g key={`${text} ${y}`}>
              <line class="steps-grid" x1={left} x2={width} y1={y} y2={y} />
              <text class="steps-text" x={left - 8} y={(y ?? 0) + 4} text-anchor="end">
                {text}
              </text>
            </g>
          ))}
          <path class="steps-line" d={stepped(spots)} />
          {newest === undefined ? null : (
            <path class="steps-line steps-tail" d={`M${newest.x} ${newest.y}H${width - 1}`} />
          )}
          {spots.map(({ x, y, key }) => (
            <circle key={key} class="steps-spot" cx={x} cy={y} r={3.5} />
          ))}
        </svg>
      )}
      <p class="steps-ends" aria-hidden="true" style={{ paddingLeft: `${left}px` }}>
        <span>{formatStamp(new Date(begin))}</span>
        {end === begin || isNarrow ? null : (
          <span style={{ margin: '0 8% 0 auto' }}>{formatStamp(new Date(end))}</span>
        )}
        <span>{t('history.now')}</span>
      </p>
    </div>
  )

  function xOf(at: number): number {
    // What came last holds until now: how long that is, is not drawn to scale.
    const room = (width - left) * SCALED - PAD_PX
    return left + 6 + (end === begin ? 0 : ((at - begin) / (end - begin)) * room)
  }

  function yOf(value: number): number {
    const room = NUMBERS_PX - 2 * PAD_PX
    return PAD_PX + (high === low ? room / 2 : (1 - (value - low) / (high - low)) * room)
  }

  function laneY(text: string): number | undefined {
    const lane = shownLanes.indexOf(text)
    return lane < 0 ? undefined : lane * LANE_PX + LANE_PX / 2 + 2
  }
}

function stepped(spots: readonly { x: number; y: number }[]): string {
  const [first, ...rest] = spots
  if (first === undefined) return ''
  return `M${first.x} ${first.y}${rest.map(({ x, y }) => `H${x}V${y}`).join('')}`
}

function short(text: string, chars = LABEL_CHARS): string {
  return text.length > chars ? `${text.slice(0, chars - 1)}…` : text
}

function useWidth(box: { readonly current: HTMLDivElement | null }): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (box.current === null) return undefined
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.floor(entry?.contentRect.width ?? 0)),
    )
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  return width
}
