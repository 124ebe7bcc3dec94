/**
 * Which texts did an untrusted query hand in under each key?
 *
 * Sizes and shapes only: what a text means is for `parse-query.ts`. Nothing but text comes out,
 * so an operator object such as `{ $ne: 'x' }` has no way into a filter.
 */
import { AuditError } from '../errors/audit-error.ts'
import { describeKind } from '../errors/options.ts'
import { didYouMean } from '../errors/suggestion.ts'
import { idText, isIdValue } from '../values/id-text.ts'
import { LIST_KEYS, QUERY_KEYS, QUERY_LIMITS, queryInvalid, quotedKey } from './query-keys.ts'
import type { QueryKey } from './query-keys.ts'

/** Each key that was given, with at least one text. */
export type QueryTexts = ReadonlyMap<QueryKey, readonly string[]>

/**
 * Reads the keys and texts of a query.
 *
 * A string under a key of several values is split at commas; `\,` is a comma of the value and
 * `\\` a backslash. The elements of a list are taken as they are.
 *
 * @param input - Anything; in code also numbers, dates and ids of the database.
 * @throws {@link AuditError} `AUDIT_QUERY_INVALID` with `field`: an unknown key, a value that is
 * no text, an empty one, or more than {@link QUERY_LIMITS}.
 */
export function readTexts(input: unknown): QueryTexts {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new AuditError(
      'AUDIT_QUERY_INVALID',
      `a query is an object of keys, got ${describeKind(input)}`,
    )
  }
  const texts = new Map<QueryKey, readonly string[]>()
  let bytes = 0
  for (const [key, value] of Object.entries(input)) {
    // In code an optional key that is absent and one that is undefined say the same.
    if (value === undefined && isQueryKey(key)) continue
    const known = knownKey(key)
    const values = readValues(known, value)
    for (const text of values) bytes += Buffer.byteLength(text)
    if (bytes > QUERY_LIMITS.totalBytes) {
      throw queryInvalid(known, `a query holds at most ${QUERY_LIMITS.totalBytes} bytes in all`)
    }
    texts.set(known, values)
  }
  return texts
}

/** Splits at commas; `\,` stands for a comma and `\\` for a backslash. */
export function splitAtCommas(text: string): readonly string[] {
  const values: string[] = []
  let value = ''
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i)
    const next = text.charAt(i + 1)
    if (char === '\\' && (next === ',' || next === '\\')) {
      value += next
      i += 1
    } else if (char === ',') {
      values.push(value.trim())
      value = ''
    } else {
      value += char
    }
  }
  values.push(value.trim())
  return values
}

/** Writes one value so that {@link splitAtCommas} gives it back: for links and forms. */
export function escapeCommas(value: string): string {
  return value.replaceAll(/[\\,]/g, (char) => `\\${char}`)
}

function knownKey(key: string): QueryKey {
  if (isQueryKey(key)) return key
  throw new AuditError(
    'AUDIT_QUERY_INVALID',
    `a query has no key ${quotedKey(key)}: ${didYouMean(key, QUERY_KEYS)}`,
    { field: key.slice(0, 64) },
  )
}

function isQueryKey(key: string): key is QueryKey {
  return (QUERY_KEYS as readonly string[]).includes(key)
}

function readValues(key: QueryKey, value: unknown): readonly string[] {
  const isList = (LIST_KEYS as readonly string[]).includes(key)
  if (Array.isArray(value)) {
    if (!isList && value.length !== 1) throw queryInvalid(key, 'takes exactly one value')
    return checkTexts(
      key,
      value.slice(0, QUERY_LIMITS.valuesPerKey + 1).map((one) => textOf(key, one)),
    )
  }
  const text = textOf(key, value)
  if (!isList || typeof value !== 'string') return checkTexts(key, [text])
  // Splitting copies; what cannot be a query is not copied first.
  if (text.length > QUERY_LIMITS.totalBytes) {
    throw queryInvalid(key, `a query holds at most ${QUERY_LIMITS.totalBytes} bytes in all`)
  }
  return checkTexts(key, splitAtCommas(text))
}

function textOf(key: QueryKey, value: unknown): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
  // An object that only looks like a driver's id owns its `_bsontype` and counts as an object.
  if (isIdValue(value)) return idText(value)
  throw queryInvalid(key, `expected text, got ${describeKind(value)}`)
}

function checkTexts(key: QueryKey, values: readonly string[]): readonly string[] {
  if (values.length === 0) throw queryInvalid(key, 'expected at least one value')
  if (values.length > QUERY_LIMITS.valuesPerKey) {
    throw queryInvalid(key, `takes at most ${QUERY_LIMITS.valuesPerKey} values`)
  }
  for (const value of values) {
    // An empty filter that is passed over would show everything to who asked for nothing.
    if (value.trim() === '') throw queryInvalid(key, 'expected a value, got an empty one')
    if (value.length > QUERY_LIMITS.charsPerValue) {
      throw queryInvalid(key, `a value has at most ${QUERY_LIMITS.charsPerValue} characters`)
    }
    if (value.includes('\0')) throw queryInvalid(key, 'a value cannot hold a NUL character')
  }
  return values
}
