import { describe, expect, it } from '@jest/globals'
import { idText, matchesIdText, readPath } from '@rastro/core'
import { BSON_VERSIONS, objectOf } from './bson-values.ts'

for (const { name, bson } of BSON_VERSIONS) {
  describe(`idText of ids of ${name}`, () => {
    const uuid = '00112233-4455-6677-8899-aabbccddeeff'
    const ids: [unknown, string][] = [
      [new bson.ObjectId('0123456789abcdef01234567'), '0123456789abcdef01234567'],
      [new bson.UUID(uuid), uuid],
      [new bson.Binary(Buffer.from(uuid.replaceAll('-', ''), 'hex'), 4), uuid],
      [new bson.Int32(42), '42'],
      [new bson.Double(1.5), '1.5'],
      [bson.Long.MAX_VALUE, '9223372036854775807'],
      [bson.Decimal128.fromString('1.50'), '1.50'],
      ['order/1', 'order/1'],
      [42, '42'],
      [true, 'true'],
      [new Date(0), '{"$date":"1970-01-01T00:00:00Z"}'],
      [{ shop: 1, no: new bson.Int32(7) }, '{"shop":1,"no":7}'],
      [Buffer.from([1]), '{"$binary":{"base64":"AQ==","subType":"00"}}'],
    ]
    for (const [id, text] of ids) {
      it(`is ${text}, and found by it`, () => {
        expect(idText(id)).toBe(text)
        expect(matchesIdText(id, text)).toBe(true)
        expect(matchesIdText(id, `${text} `)).toBe(false)
      })
    }

    it('finds hex ids in capitals too, and no texts', () => {
      expect(matchesIdText(new bson.ObjectId('a'.repeat(24)), 'A'.repeat(24))).toBe(true)
      expect(matchesIdText(new bson.UUID(uuid), uuid.toUpperCase())).toBe(true)
      expect(matchesIdText('abc', 'ABC')).toBe(false)
    })
  })
}

describe('readPath', () => {
  const record = {
    _id: 1,
    address: { city: 'Recife' },
    items: [{ price: 2 }],
    labels: new Map<string, unknown>([['en', { text: 'one' }]]),
  }

  it('goes through objects, maps and array indexes', () => {
    expect(readPath(record, 'address.city')).toBe('Recife')
    expect(readPath(record, 'items.0.price')).toBe(2)
    expect(readPath(record, 'labels.en.text')).toBe('one')
  })

  for (const path of ['address.zip', 'address.city.length', 'items.length', 'items.1', 'x.y', '']) {
    it(`finds nothing at '${path}'`, () => {
      expect(readPath(record, path)).toBeUndefined()
    })
  }

  it('never finds what a record inherits', () => {
    expect(readPath(record, '__proto__.constructor')).toBeUndefined()
    expect(readPath(record, 'constructor.name')).toBeUndefined()
    expect(readPath(objectOf([['__proto__', { a: 1 }]]), '__proto__.a')).toBe(1)
  })

  it('finds nothing in nothing', () => {
    expect(readPath(undefined, 'a')).toBeUndefined()
  })
})
