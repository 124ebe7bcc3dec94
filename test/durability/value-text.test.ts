import { describe, expect, it } from '@jest/globals'
import { createRequire } from 'node:module'
import { valueOfText, valueText } from '@rastro/core'
import type { ValueMaker } from '@rastro/core'
import { createValueMaker } from '@rastro/mongodb'
import * as bson from 'mongodb'

const { BSON } = bson

// Its types declare the module `mongoose`, which the tests of version 9 need for themselves.
const { mongo: mongo8 } = createRequire(import.meta.url)('mongoose8') as { mongo: typeof bson }

const VALUES: Readonly<Record<string, unknown>> = {
  'a text with every plane': 'aé\u2028\u0000𝄞',
  int32: new bson.Int32(7),
  'a double that is whole': new bson.Double(7),
  'a double below int32': new bson.Double(-(2 ** 40)),
  'minus zero': -0,
  'minus zero as a double': new bson.Double(-0),
  'not a number': NaN,
  infinity: -Infinity,
  'a long beyond 2^53': bson.Long.fromString('9223372036854775807'),
  'a small long': bson.Long.fromNumber(1),
  'a bigint': 2n ** 62n,
  'a decimal with its trailing zero': bson.Decimal128.fromString('0.10'),
  'a decimal that is no number': bson.Decimal128.fromString('NaN'),
  'an id': new bson.ObjectId('64b64c1f2f9b256c3c9e4d5a'),
  'a date before the epoch': new Date(-1),
  bytes: Buffer.from([0, 255, 7]),
  'a uuid': new bson.Binary(Buffer.alloc(16, 9), 4),
  'old bytes': new bson.Binary(Buffer.from([1, 2, 3]), 2),
  'a user-defined subtype': new bson.Binary(Buffer.from([1]), 0x80),
  'a regular expression': new bson.BSONRegExp('^a/b', 'imx'),
  code: new bson.Code('return 1'),
  'code with scope': new bson.Code('return a', { a: new bson.Int32(1) }),
  'a timestamp': new bson.Timestamp({ t: 4_000_000_000, i: 4_000_000_001 }),
  'the least key': new bson.MinKey(),
  'the greatest key': new bson.MaxKey(),
  'a symbol': new bson.BSONSymbol('s'),
  'a reference': new bson.DBRef('orders', new bson.ObjectId('64b64c1f2f9b256c3c9e4d5a'), 'app'),
  null: null,
  'keys with dots and dollars': { 'a.b': 1, $set: { $oid: 'mine' }, $l: '1', '': true },
  'one key that looks like a tag': { $o: '64b64c1f2f9b256c3c9e4d5a' },
  'a key called proto': JSON.parse('{"__proto__":{"x":1},"constructor":2}'),
  'a map with an order of its own': new Map<string, unknown>([
    ['10', 1],
    ['2', 2],
    ['_bsontype', 'ObjectId'],
  ]),
  'arrays in arrays': [[], [[null]], [{ a: [new bson.Double(1)] }]],
}

function bytesOf(value: unknown): string {
  return Buffer.from(BSON.serialize({ value })).toString('hex')
}

const makers: Readonly<Record<string, ValueMaker>> = {
  'the driver’s own classes': createValueMaker(bson, undefined),
  'no classes at hand': createValueMaker(undefined, undefined),
  'an id of the client’s': createValueMaker(undefined, {
    options: { pkFactory: { createPk: () => new bson.ObjectId() } },
  }),
}

for (const [name, make] of Object.entries(makers)) {
  describe(`a value that was written to a file, read with ${name}`, () => {
    for (const [what, value] of Object.entries(VALUES)) {
      it(`is stored as the same bytes: ${what}`, () => {
        expect(bytesOf(valueOfText(valueText(value), make))).toBe(bytesOf(value))
      })
    }
  })
}

describe('a value that was written by an application with the older driver', () => {
  const make = createValueMaker(undefined, {
    options: { pkFactory: { createPk: () => new mongo8.ObjectId() } },
  })
  for (const [what, value] of Object.entries(VALUES)) {
    it(`is taken by that driver again: ${what}`, () => {
      const read = valueOfText(valueText(value), make)
      const hex = Buffer.from(mongo8.BSON.serialize({ value: read })).toString('hex')
      expect(hex).toBe(bytesOf(value))
    })
  }
})
