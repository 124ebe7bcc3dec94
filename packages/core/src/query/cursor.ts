/**
 * Where does the next page go on?
 *
 * A cursor is opaque, bound to the query that made it, and comes back through strangers' hands:
 * it is checked to the last character and holds positions only, never a filter. It is not signed,
 * because a forged one can do no more than start a page elsewhere in what its bearer may see.
 */
import { createHash } from 'node:crypto'
import { AuditError } from '../errors/audit-error.ts'
import type { RecordPosition, TimePosition } from '../ports/store.ts'
import type { Order, ParsedQuery } from './parse-query.ts'

/** Beyond this, servers and proxies refuse the address that carries it. */
export const MAX_CURSOR_CHARS = 4096

/** What a list of folded groups remembers of the groups it handed out, in bytes of their ids. */
const MAX_GROUP_BYTES = 2400

const VERSION = 1
const MAX_INSTANT = 8.64e15

interface CursorBase {
  /** Where a moving period began on the first page, so that the pages fit together. */
  readonly since?: Date
}

export interface TimeCursor extends CursorBase {
  readonly kind: 'time'
  readonly after: TimePosition
}

/** Positions in the two streams that one record's history is merged from. */
export interface RecordCursor extends CursorBase {
  readonly kind: 'record'
  readonly timed?: RecordPosition
  readonly untimed?: TimePosition
}

export interface FoldedCursor extends CursorBase {
  readonly kind: 'folded'
  readonly after: TimePosition
  /** Groups handed out lately, latest last. */
  readonly groups: readonly string[]
  /** True once older groups had to be forgotten: then each group met must be looked up. */
  readonly forgot: boolean
}

export type Cursor = TimeCursor | RecordCursor | FoldedCursor

/** Names the query that a cursor belongs to; 96 bits, enough against mistakes. */
export function bindingOf(parsed: ParsedQuery, order: Order): string {
  // A moving period is named, since its beginning is another instant on every page.
  const { from, ...filter } = parsed.filter
  const since = parsed.period ?? from?.toISOString() ?? null
  const text = JSON.stringify([order, since, canonical(filter)])
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}

/** Writes a cursor; a folded one forgets its oldest groups where they are too many. */
export function encodeCursor(cursor: Cursor, binding: string): string {
  const body = [VERSION, cursor.kind, binding, cursor.since?.getTime() ?? null, ...partsOf(cursor)]
  return Buffer.from(JSON.stringify(body)).toString('base64url')
}

/** Cuts a list of groups to what a cursor carries, keeping the latest. */
export function rememberGroups(groups: readonly string[]): {
  readonly groups: readonly string[]
  readonly forgot: boolean
} {
  let bytes = 0
  let first = groups.length
  while (first > 0) {
    bytes += JSON.stringify(groups[first - 1]).length + 1
    if (bytes > MAX_GROUP_BYTES) break
    first -= 1
  }
  return { groups: groups.slice(first), forgot: first > 0 }
}

/**
 * Reads a cursor that `encodeCursor` wrote for the same query.
 *
 * @throws {@link AuditError} `AUDIT_CURSOR_INVALID` for anything else.
 */
export function decodeCursor<K extends Cursor['kind']>(
  text: unknown,
  expected: { readonly kind: K; readonly binding: string },
): Extract<Cursor, { kind: K }> {
  const body = tryReadBody(text)
  if (body === undefined || body[0] !== VERSION) throw invalid('this is no cursor of this log')
  if (body[1] !== expected.kind || body[2] !== expected.binding) {
    throw invalid('this cursor belongs to another query')
  }
  const cursor = tryReadParts(expected.kind, body)
  if (cursor === undefined) throw invalid('this is no cursor of this log')
  return cursor as Extract<Cursor, { kind: K }>
}

function partsOf(cursor: Cursor): readonly unknown[] {
  if (cursor.kind === 'time') return timeParts(cursor.after)
  if (cursor.kind === 'folded') {
    return [...timeParts(cursor.after), cursor.groups, cursor.forgot ? 1 : 0]
  }
  const { timed, untimed } = cursor
  return [
    timed === undefined ? null : [timed.t, timed.i, timed.n, timed.id],
    untimed === undefined ? null : timeParts(untimed),
  ]
}

function timeParts(position: TimePosition): readonly unknown[] {
  return [position.at.getTime(), position.id]
}

function tryReadBody(text: unknown): readonly unknown[] | undefined {
  if (typeof text !== 'string' || text.length > MAX_CURSOR_CHARS) return undefined
  const bytes = Buffer.from(text, 'base64url')
  // Buffer skips what is no base64url; only a text that comes back unchanged was one.
  if (bytes.toString('base64url') !== text) return undefined
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'))
    return Array.isArray(body) ? body : undefined
  } catch {
    return undefined
  }
}

function tryReadParts(kind: Cursor['kind'], body: readonly unknown[]): Cursor | undefined {
  const since = body[3] === null ? null : tryInstant(body[3])
  if (since === undefined) return undefined
  const base = since === null ? {} : { since }
  const parts = body.slice(4)
  if (kind === 'time') {
    const after = tryTime(parts)
    return after && { kind, ...base, after }
  }
  if (kind === 'folded') {
    const after = tryTime(parts.slice(0, 2))
    const groups = tryGroups(parts[2])
    if (after === undefined || groups === undefined || parts.length !== 4) return undefined
    if (parts[3] !== 0 && parts[3] !== 1) return undefined
    return { kind, ...base, after, groups, forgot: parts[3] === 1 }
  }
  if (parts.length !== 2) return undefined
  const timed = parts[0] === null ? null : tryRecord(parts[0])
  const untimed = parts[1] === null ? null : tryTime(parts[1])
  if (timed === undefined || untimed === undefined) return undefined
  return { kind, ...base, ...(timed && { timed }), ...(untimed && { untimed }) }
}

function tryTime(value: unknown): TimePosition | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined
  const at = tryInstant(value[0])
  const id = tryId(value[1])
  return at === undefined || id === undefined ? undefined : { at, id }
}

function tryRecord(value: unknown): RecordPosition | undefined {
  if (!Array.isArray(value) || value.length !== 4) return undefined
  const [t, i, n] = [tryCount(value[0]), tryCount(value[1]), tryCount(value[2])]
  const id = tryId(value[3])
  if (t === undefined || i === undefined || n === undefined || id === undefined) return undefined
  return { t, i, n, id }
}

function tryInstant(value: unknown): Date | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > MAX_INSTANT) {
    return undefined
  }
  return new Date(value)
}

function tryCount(value: unknown): number | undefined {
  // 32 bits each, as in the database's own timestamps.
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0
  return isCount && value <= 0xffff_ffff ? value : undefined
}

function tryId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w~-]{0,64}$/.test(value) ? value : undefined
}

function tryGroups(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined
  const groups: readonly unknown[] = value
  return groups.every((id) => typeof id === 'string' && id.length <= 128 && !id.includes('\0'))
    ? (groups as readonly string[])
    : undefined
}

/** The same text for the same filter, whatever the order of its keys and values. */
function canonical(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value))
    return value.map((one) => JSON.stringify(canonical(one))).toSorted(byText)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .toSorted(([a], [b]) => byText(a, b))
    .map(([key, one]) => [key, canonical(one)])
}

function byText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function invalid(message: string): AuditError {
  return new AuditError('AUDIT_CURSOR_INVALID', `cursor: ${message}`, { field: 'cursor' })
}
