/**
 * How many bytes does the database need for a value?
 *
 * The BSON size of a value in its stored form, without the type byte and key in front of it; for
 * a record that is what `BSON.calculateObjectSize` says. Limits are decided in `diff/`.
 */
import { binaryParts, codeParts, fieldsOf, regexParts } from './bson-type.ts'
import { kindOf } from './kind.ts'
import type { Kind } from './kind.ts'

/**
 * Returns the BSON size of a value in bytes.
 *
 * @example
 * ```ts
 * byteSize({}) // 5
 * byteSize({ a: 1 }) // 12
 * ```
 */
export function byteSize(value: unknown): number {
  const kind = kindOf(value)
  switch (kind) {
    case 'object':
      return objectSize(fieldsOf(value as object))
    case 'array':
      return arraySize(value as unknown[])
    case 'string':
      return textSize(value as string)
    case 'symbol':
      return textSize((value as { value: string }).value)
    case 'binary': {
      const { subType, bytes } = binaryParts(value)
      // Subtype 2, long deprecated, repeats its length inside.
      return 5 + bytes.byteLength + (subType === 2 ? 4 : 0)
    }
    case 'regex': {
      const { pattern, options } = regexParts(value)
      return nameSize(pattern) + nameSize(options)
    }
    case 'javascript':
      return textSize(codeParts(value).code)
    case 'javascriptWithScope': {
      const { code, scope } = codeParts(value)
      return 4 + textSize(code) + byteSize(scope)
    }
    default:
      return FIXED_SIZES[kind]
  }
}

type FixedKind = Exclude<
  Kind,
  | 'object'
  | 'array'
  | 'string'
  | 'symbol'
  | 'binary'
  | 'regex'
  | 'javascript'
  | 'javascriptWithScope'
>

const FIXED_SIZES: Readonly<Record<FixedKind, number>> = {
  int: 4,
  long: 8,
  double: 8,
  decimal: 16,
  objectId: 12,
  date: 8,
  bool: 1,
  null: 0,
  timestamp: 8,
  minKey: 0,
  maxKey: 0,
  nothing: 0,
}

// Length in front and closing zero.
const CONTAINER_SIZE = 5

function objectSize(fields: Readonly<Record<string, unknown>>): number {
  let size = CONTAINER_SIZE
  for (const key of Object.keys(fields)) size += elementSize(nameSize(key), fields[key])
  return size
}

function arraySize(items: readonly unknown[]): number {
  let size = CONTAINER_SIZE
  for (let index = 0; index < items.length; index += 1) {
    size += elementSize(String(index).length + 1, items[index])
  }
  return size
}

function elementSize(keySize: number, value: unknown): number {
  if (typeof value === 'function' || typeof value === 'symbol') return 0
  return 1 + keySize + byteSize(value)
}

function textSize(text: string): number {
  return 4 + Buffer.byteLength(text) + 1
}

function nameSize(text: string): number {
  return Buffer.byteLength(text) + 1
}
