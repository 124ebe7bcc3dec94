/**
 * Which instant of a record's history is meant?
 *
 * An event stands for the moment right after it. A time is that of the events' own clock.
 */
import { AuditError } from '../errors/audit-error.ts'
import type { ClusterTimestamp, ReadEvent } from '../event/event.ts'
import { tryParseInstant } from '../query/parse-period.ts'
import { kindOf } from '../values/kind.ts'

/**
 * An instant: a `Date`, an RFC 3339 text, an event's id (right after it), or a position in the
 * database's own order, also as text `seconds:counter` or `seconds:counter:n`.
 */
export type Instant = Date | string | { readonly t: ClusterTimestamp | object; readonly n?: number }

/** A checked instant. */
export type Point =
  | { readonly kind: 'time'; readonly at: Date }
  | { readonly kind: 'event'; readonly id: string }
  | { readonly kind: 'position'; readonly t: number; readonly i: number; readonly n: number }

const EVENT_ID = /^[0-9A-Z]{26}$/
const POSITION = /^(\d{1,10}):(\d{1,10})(?::(\d{1,9}))?$/

/** A clock that is a little ahead must not make "now" an error. */
const MAX_AHEAD_MS = 60_000

/**
 * Reads an instant.
 *
 * @throws AuditError `AUDIT_QUERY_INVALID` with the field, if it is none or lies in the future.
 */
export function parseInstant(
  given: unknown,
  options: { readonly field: string; readonly now: Date },
): Point {
  const point = tryPoint(given)
  if (point === undefined) {
    throw instantInvalid(
      options.field,
      "expected a Date, an instant of RFC 3339 (2026-03-31T12:00:00Z), an event's id, or a position { t, n }",
    )
  }
  if (point.kind === 'time' && point.at.getTime() > options.now.getTime() + MAX_AHEAD_MS) {
    throw instantInvalid(options.field, 'lies in the future, of which nothing is known')
  }
  return point
}

/** How an instant reads in an event's details: one text for each kind. */
export function pointText(point: Point): string {
  if (point.kind === 'time') return point.at.toISOString()
  if (point.kind === 'event') return point.id
  return `${point.t}:${point.i}${point.n === Infinity ? '' : `:${point.n}`}`
}

/** True if the event is the point's own, or happened before it. */
export function isWithin(event: ReadEvent, point: Point): boolean {
  if (point.kind === 'event') return event.id === point.id
  if (point.kind === 'time') return event.at.getTime() <= point.at.getTime()
  const { ct } = event
  if (ct === undefined) return false
  if (ct.t.t !== point.t) return ct.t.t < point.t
  if (ct.t.i !== point.i) return ct.t.i < point.i
  return ct.n <= point.n
}

export function instantInvalid(field: string, message: string): AuditError {
  return new AuditError('AUDIT_QUERY_INVALID', `${field}: ${message}`, { field })
}

function tryPoint(given: unknown): Point | undefined {
  if (typeof given === 'string') return tryText(given)
  if (given instanceof Date) {
    return Number.isNaN(given.getTime()) ? undefined : { kind: 'time', at: new Date(given) }
  }
  if (typeof given !== 'object' || given === null) return undefined
  const { t, n } = given as { t?: unknown; n?: unknown }
  if (kindOf(t) !== 'timestamp') return undefined
  const { t: seconds, i } = t as ClusterTimestamp
  if (n === undefined) return { kind: 'position', t: seconds, i, n: Infinity }
  const position = Number(n)
  return Number.isInteger(position) && position >= 0
    ? { kind: 'position', t: seconds, i, n: position }
    : undefined
}

function tryText(text: string): Point | undefined {
  if (EVENT_ID.test(text)) return { kind: 'event', id: text }
  const position = POSITION.exec(text)
  if (position !== null) {
    const [t, i] = [Number(position[1]), Number(position[2])]
    const n = position[3] === undefined ? Infinity : Number(position[3])
    return { kind: 'position', t, i, n }
  }
  const at = text.length > 40 ? undefined : tryParseInstant(text)
  return at === undefined ? undefined : { kind: 'time', at }
}
