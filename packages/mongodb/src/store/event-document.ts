/**
 * Which document is sent for an event, and what comes back from one?
 *
 * The frame of an event is JavaScript's: dates and numbers as everywhere in code. Values of the
 * application's records (`changes`, ids) keep their BSON type both ways. `details` are what the
 * application said in code, so its numbers come back as numbers.
 */
import type { AuditEvent, ClusterPosition, StoredEvent } from '@rastro/core'
import type { Document } from 'mongodb'
import type { BsonClasses } from './bson-classes.ts'

/** A number, or one of the driver's `Int32` and `Double`. */
type StoredNumber = number | { valueOf(): number }

/** Returns what to send: the event itself, its cluster time made sendable. */
export function documentOf(event: StoredEvent, { Timestamp }: BsonClasses): Document {
  const { ct, ...rest } = event.e
  if (ct === undefined) return { ...event }
  // A driver that never showed a timestamp talks to a standalone server, which has no database
  // time: the position comes from elsewhere and orders nothing here.
  if (Timestamp === undefined) return { ...event, e: rest }
  const { t, i } = ct.t
  return { ...event, e: { ...event.e, ct: { ...ct, t: new Timestamp({ t, i }) } } }
}

/** Returns the event of a document that was read with its BSON types. */
export function eventOf(document: Document): StoredEvent {
  const { _id, e, recordedAt, fk, tk } = document
  reviveFrame(e as Document)
  return { _id, e: e as AuditEvent, recordedAt, fk, ...(tk !== undefined && { tk }) }
}

/** In place: the document was made for this reader alone. */
function reviveFrame(e: Document): void {
  e['v'] = numberOf(e['v'])
  if (e['ct'] !== undefined) e['ct'] = positionOf(e['ct'])
  reviveNumber(e['clientTime'], 'offsetMinutes')
  reviveNumber(e['request'], 'status')
  reviveNumber(e['group'], 'index')
  reviveNumbers(e['details'])
}

function positionOf({
  t,
  n,
}: {
  t: { low: number; high: number }
  n: StoredNumber
}): ClusterPosition {
  // From its two halves: the getters `t` and `i` are younger than the oldest driver supported.
  return { t: { _bsontype: 'Timestamp', t: t.high >>> 0, i: t.low >>> 0 }, n: numberOf(n) }
}

function reviveNumber(fields: Document | undefined, key: string): void {
  if (fields?.[key] !== undefined) fields[key] = numberOf(fields[key] as StoredNumber)
}

function reviveNumbers(value: unknown): void {
  if (typeof value !== 'object' || value === null || '_bsontype' in value) return
  const fields = value as Record<string, unknown>
  for (const key of Object.keys(fields)) {
    const item = fields[key]
    if (!isNumberObject(item)) reviveNumbers(item)
    // Defined and not assigned: a key may be `__proto__`.
    else Object.defineProperty(fields, key, { value: item.valueOf() })
  }
}

function isNumberObject(value: unknown): value is { valueOf(): number } {
  const type = (value as { _bsontype?: unknown } | null | undefined)?._bsontype
  return type === 'Int32' || type === 'Double'
}

function numberOf(value: StoredNumber): number {
  return value.valueOf()
}
