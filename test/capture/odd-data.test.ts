/** Values, ids and keys that other tools lose, through every way to write one record. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { CapturedChange } from '@rastro/core'
import { identicalValue } from '@rastro/core'
import {
  Binary,
  BSONRegExp,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb'
import type { Collection, Document } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'
import type { CollectingSink } from '../support/collecting-sink.ts'

let database: TestDatabase
let records: Collection
let plain: Collection
let sink: CollectingSink
let number = 0

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  number += 1
  plain = await database.db.createCollection(`odd${number}`)
  const captured = captureForTest(plain)
  records = captured.records as unknown as Collection
  sink = captured.sink
})

const TYPED = { promoteValues: false, promoteBuffers: false, bsonRegExp: true } as const

async function stored(): Promise<Document[]> {
  return plain.find({}, TYPED).toArray()
}

/** The one change that was made, if it is exact. */
function exactOne(): CapturedChange {
  const changes = sink.takeChanges()
  expect(changes.map(({ fidelity }) => fidelity)).toEqual(['exact'])
  return changes[0] as CapturedChange
}

const IDS: readonly (readonly [string, unknown])[] = [
  ['text', 'ABC'],
  ['empty text', ''],
  ['false', false],
  ['0', 0],
  ['an int32', new Int32(5)],
  ['a double', new Double(5)],
  ['a long beyond 2^53', Long.fromString('9007199254740993')],
  ['a decimal', Decimal128.fromString('0.10')],
  ['a date', new Date('2026-01-01T00:00:00.001Z')],
  ['an ObjectId', new ObjectId('0123456789abcdef01234567')],
  ['a UUID', new UUID('01234567-89ab-4cde-8fed-0123456789ab')],
  ['bytes', new Binary(Buffer.from([0, 255, 1]), 0x80)],
  ['a timestamp', new Timestamp({ t: 1, i: 2 })],
  ['the smallest key', new MinKey()],
  ['the largest key', new MaxKey()],
  ['an object', { b: 1, a: 2 }],
  ['an object in other order', { a: 2, b: 1 }],
  ['an object with a dotted key', { 'a.b': 1 }],
  ['an empty object', {}],
]

describe('a record whose id is', () => {
  for (const [what, id] of IDS) {
    it(`${what} has its whole life told`, async () => {
      const filter = { _id: { $eq: id } } as Document
      await plain.insertMany([{ _id: { a: 2, b: 1, c: 3 } as never }, { _id: 'abc' as never }])
      await records.insertOne({ _id: id as never, a: 1 })
      const [first] = await plain.find(filter, TYPED).toArray()
      expect(identicalValue(exactOne().after, first)).toBe(true)
      for (const write of [
        () => records.updateOne(filter, { $set: { a: 2 } }),
        () => records.updateOne({ a: 2 }, { $set: { a: 3 } }),
        () => records.findOneAndUpdate(filter, { $set: { a: 4 } }),
        () => records.updateMany(filter, { $set: { a: 5 } }),
        () => records.bulkWrite([{ replaceOne: { filter, replacement: { a: 6 } } }]),
      ]) {
        const [before] = await plain.find(filter, TYPED).toArray()
        await write()
        const [after] = await plain.find(filter, TYPED).toArray()
        const change = exactOne()
        expect(identicalValue(change.before, before)).toBe(true)
        expect(identicalValue(change.after, after)).toBe(true)
      }
      await records.deleteOne(filter)
      expect(identicalValue(exactOne().id, first?.['_id'])).toBe(true)
      expect(await plain.countDocuments()).toBe(2)
    })
  }
})

describe('the id null', () => {
  it('is made by an upsert only, and told with all that follows', async () => {
    const filter = { _id: null as never }
    await records.updateOne(filter, { $set: { a: 1 } }, { upsert: true })
    await records.updateOne(filter, { $set: { a: 2 } })
    await records.updateMany(filter, { $set: { a: 3 } })
    await records.findOneAndDelete(filter)
    const changes = sink.takeChanges()
    expect(changes.map(({ id, fidelity }) => [id, fidelity])).toEqual(
      Array.from({ length: 4 }, () => [null, 'exact']),
    )
  })
})

describe('a condition on the id that may mean several records', () => {
  for (const [what, filter, changed] of [
    ['a pattern', { _id: /^a/ }, 'ab'],
    ['null, which also matches nothing', { _id: null }, null],
    ['a list of them', { _id: { $in: ['zz', 'ab'] } }, 'ab'],
  ] as [string, Document, unknown][]) {
    it(`finds the one that was changed (${what})`, async () => {
      await plain.insertMany([{ _id: 'ab' as never }, { _id: 'b' as never }])
      // The driver itself would make an id in the place of null.
      await plain.updateOne({ _id: null as never }, { $set: { made: true } }, { upsert: true })
      await records.updateOne(filter, { $set: { a: 1 } })
      expect(exactOne().id).toEqual(changed)
    })
  }
})

