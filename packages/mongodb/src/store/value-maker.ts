/**
 * How are values of the application's driver made again from what a file says of them?
 *
 * With the driver's own classes where they are at hand. Where they are not, with values that have
 * what the driver looks at when it sends one: its type, its version and its parts.
 */
import type { ValueMaker } from '@rastro/core'
import type { BsonClasses } from './bson-classes.ts'

/** The classes that make values which only some applications store. */
export interface AllBsonClasses extends BsonClasses {
  readonly Decimal128?: { new (bytes: Uint8Array): unknown; fromString(text: string): unknown }
  readonly BSONRegExp?: new (pattern: string, options: string) => unknown
  readonly Code?: new (code: string, scope?: object) => unknown
  readonly BSONSymbol?: new (value: string) => unknown
  readonly MinKey?: new () => unknown
  readonly MaxKey?: new () => unknown
}

const VERSION = Symbol.for('@@mdb.bson.version')
const TYPE = Symbol.for('@@mdb.bson.type')

/**
 * Makes the maker of one application.
 *
 * @param bson - What `mongodb` or `mongoose.mongo` exports, if the application gave it.
 * @param client - A client of the application's, to learn its driver's version from.
 */
export function createValueMaker(bson: AllBsonClasses | undefined, client: unknown): ValueMaker {
  const sample = idOf(client)
  const known: AllBsonClasses = bson ?? (sample === undefined ? {} : learned(sample))
  const { ObjectId, Double, Decimal128, Binary, Timestamp } = known
  const { BSONRegExp, Code, BSONSymbol, MinKey, MaxKey } = known
  const version: unknown =
    (sample as Record<symbol, unknown> | undefined)?.[VERSION] ?? DEFAULT_VERSION

  function carrier(type: string, parts: object): unknown {
    const look = { _bsontype: type, [TYPE]: type, [VERSION]: version }
    return Object.assign(Object.create(look) as object, parts)
  }

  return {
    objectId: (hex) =>
      ObjectId ? new ObjectId(hex) : carrier('ObjectId', idParts(Buffer.from(hex, 'hex'))),
    double: (value) =>
      Double ? new Double(value) : carrier('Double', { value, valueOf: () => value }),
    decimal: (bytes) => (Decimal128 ? new Decimal128(bytes) : carrier('Decimal128', { bytes })),
    binary(bytes, subType) {
      if (Binary) return new Binary(bytes, subType)
      return carrier('Binary', { buffer: bytes, position: bytes.length, sub_type: subType })
    },
    timestamp({ t, i }) {
      if (Timestamp) return new Timestamp({ t, i })
      const halves = { getHighBits: () => t | 0, getLowBits: () => i | 0 }
      return carrier('Timestamp', { high: t | 0, low: i | 0, t, i, ...halves })
    },
    regex: (pattern, options) =>
      BSONRegExp ? new BSONRegExp(pattern, options) : carrier('BSONRegExp', { pattern, options }),
    code: (code, scope) =>
      Code ? new Code(code, scope) : carrier('Code', { code, scope: scope ?? null }),
    symbol: (value) =>
      BSONSymbol ? new BSONSymbol(value) : carrier('BSONSymbol', { value, valueOf: () => value }),
    minKey: () => (MinKey ? new MinKey() : carrier('MinKey', {})),
    maxKey: () => (MaxKey ? new MaxKey() : carrier('MaxKey', {})),
  }
}

/** Of the newest driver that is supported. */
const DEFAULT_VERSION = 7

function idParts(id: Uint8Array): object {
  return {
    id,
    toHexString: () => Buffer.from(id).toString('hex'),
    serializeInto(target: Uint8Array, index: number) {
      target.set(id, index)
      return id.length
    },
  }
}

function learned(id: object): AllBsonClasses {
  return { ObjectId: id.constructor as NonNullable<BsonClasses['ObjectId']> }
}

function idOf(client: unknown): object | undefined {
  const { options } = (client ?? {}) as { options?: { pkFactory?: { createPk?(): unknown } } }
  const id = options?.pkFactory?.createPk?.()
  // An application may make ids of its own kind: those tell nothing of the driver.
  return typeof id === 'object' && id !== null && VERSION in id ? id : undefined
}
