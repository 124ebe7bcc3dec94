/**
 * How does a stored value become text in a file, and the same value again?
 *
 * Exact for every BSON type: what is read back is stored as the same bytes. An object with one key
 * that starts with `$` is a tag; records with such keys are written as lists of pairs, so no
 * record can be taken for one. Only for files of one machine: readers of the log get `toJson`.
 */
import { isMap } from 'node:util/types'
import type { ValueMaker } from '../ports/spool.ts'
import {
  binaryParts,
  codeParts,
  dateMs,
  fieldsOf,
  longOf,
  numberOf,
  regexParts,
  setField,
} from '../values/bson-type.ts'
import { kindOf } from '../values/kind.ts'

/** Returns the text of a value. @throws RangeError for a cycle, or for thousands of levels. */
export function valueText(value: unknown): string {
  return JSON.stringify(written(value))
}

/**
 * Returns the value of a text.
 *
 * @param make - Makes the driver's own values.
 * @throws SyntaxError if it is no text of `valueText`.
 */
export function valueOfText(text: string, make: ValueMaker): unknown {
  return read(JSON.parse(text), make)
}

function written(value: unknown): unknown {
  if (value === undefined) return { $u: 1 }
  if (typeof value === 'string') return value
  const kind = kindOf(value)
  switch (kind) {
    case 'object':
      return writtenObject(value as object)
    case 'array':
      return Array.from(value as unknown[], written)
    case 'int':
      return numberOf(value)
    case 'double':
      return writtenDouble(numberOf(value))
    case 'string':
    case 'bool':
    case 'null':
      return value
    case 'nothing':
      return { $u: 1 }
    default:
      return writtenScalar(kind, value)
  }
}

type Scalar = Exclude<
  ReturnType<typeof kindOf>,
  'object' | 'array' | 'int' | 'double' | 'string' | 'bool' | 'null' | 'nothing'
>

function writtenScalar(kind: Scalar, value: unknown): unknown {
  switch (kind) {
    case 'long':
      return { $l: String(longOf(value)) }
    case 'decimal':
      return { $d: base64((value as { bytes: Uint8Array }).bytes) }
    case 'objectId':
      return { $o: (value as { toHexString(): string }).toHexString() }
    case 'date':
      return { $t: dateMs(value) }
    case 'binary': {
      const { subType, bytes } = binaryParts(value)
      return { $b: [subType, base64(bytes)] }
    }
    case 'regex': {
      const { pattern, options } = regexParts(value)
      return { $r: [pattern, options] }
    }
    case 'timestamp':
      return { $s: timestampParts(value) }
    case 'javascript':
      return { $c: [codeParts(value).code] }
    case 'javascriptWithScope': {
      const { code, scope } = codeParts(value)
      return { $c: [code, written(scope)] }
    }
    case 'symbol':
      return { $y: (value as { value: string }).value }
    default:
      return { $k: kind === 'minKey' ? -1 : 1 }
  }
}

function writtenObject(value: object): unknown {
  // A map may hold keys in an order, or under names, that an object cannot.
  if (isMap(value)) {
    return { $m: Array.from(value, ([key, item]) => [String(key), written(item)]) }
  }
  const fields = fieldsOf(value)
  const keys = Object.keys(fields)
  if (keys.some((key) => key.startsWith('$'))) {
    return { $p: keys.map((key) => [key, written(fields[key])]) }
  }
  const copy: Record<string, unknown> = {}
  for (const key of keys) setField(copy, key, written(fields[key]))
  return copy
}

// A plain number that the driver sends as a double needs no tag.
function writtenDouble(value: number): unknown {
  if (!Number.isFinite(value) || Object.is(value, -0)) {
    return { $n: Object.is(value, -0) ? '-0' : String(value) }
  }
  return kindOf(value) === 'double' ? value : { $f: value }
}

// By its two halves: the getters `t` and `i` are younger than the oldest driver supported.
function timestampParts(value: unknown): [number, number] {
  const { high, low, t, i } = value as { high?: number; low?: number; t?: number; i?: number }
  return [(high ?? t ?? 0) >>> 0, (low ?? i ?? 0) >>> 0]
}

function read(value: unknown, make: ValueMaker): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => read(item, make))
  const keys = Object.keys(value)
  const [first] = keys
  const fields = value as Record<string, unknown>
  if (keys.length === 1 && first?.startsWith('$') === true) {
    return readTag(first, fields[first], make)
  }
  const copy: Record<string, unknown> = {}
  for (const key of keys) setField(copy, key, read(fields[key], make))
  return copy
}

function readTag(tag: string, body: unknown, make: ValueMaker): unknown {
  switch (tag) {
    case '$u':
      return undefined
    case '$n':
      return Number(body)
    case '$f':
      return make.double(Number(body))
    case '$l':
      return make.long?.(BigInt(String(body))) ?? BigInt(String(body))
    case '$d':
      return make.decimal(Buffer.from(String(body), 'base64'))
    case '$o':
      return make.objectId(String(body))
    case '$t':
      return new Date(Number(body))
    case '$y':
      return make.symbol(String(body))
    case '$k':
      return body === 1 ? make.maxKey() : make.minKey()
    default:
      return readList(tag, body as unknown[], make)
  }
}

function readList(tag: string, body: unknown[], make: ValueMaker): unknown {
  const [first, second] = body
  switch (tag) {
    case '$b':
      return make.binary(Buffer.from(String(second), 'base64'), Number(first))
    case '$r':
      return make.regex(String(first), String(second))
    case '$s':
      return make.timestamp({ t: Number(first), i: Number(second) })
    case '$c':
      return make.code(String(first), body.length < 2 ? undefined : (read(second, make) as object))
    case '$m':
      return new Map(readPairs(body, make))
    case '$p': {
      const fields: Record<string, unknown> = {}
      for (const [key, item] of readPairs(body, make)) setField(fields, key, item)
      return fields
    }
    default:
      throw new SyntaxError('a tag that this version does not know')
  }
}

function readPairs(body: unknown[], make: ValueMaker): [string, unknown][] {
  return body.map((pair) => {
    const [key, item] = pair as [string, unknown]
    return [key, read(item, make)]
  })
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
