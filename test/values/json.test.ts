import { describe, expect, it } from '@jest/globals'
import { storedForm, toJson } from '@rastro/core'
import type { JsonValue } from '@rastro/core'
import * as fc from 'fast-check'
import { BSON_VERSIONS, objectOf, recordArbitrary } from './bson-values.ts'

for (const { name, bson } of BSON_VERSIONS) {
  describe(`toJson of values of ${name}`, () => {
    it('is relaxed Extended JSON', () => {
      const values = {
        id: new bson.ObjectId('0123456789abcdef01234567'),
        uuid: new bson.UUID('00112233-4455-6677-8899-aabbccddeeff'),
        bytes: new bson.Binary(Buffer.from('hello'), 128),
        at: new Date('2026-03-31T12:00:00.000Z'),
        precise: new Date('2026-03-31T12:00:00.120Z'),
        early: new Date(-1),
        count: new bson.Int32(5),
        half: new bson.Double(0.5),
        none: new bson.Double(NaN),
        least: new bson.Double(-Infinity),
        long: bson.Long.fromNumber(5),
        price: bson.Decimal128.fromString('9.90'),
        pattern: new bson.BSONRegExp('a+', 'ix'),
        plain: /a+/i,
        clock: new bson.Timestamp({ t: 4_000_000_000, i: 2 }),
        code: new bson.Code('f()'),
        scoped: new bson.Code('f()', { x: 1 }),
        symbol: new bson.BSONSymbol('s'),
        first: new bson.MinKey(),
        last: new bson.MaxKey(),
        text: 'a',
        yes: true,
        nothing: null,
        list: [1, [2]],
        nested: { a: { b: 1 } },
      }
      expect(toJson(values)).toEqual(bson.EJSON.serialize(values, { relaxed: true }))
      expect(toJson(values)).toMatchObject({
        id: { $oid: '0123456789abcdef01234567' },
        uuid: { $binary: { base64: 'ABEiM0RVZneImaq7zN3u/w==', subType: '04' } },
        at: { $date: '2026-03-31T12:00:00Z' },
        early: { $date: { $numberLong: '-1' } },
        none: { $numberDouble: 'NaN' },
        price: { $numberDecimal: '9.90' },
      })
    })

    it('keeps longs exact, where relaxed Extended JSON would round them', () => {
      expect(toJson(bson.Long.MAX_VALUE)).toEqual({ $numberLong: '9223372036854775807' })
      expect(toJson(bson.Long.MIN_VALUE)).toEqual({ $numberLong: '-9223372036854775808' })
      expect(toJson(2n ** 53n)).toEqual({ $numberLong: '9007199254740992' })
      expect(toJson(2n ** 53n - 1n)).toBe(9_007_199_254_740_991)
    })

    it('survives JSON for any record', () => {
      fc.assert(
        fc.property(recordArbitrary(bson), (record) => {
          const json = toJson(record)
          expect(JSON.parse(JSON.stringify(json))).toEqual(json)
        }),
        { numRuns: 200 },
      )
    })

    it('reads a reference the same, whoever read it from the database', () => {
      const oid = new bson.ObjectId('a'.repeat(24))
      const reference = new bson.DBRef('places', oid, 'shop', { note: 1 })
      const expected = { $ref: 'places', $id: { $oid: 'a'.repeat(24) }, $db: 'shop', note: 1 }
      expect(toJson(reference)).toEqual(expected)
      expect(toJson(storedForm(reference))).toEqual(expected)
    })
  })
}

describe('toJson', () => {
  it('reads a buffer as the binary it is stored as', () => {
    const expected = { $binary: { base64: 'aGVsbG8=', subType: '00' } }
    expect(toJson(Buffer.from('hello'))).toEqual(expected)
  })

  it('writes years that have no ISO form of four digits as numbers', () => {
    const expected = { $date: { $numberLong: '253402300800000' } }
    expect(toJson(new Date(253_402_300_800_000))).toEqual(expected)
  })

  it('tells a record’s own $ keys from types by one more $', () => {
    const json = toJson({ id: { $oid: 'mine' }, $$date: 1 })
    expect(json).toEqual({ id: { $$oid: 'mine' }, $$$date: 1 })
  })

  it('keeps a key __proto__ a key', () => {
    const json = toJson(objectOf([['__proto__', { admin: true }]])) as { admin?: JsonValue }
    expect(json.admin).toBeUndefined()
    expect(JSON.stringify(json)).toBe('{"__proto__":{"admin":true}}')
  })

  it('does not lose the sign of zero, which JSON would', () => {
    expect(toJson(-0)).toEqual({ $numberDouble: '-0.0' })
  })

  it('reads the cluster time of an event by its shape', () => {
    expect(toJson({ _bsontype: 'Timestamp', t: 1, i: 2 })).toEqual({ $timestamp: { t: 1, i: 2 } })
  })
})
