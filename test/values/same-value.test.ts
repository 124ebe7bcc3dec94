import { describe, expect, it } from '@jest/globals'
import { identicalValue, kindOf, sameValue } from '@rastro/core'
import * as fc from 'fast-check'
import { BSON_VERSIONS, objectOf, recordArbitrary, valueArbitrary } from './bson-values.ts'

for (const { name, bson } of BSON_VERSIONS) {
  describe(`values of ${name}`, () => {
    it('are identical exactly when their stored bytes are', () => {
      // A few values, so that equals meet often.
      const pool = fc.sample(valueArbitrary(bson), { numRuns: 150, seed: 7 })
      const bytes = pool.map((v) => Buffer.from(bson.serialize({ v })).toString('hex'))
      const wrong: unknown[] = []
      let equals = 0
      for (const [i, a] of pool.entries()) {
        for (const [j, b] of pool.entries()) {
          if (bytes[i] === bytes[j] && i !== j) equals += 1
          if (identicalValue(a, b) !== (bytes[i] === bytes[j])) wrong.push([a, b])
        }
      }
      expect(wrong).toEqual([])
      expect(equals).toBeGreaterThan(20)
    })

    it('stay the same value when they come back from the database', () => {
      fc.assert(
        fc.property(recordArbitrary(bson), (record) => {
          const stored = bson.serialize(record)
          const read = bson.deserialize(stored, { promoteValues: false, bsonRegExp: true })
          // A reference with a key `__proto__` loses it in the driver's own hands.
          fc.pre(Buffer.compare(bson.serialize(read), stored) === 0)
          expect(sameValue(record, read)).toBe(true)
        }),
        { numRuns: 200 },
      )
    })

    it('are of the kind that the driver would store', () => {
      expect([1, -0, 2 ** 31, 1.5, NaN, 1n].map(kindOf)).toEqual([
        'int',
        'double',
        'double',
        'double',
        'double',
        'long',
      ])
      expect(
        [
          new bson.Int32(1),
          new bson.Double(1),
          bson.Long.fromNumber(1),
          bson.Decimal128.fromString('1'),
          new bson.ObjectId(),
          new bson.UUID(),
          new bson.Timestamp({ t: 1, i: 1 }),
          new bson.BSONRegExp('a'),
          new bson.Code('f()'),
          new bson.Code('f()', {}),
          new bson.DBRef('places', new bson.ObjectId()),
          new bson.BSONSymbol('s'),
          new bson.MinKey(),
          new bson.MaxKey(),
        ].map(kindOf),
      ).toEqual([
        'int',
        'double',
        'long',
        'decimal',
        'objectId',
        'binary',
        'timestamp',
        'regex',
        'javascript',
        'javascriptWithScope',
        'object',
        'symbol',
        'minKey',
        'maxKey',
      ])
    })

    it('differ when only the BSON type differs', () => {
      expect(sameValue(new bson.Int32(1), new bson.Double(1))).toBe(false)
      expect(sameValue(1, new bson.Double(1))).toBe(false)
      expect(sameValue(1, bson.Long.fromNumber(1))).toBe(false)
      expect(sameValue('1', 1)).toBe(false)
      expect(sameValue(null, undefined)).toBe(true)
    })

    it('are compared by the bytes that a binary holds, not by its whole buffer', () => {
      const grown = new bson.Binary()
      grown.put(7)
      expect(grown.buffer.byteLength).toBeGreaterThan(1)
      expect(sameValue(grown, new bson.Binary(Buffer.from([7])))).toBe(true)
    })

    it('are the same whether plain or wrapped', () => {
      expect(sameValue(1, new bson.Int32(1))).toBe(true)
      expect(sameValue(1.5, new bson.Double(1.5))).toBe(true)
      expect(sameValue(5n, bson.Long.fromNumber(5))).toBe(true)
      expect(sameValue(Buffer.from('x'), new bson.Binary(Buffer.from('x')))).toBe(true)
      expect(sameValue(Buffer.from('x'), new bson.Binary(Buffer.from('x'), 5))).toBe(false)
      expect(sameValue(NaN, new bson.Double(NaN))).toBe(true)
      expect(sameValue(0, -0)).toBe(false)
      expect(sameValue(/a/g, new bson.BSONRegExp('a', 's'))).toBe(true)
      expect(sameValue(new Map([['a', 1]]), { a: 1 })).toBe(true)
    })
  })
}

describe('sameValue', () => {
  it('does not take another order of keys for a change, and identicalValue does', () => {
    const [one, other] = [
      { a: { x: 1, y: 2 }, b: 3 },
      { b: 3, a: { y: 2, x: 1 } },
    ]
    expect([sameValue(one, other), identicalValue(one, other)]).toEqual([true, false])
  })

  it('reads a key named __proto__ like any other', () => {
    expect(sameValue(objectOf([['__proto__', 1]]), {})).toBe(false)
    expect(sameValue(objectOf([['__proto__', 1]]), { toString: 1 })).toBe(false)
    expect(sameValue(objectOf([['__proto__', 1]]), objectOf([['__proto__', 1]]))).toBe(true)
  })

  it('takes a record with a key _bsontype for the object it is', () => {
    expect(sameValue({ _bsontype: 'MinKey', a: 1 }, { _bsontype: 'MinKey', a: 2 })).toBe(false)
    expect(kindOf({ _bsontype: 'ObjectId' })).toBe('object')
  })

  it('compares values of bson 6 with values of bson 7', () => {
    const [seven, six] = BSON_VERSIONS.map(({ bson }) => ({
      id: new bson.ObjectId('a'.repeat(24)),
      price: bson.Decimal128.fromString('9.90'),
      bytes: new bson.Binary(Buffer.from('x'), 128),
      at: new bson.Timestamp({ t: 1, i: 2 }),
      count: bson.Long.fromNumber(7),
    }))
    expect(sameValue(seven, six)).toBe(true)
  })

  it('compares 100 levels and 10,000 elements without overflow or delay', () => {
    const deep = (): object => Array.from({ length: 100 }).reduce<object>((v) => ({ v }), {})
    const long = (): object[] => Array.from({ length: 10_000 }, (_, n) => ({ n, tags: ['a'] }))
    const start = performance.now()
    expect(sameValue(deep(), deep())).toBe(true)
    expect(sameValue(long(), long())).toBe(true)
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
