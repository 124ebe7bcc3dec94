/**
 * What do the clocks of a time zone show at an instant?
 *
 * For many instants one after the other: asking the zone data costs ten times what the rest does,
 * and neighbours share the answer.
 */
import { offsetMs } from './zoned-day.ts'

/** Clocks change at whole quarters of an hour; where they ever did not, each instant is asked for. */
const SPAN_MS = 15 * 60_000
const MAX_SPANS = 10_000

/**
 * Makes a writer of times such as `2025-01-17 14:32:18`.
 *
 * @param zone - IANA name, of one that this Node knows.
 */
export function createZonedText(zone: string): (instant: Date) => string {
  // Null: the clocks change within the span.
  const offsets = new Map<number, number | null>()

  function offsetAt(instant: number): number {
    const span = Math.floor(instant / SPAN_MS)
    let offset = offsets.get(span)
    if (offset === undefined) {
      const first = offsetMs(span * SPAN_MS, zone)
      offset = first === offsetMs((span + 1) * SPAN_MS - 1, zone) ? first : null
      if (offsets.size >= MAX_SPANS) offsets.clear()
      offsets.set(span, offset)
    }
    return offset ?? offsetMs(instant, zone)
  }

  return (instant) => {
    const ms = instant.getTime()
    if (Number.isNaN(ms)) return ''
    const shown = new Date(ms + offsetAt(ms))
    // At the end of what a date can be.
    if (Number.isNaN(shown.getTime())) return instant.toISOString()
    return shown
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d{3}Z$/, '')
  }
}
