import { describe, expect, it } from '@jest/globals'
import { identicalValue, sameValue, storedForm } from '@rastro/core'
import * as fc from 'fast-check'
import type { BSON } from 'mongodb'
import mongoose from 'mongoose'
import { BSON_VERSIONS, keyArbitrary, objectArbitrary, scalarArbitrary } from './bson-values.ts'

/** What an application may hand to the driver: also what is not stored as it stands. */
function givenArbitrary(bson: typeof BSON, skipped: boolean): fc.Arbitrary<object> {
  const leaf = fc.oneof(
    scalarArbitrary(bson),
    fc.constantFrom(undefined, 'half a pair: \uD83D'),
    fc.constant(new Date(NaN)),
    fc.constant(new Uint8Array([1, 2])),
    fc.constant(new Float32Array([1.5])),
    fc.constant(new Money(5)),
    fc.constant(new bson.DBRef('a', new bson.ObjectId(), undefined, { x: { y: undefined } })),
    fc.constant(grownBinary(bson)),
    fc.constant({ toBSON: () => new bson.Decimal128('1.50') }),
    fc.constant({ toBSON: () => undefined }),
    fc.constant(2n ** 70n + 1n),
    fc.constant(/é/gimsuy),
    fc.constant(Array.from<unknown>({ length: 2 })),
    fc.constant(Object.assign(Object.create({ inherited: 1 }) as object, { own: 1 })),
    // Left out of arrays, where the driver's bytes then skip an index.
    ...(skipped ? [fc.constant(() => 0), fc.constant(Symbol('s'))] : []),
  )
  return fc.letrec<{ value: unknown; object: object }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaf,
      tie('object'),
      fc.array(tie('value'), { maxLength: 3 }),
      // Keys like `10` would change places when a map becomes an object.
      objectArbitrary(fc.constantFrom('a', 'b', '__proto__', ''), tie('value')).map(
        (fields) => new Map(Object.entries(fields)),
      ),
    ),
    object: objectArbitrary(keyArbitrary(), tie('value')),
  })).object
}

/** A binary whose buffer is longer than what was put into it. */
function grownBinary(bson: typeof BSON): unknown {
  const binary = new bson.Binary()
  binary.put(7)
  return binary
}

class Money {
  readonly cents: number
  constructor(cents: number) {
    this.cents = cents
  }
  toBSON(): unknown {
    return { amount: this.cents / 100, toBSON: () => ({ again: this.cents }) }
  }
}

for (const { name, bson } of BSON_VERSIONS) {
  for (const ignoreUndefined of [false, true]) {
    describe(`storedForm with ${name}, ignoreUndefined ${ignoreUndefined}`, () => {
      it('has the bytes of what the driver sends', () => {
        fc.assert(
          fc.property(givenArbitrary(bson, false), (given) => {
            const stored = storedForm(given, { ignoreUndefined }) as object
            const sent = bson.serialize(given, { ignoreUndefined })
            expect(Buffer.from(bson.serialize(stored)).equals(Buffer.from(sent))).toBe(true)
          }),
          { numRuns: 200 },
        )
      })

      it('is what the driver reads back', () => {
        fc.assert(
          fc.property(givenArbitrary(bson, true), (given) => {
            const sent = bson.serialize(given, { ignoreUndefined })
            const read = bson.deserialize(sent, { promoteValues: false, bsonRegExp: true })
            expect(sameValue(storedForm(given, { ignoreUndefined }), read)).toBe(true)
          }),
          { numRuns: 200 },
        )
      })
    })
  }

  describe(`storedForm with ${name}`, () => {
    it('is detached from the application’s objects', () => {
      const bytes = Buffer.from('old')
      const given = {
        at: new Date(0),
        bytes,
        binary: new bson.Binary(Buffer.from('old'), 5),
        list: [{ a: 1 }],
      }
      const stored = storedForm(given)
      const copy = bson.deserialize(bson.serialize(given))
      given.at.setTime(99)
      bytes.write('new')
      given.binary.buffer[0] = 0
      given.list[0] = { a: 2 }
      expect(identicalValue(stored, copy)).toBe(true)
    })

    it('keeps UUIDs UUIDs', () => {
      const id = new bson.UUID()
      expect(storedForm({ id })).toEqual({ id })
    })
  })
}

describe('storedForm', () => {
  it('stores what Mongoose documents, arrays and maps stand for', () => {
    const schema = new mongoose.Schema({
      _id: Number,
      tags: [String],
      lines: [{ _id: false, price: Number }],
      labels: { type: Map, of: String },
      file: Buffer,
    })
    const Model = new mongoose.Mongoose().model('Order', schema)
    const order = new Model({
      _id: 1,
      tags: ['a'],
      lines: [{ price: 2 }],
      labels: { en: 'one' },
      file: Buffer.from('x'),
    })
    const expected = {
      _id: 1,
      tags: ['a'],
      lines: [{ price: 2 }],
      labels: { en: 'one' },
      file: Buffer.from('x'),
    }
    expect(identicalValue(storedForm(order), expected)).toBe(true)
    expect(identicalValue(storedForm(order.get('tags')), ['a'])).toBe(true)
  })

  it('never changes a prototype', () => {
    const stored = storedForm(JSON.parse('{"__proto__":{"admin":true}}')) as { admin?: unknown }
    expect(stored.admin).toBeUndefined()
    expect(Object.keys(stored)).toEqual(['__proto__'])
  })

  it('is undefined for what is not stored', () => {
    expect(storedForm(() => 0)).toBeUndefined()
    expect(storedForm(undefined, { ignoreUndefined: true })).toBeUndefined()
  })

  const cyclic: Record<string, unknown> = {}
  cyclic['self'] = [cyclic]
  const endless = Array.from({ length: 5000 }).reduce<object>((v) => ({ v }), {})
  const refused: Record<string, unknown> = {
    'a circular structure': cyclic,
    'a key with a null byte': { 'a\0b': 1 },
    'a false BSON type': { a: { _bsontype: 'ObjectId' } },
    'a toBSON that returns a number twice': { a: { toBSON: () => ({ toBSON: () => 1 }) } },
    'endless nesting': endless,
    'a map with a key that is no string': { a: new Map([[1, 1]]) },
  }
  for (const [what, value] of Object.entries(refused)) {
    it(`refuses ${what} with a code`, () => {
      expect(() => storedForm(value)).toThrow(
        expect.objectContaining({ code: 'AUDIT_VALUE_INVALID' }),
      )
    })
  }

  it('accepts the same object twice where it is no cycle', () => {
    const shared = { a: 1 }
    expect(storedForm({ one: shared, other: [shared] })).toEqual({ one: shared, other: [shared] })
  })
})
