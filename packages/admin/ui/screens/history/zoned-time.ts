/** Which instant is a time on a clock of the audit's zone, and back? */

const MINUTE_MS = 60_000

/** `2026-03-31T23:59` of a zone as an instant; undefined for what is no time. */
export function instantOf(local: string, zone: string): Date | undefined {
  const asUtc = new Date(`${local}Z`)
  if (Number.isNaN(asUtc.getTime())) return undefined
  // Twice: the offset may be another one on the far side of a change of the clocks.
  const first = asUtc.getTime() - offsetMs(asUtc, zone)
  return new Date(asUtc.getTime() - offsetMs(new Date(first), zone))
}

/** The instant as a field for local times takes it, to the minute. */
export function localTime(at: Date, zone: string): string {
  return new Date(at.getTime() + offsetMs(at, zone)).toISOString().slice(0, 16)
}

function offsetMs(at: Date, zone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  return shown - Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS
}
