/**
 * Did a zone's clocks show this offset at this instant?
 */
import type { ClientTime } from '@rastro/core'
import { createBoundedCache } from '../cache/bounded-cache.ts'
import type { BoundedCache } from '../cache/bounded-cache.ts'

// Letters first: newer engines also take `+01:00` for a zone, which names none.
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/
// The IANA database has some 600 names; a formatter costs 50 µs and several kilobytes to make.
const MAX_FORMATTERS = 600

let formatters: BoundedCache<Intl.DateTimeFormat> | undefined

/**
 * Returns true if `zone` is an IANA zone whose offset at that instant is the one given.
 *
 * @param zone - As the client sent it.
 * @param time - The instant, and the offset that the client's clock showed.
 */
export function isZoneAtOffset(zone: string, time: ClientTime): boolean {
  const formatter = tryFormatter(zone)
  if (formatter === undefined) return false
  const name = formatter.formatToParts(time.at).find((part) => part.type === 'timeZoneName')
  // `GMT` alone means no offset, otherwise `GMT-03:00`.
  const match = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name?.value ?? '')
  if (match === null) return false
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0)
  return (match[1] === '-' ? -minutes : minutes) === time.offsetMinutes
}

function tryFormatter(zone: string): Intl.DateTimeFormat | undefined {
  formatters ??= createBoundedCache(MAX_FORMATTERS)
  const known = formatters.get(zone)
  if (known !== undefined || !ZONE_NAME.test(zone)) return known
  try {
    const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    formatters.set(zone, made)
    return made
  } catch {
    // A RangeError: no such zone.
    return undefined
  }
}
