/**
 * What would the driver store for this value of the application?
 *
 * Follows `bson`'s serializer rule by rule (versions 6 and 7 agree), without serialising: an
 * insert's image is what was sent, and the application may change its object while it is sent.
 * Checked against `BSON.serialize` by property tests.
 */
import { isDate, isMap, isRegExp, isUint8Array } from 'node:util/types'
import { AuditError } from '../errors/audit-error.ts'
import { binaryParts, bsonTypeOf, codeParts, dateMs, fieldsOf, setField } from './bson-type.ts'

/** The database stores 100 levels; far above that, and far below the end of the call stack. */
const MAX_LEVELS = 1000

/** The driver’s options that decide what is stored. */
export interface StoredFormOptions {
  /** The driver's option of that name: leave undefined out instead of storing null. Default false. */
  readonly ignoreUndefined?: boolean
}

/**
 * Returns a deep copy of what the driver would store, detached from the application's objects.
 *
 * `toBSON()` is called, functions and symbols are dropped, `undefined` becomes null (in objects,
 * nothing with `ignoreUndefined`), a `Map` or a `DBRef` becomes a plain object. Numbers stay
 * JavaScript numbers, see `kindOf`. Instances of immutable BSON classes are shared.
 *
 * @param value - Any value; usually a record.
 * @param options - The driver's options that decide what is stored.
 * @returns The copy; undefined if nothing would be stored.
 * @throws {@link AuditError} `AUDIT_VALUE_INVALID` where the driver refuses too: cycles, keys with
 * null bytes, unknown BSON types; and for more than 1,000 levels, which the database refuses.
 *
 * @example
 * ```ts
 * storedForm({ a: undefined, b: new Map([['c', 1]]), d: () => 0 }) // { a: null, b: { c: 1 } }
 * ```
 */
export function storedForm(value: unknown, options: StoredFormOptions = {}): unknown {
  const ignoreUndefined = options.ignoreUndefined ?? false
  const stored = storedElement(value, { ignoreUndefined, isElement: false, path: new Set() })
  return stored === NOTHING ? undefined : stored
}

const NOTHING = Symbol('nothing is stored')

interface Place {
  readonly ignoreUndefined: boolean
  /** Elements of arrays are never left out for being undefined. */
  readonly isElement: boolean
  /** The objects around this value, to find cycles. */
  readonly path: Set<object>
}

function storedElement(given: unknown, place: Place): unknown {
  const value = hasToBson(given) ? given.toBSON() : given
  switch (typeof value) {
    case 'undefined':
      return place.isElement || !place.ignoreUndefined ? null : NOTHING
    case 'function':
    case 'symbol':
      return NOTHING
    case 'string':
      return wellFormed(value)
    case 'bigint':
      return BigInt.asIntN(64, value)
    case 'object':
      return value === null ? null : storedObject(value, place)
    default:
      return value
  }
}

function storedObject(value: object, place: Place): unknown {
  const type = bsonTypeOf(value)
  if (type === undefined) {
    const claimed: unknown = (value as { _bsontype?: unknown })._bsontype
    if (claimed !== undefined && claimed !== null) refuse('an object that claims a BSON type')
    if (isDate(value)) return new Date(dateMs(value))
    if (isUint8Array(value)) return Buffer.from(value)
    if (isRegExp(value)) return storedRegExp(value)
    return storedContainer(value, place)
  }
  if (type === 'Binary') {
    return cloned(value, { buffer: Buffer.from(binaryParts(value).bytes) })
  }
  if (type === 'DBRef') {
    return storedContainer(fieldsOf(value), { ...place, ignoreUndefined: true })
  }
  if (type === 'Code') {
    const { scope } = codeParts(value)
    return scope ? cloned(value, { scope: storedContainer(scope, place) }) : value
  }
  return value
}

function storedContainer(value: object, place: Place): unknown {
  const { path } = place
  if (path.has(value)) refuse('a circular structure')
  if (path.size >= MAX_LEVELS) refuse(`more than ${MAX_LEVELS} levels`)
  path.add(value)
  const stored = Array.isArray(value) ? storedArray(value, place) : storedFields(value, place)
  path.delete(value)
  return stored
}

function storedArray(items: readonly unknown[], place: Place): unknown[] {
  const stored: unknown[] = []
  // By index: a hole is stored as null.
  for (let index = 0; index < items.length; index += 1) {
    const item = storedElement(items[index], { ...place, isElement: true })
    if (item !== NOTHING) stored.push(item)
  }
  return stored
}

function storedFields(value: object, place: Place): Record<string, unknown> {
  const stored: Record<string, unknown> = {}
  for (const [key, item] of entriesToStore(value)) {
    if (typeof key !== 'string') refuse('a map whose keys are no strings')
    if (key.includes('\0')) refuse('a key with a null byte')
    const copy = storedElement(item, { ...place, isElement: false })
    if (copy !== NOTHING) setField(stored, wellFormed(key), copy)
  }
  return stored
}

function entriesToStore(value: object): Iterable<[unknown, unknown]> {
  if (isMap(value)) return value.entries()
  // The serializer asks a second time: what `toBSON` returned may have a `toBSON` itself.
  const target = hasToBson(value) ? value.toBSON() : value
  if (typeof target !== 'object' || target === null) refuse('a toBSON() that returns no object')
  return Object.entries(target)
}

function storedRegExp(value: RegExp): RegExp {
  if (value.source.includes('\0')) refuse('a regular expression with a null byte')
  const flags = value.flags.replaceAll(/[^gim]/g, '')
  if (flags === value.flags) return new RegExp(value)
  try {
    return new RegExp(value.source, flags)
  } catch {
    // The pattern needs a flag that is not stored; the instance says at least what was meant.
    return value
  }
}

function cloned(value: object, changed: Readonly<Record<string, unknown>>): object {
  const prototype = Object.getPrototypeOf(value) as object
  return Object.assign(Object.create(prototype) as object, value, changed)
}

// Half of a surrogate pair has no UTF-8 form: it is stored as U+FFFD.
function wellFormed(text: string): string {
  return /\p{Surrogate}/u.test(text) ? Buffer.from(text).toString() : text
}

function hasToBson(value: unknown): value is { toBSON(): unknown } {
  return typeof (value as { toBSON?: unknown } | null | undefined)?.toBSON === 'function'
}

function refuse(what: string): never {
  throw new AuditError('AUDIT_VALUE_INVALID', `A value that can be stored cannot contain ${what}`)
}