const VALUES: readonly (readonly [string, unknown])[] = [
  ['int32, long and double of one value', [new Int32(1), Long.fromNumber(1), new Double(1)]],
  ['longs beyond 2^53', [Long.MAX_VALUE, Long.MIN_VALUE, 9007199254740993n]],
  ['NaN, infinities and both zeros', [Number.NaN, Number.POSITIVE_INFINITY, new Double(-0), 0]],
  ['decimals with their zeros', [Decimal128.fromString('1.0'), Decimal128.fromString('1.00')]],
  [
    'decimals that are no numbers',
    [Decimal128.fromString('NaN'), Decimal128.fromString('-Infinity')],
  ],
  [
    'buffers and bytes',
    [Buffer.from('abc'), new Binary(Buffer.from('abc'), 2), new Uint8Array([1])],
  ],
  ['maps', new Map<string, unknown>([['k', new Map([['inner', 1]])]])],
  ['patterns', [/a/i, new BSONRegExp('a', 'x')]],
  ['code and references', [new Code('1'), new DBRef('other', new ObjectId())]],
  ['dates before 1970 and timestamps', [new Date(-1), new Timestamp({ t: 4_294_967_295, i: 1 })]],
  ['keys with dots and dollars', { 'a.b': 1, $c: 2, 'd.$e': { '': 3 } }],
  ['keys that every object has', { constructor: 1, toString: 2, hasOwnProperty: 3 }],
  ['holes and nulls', [undefined, null, [[], {}]]],
  ['text with null bytes and pairs', 'a\u0000b\uD83D\uDE00'],
  ['ninety levels', nested(90)],
]

function nested(levels: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? { a: value } : [value]
  return value
}

describe('a record that holds', () => {
  for (const [what, value] of VALUES) {
    it(`${what} is told as it is stored`, async () => {
      await records.insertOne({ _id: 1 as never, value })
      expect(identicalValue(exactOne().after, (await stored())[0])).toBe(true)
      await records.replaceOne({ _id: 1 as never }, { other: 1, value })
      expect(identicalValue(exactOne().after, (await stored())[0])).toBe(true)
      const [before] = await stored()
      await records.bulkWrite([{ updateOne: { filter: {}, update: { $unset: { other: 1 } } } }])
      const change = exactOne()
      expect(identicalValue(change.before, before)).toBe(true)
      expect(identicalValue(change.after, (await stored())[0])).toBe(true)
    })
  }
})

describe('an update that changes nothing but a type', () => {
  for (const [what, from, to] of [
    ['an int32 to a long', new Int32(1), Long.fromNumber(1)],
    ['an int32 to a double', new Int32(1), new Double(1)],
    ['zero to minus zero', new Double(0), new Double(-0)],
    [
      'a decimal to one with more zeros',
      Decimal128.fromString('1.0'),
      Decimal128.fromString('1.00'),
    ],
    ['an object to one in other order', { a: 1, b: 2 }, { b: 2, a: 1 }],
  ] as [string, unknown, unknown][]) {
    it(`is told: ${what}`, async () => {
      await plain.insertOne({ _id: 1 as never, value: from })
      const { modifiedCount } = await records.updateOne({}, { $set: { value: to } })
      const changes = sink.takeChanges()
      expect(changes).toHaveLength(modifiedCount)
      expect(identicalValue(changes[0]?.before?.['value'], changes[0]?.after?.['value'])).toBe(
        modifiedCount === 0,
      )
    })
  }
})

describe('a large record', () => {
  it('of ten thousand elements is exact, whichever element changed', async () => {
    const list = Array.from({ length: 10_000 }, (_, n) => ({ n }))
    await records.insertOne({ _id: 1 as never, list })
    sink.takeCalls()
    await records.updateOne({ 'list.n': 9_999 }, { $set: { 'list.$.n': -1 } })
    const change = exactOne()
    expect(identicalValue(change.after, (await stored())[0])).toBe(true)
    await records.updateMany(
      {},
      { $set: { 'list.$[odd].odd': true } },
      { arrayFilters: [{ 'odd.n': { $mod: [2, 1] } }] },
    )
    expect(identicalValue(exactOne().after, (await stored())[0])).toBe(true)
  })

  it('near 16 MB is exact', async () => {
    const filling = 'x'.repeat(15 * 1024 * 1024)
    await records.insertOne({ _id: 1 as never, filling, a: 1 })
    expect(exactOne().after?.['a']).toBe(1)
    await records.updateOne({ _id: 1 as never }, { $inc: { a: 1 } })
    const change = exactOne()
    expect([change.before?.['a'], change.after?.['a']]).toEqual([new Int32(1), new Int32(2)])
    await records.updateMany({}, { $inc: { a: 1 } })
    expect(exactOne().after?.['a']).toEqual(new Int32(3))
    await records.deleteMany({})
    expect(exactOne().before?.['a']).toEqual(new Int32(3))
  })
})
