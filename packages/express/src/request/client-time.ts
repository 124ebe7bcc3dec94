/**
 * What time was it at the user's place?
 *
 * The page says so in `X-Audit-Client-Time`, and its zone in `X-Audit-Client-Zone`. Both are
 * claims: they are recorded beside the server's time and never in its place, and dropped where
 * they cannot be true.
 */
import type { ClientTime } from '@rastro/core'
import { headerValue } from './header.ts'
import type { RequestLike } from './request-like.ts'
import { isZoneAtOffset } from './time-zone.ts'

const MAX_TIME_LENGTH = 64
const MAX_ZONE_LENGTH = 64
const MS_PER_MINUTE = 60_000
// A clock may be wrong, and a request may have waited offline; a day is more than either explains.
const MAX_DRIFT_MS = 24 * 60 * MS_PER_MINUTE
// Kiribati is 14 hours ahead of UTC, Baker Island 12 behind: no place is further.
const MAX_OFFSET_MINUTES = 14 * 60
const MIN_OFFSET_MINUTES = -12 * 60

// RFC 3339, section 5.6. Leap seconds are left out: no browser's clock shows one.
const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/**
 * Returns the time at the user's place, or undefined if it was not sent or cannot be true.
 *
 * @param req - The request.
 * @param now - The server's time; a client time more than 24 hours away from it is dropped.
 */
export function clientTimeOf(req: RequestLike, now: Date): ClientTime | undefined {
  const sent = headerValue(req, 'x-audit-client-time', MAX_TIME_LENGTH)
  const time = sent === undefined ? undefined : tryParseTime(sent)
  if (time === undefined) return undefined
  if (Math.abs(time.at.getTime() - now.getTime()) > MAX_DRIFT_MS) return undefined
  const zone = headerValue(req, 'x-audit-client-zone', MAX_ZONE_LENGTH)
  // A zone whose clocks do not show the offset that came with it is somebody's mistake or lie.
  return zone !== undefined && isZoneAtOffset(zone, time) ? { ...time, zone } : time
}

function tryParseTime(text: string): ClientTime | undefined {
  const match = RFC_3339.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', sign, offHour, offMinute] = match
  const offsetMinutes = toOffset(sign, Number(offHour ?? 0), Number(offMinute ?? 0))
  if (offsetMinutes === undefined) return undefined
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3)
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`
  const localMs = Date.parse(local)
  // `Date` turns 30 February into 2 March; only a date that comes back as it went in is one.
  if (Number.isNaN(localMs) || new Date(localMs).toISOString() !== local) return undefined
  return { at: new Date(localMs - offsetMinutes * MS_PER_MINUTE), offsetMinutes }
}

function toOffset(sign: string | undefined, hours: number, minutes: number): number | undefined {
  if (minutes > 59) return undefined
  // Not `-0`, which a store would keep apart from 0.
  const total = hours * 60 + minutes
  const offset = sign === '-' && total !== 0 ? -total : total
  return offset >= MIN_OFFSET_MINUTES && offset <= MAX_OFFSET_MINUTES ? offset : undefined
}
