/** Any operation on one record, as data, and what carries it out. */
import type * as driver from 'mongodb'
import * as fc from 'fast-check'
import type { PastDesk } from './desk.ts'

/** Two drivers' classes exclude each other: a value is of the application's own driver. */
const valuesOf = ({
  Decimal128,
  Double,
  Int32,
  Long,
  ObjectId,
  Timestamp,
}: typeof driver): readonly unknown[] => [
  'text',
  '',
  null,
  true,
  new Int32(1),
  new Double(1),
  Long.fromNumber(1),
  Long.fromString('9007199254740993'),
  Decimal128.fromString('1.0'),
  new Date(0),
  new ObjectId('65f000000000000000000001'),
  new Timestamp({ t: 5, i: 7 }),
  Buffer.from('bytes'),
  /a.b/i,
  {},
  [],
  { x: new Int32(1), y: { z: 'deep' } },
  { x: new Double(1) },
  { $odd: 1, 'dotted.key': { 'a.b': new Int32(2) } },
  ['a', 'b', 'c'],
  ['b', 'c'],
  [
    { q: new Int32(1), n: 'one' },
    { q: new Int32(2), n: 'two' },
  ],
  [{ q: new Int32(2), n: 'two' }, { q: new Int32(1), n: 'one' }, { m: [1, [2, { k: 1 }]] }],
]

const FIELDS = ['a', 'b', 'list', 'box', 'box.x', 'box.y.z'] as const
const ODD_KEYS = ['dotted.key', '$dollar', 'plain', '0'] as const

export type Operation =
  | {
      readonly op: 'create' | 'replace' | 'save'
      readonly fields: readonly (readonly [string, unknown])[]
    }
  | { readonly op: 'set' | 'findAndSet'; readonly path: string; readonly value: unknown }
  | { readonly op: 'unset'; readonly path: string }
  | { readonly op: 'push' | 'insertFirst'; readonly value: unknown }
  | { readonly op: 'pop'; readonly end: 1 | -1 }
  | { readonly op: 'element'; readonly index: number; readonly value: unknown }
  | { readonly op: 'odd'; readonly key: string; readonly value: unknown }
  | { readonly op: 'bulk' | 'transaction'; readonly values: readonly [unknown, unknown] }
  | { readonly op: 'delete' }

/** One operation; many of them do nothing on the record that they find, as in life. */
export function operationOf(classes: unknown): fc.Arbitrary<Operation> {
  const value = fc.constantFrom(...valuesOf(classes as typeof driver))
  const fields = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'list', 'box'), value), {
    maxLength: 4,
  })
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ op: fc.constant('create' as const), fields }) },
    fc.record({ op: fc.constant('replace' as const), fields }),
    fc.record({ op: fc.constant('save' as const), fields }),
    {
      weight: 4,
      arbitrary: fc.record({
        op: fc.constantFrom('set' as const, 'findAndSet' as const),
        path: fc.constantFrom(...FIELDS),
        value,
      }),
    },
    fc.record({ op: fc.constant('unset' as const), path: fc.constantFrom(...FIELDS) }),
    {
      weight: 2,
      arbitrary: fc.record({ op: fc.constantFrom('push' as const, 'insertFirst' as const), value }),
    },
    fc.record({ op: fc.constant('pop' as const), end: fc.constantFrom(1 as const, -1 as const) }),
    fc.record({ op: fc.constant('element' as const), index: fc.nat(3), value }),
    fc.record({ op: fc.constant('odd' as const), key: fc.constantFrom(...ODD_KEYS), value }),
    fc.record({
      op: fc.constantFrom('bulk' as const, 'transaction' as const),
      values: fc.tuple(value, value),
    }),
    fc.record({ op: fc.constant('delete' as const) }),
  )
}

/** Carries an operation out; one that the server refuses is none. */
export async function carryOut(
  { Thing, mongoose }: PastDesk,
  id: unknown,
  one: Operation,
): Promise<void> {
  // As the application's own code calls it: through the captured collection, or through Mongoose.
  const collection = Thing.collection as unknown as driver.Collection
  const filter = { _id: id } as never
  try {
    switch (one.op) {
      case 'create':
        return void (await collection.insertOne({
          _id: id,
          ...Object.fromEntries(one.fields),
        } as never))
      case 'replace':
        return void (await collection.replaceOne(filter, Object.fromEntries(one.fields)))
      case 'save': {
        const found = await Thing.findById(id)
        if (found === null) return
        for (const [key, item] of one.fields) found.set(key, item)
        return void (await found.save())
      }
      case 'set':
        return void (await collection.updateOne(filter, { $set: { [one.path]: one.value } }))
      case 'findAndSet':
        return void (await Thing.findOneAndUpdate(filter, { $set: { [one.path]: one.value } }))
      case 'unset':
        return void (await collection.updateOne(filter, { $unset: { [one.path]: '' } }))
      case 'push':
        return void (await collection.updateOne(filter, { $push: { list: one.value } } as never))
      case 'insertFirst':
        return void (await collection.updateOne(filter, {
          $push: { list: { $each: [one.value], $position: 0 } },
        } as never))
      case 'pop':
        return void (await collection.updateOne(filter, { $pop: { list: one.end } } as never))
      case 'element':
        return void (await collection.updateOne(filter, {
          $set: { [`list.${one.index}.q`]: one.value },
        }))
      case 'odd':
        return void (await collection.updateOne(filter, [
          {
            $replaceWith: {
              $setField: {
                field: { $literal: one.key },
                input: '$$ROOT',
                value: { $literal: one.value },
              },
            },
          },
        ]))
      case 'bulk':
        return void (await collection.bulkWrite(
          one.values.map((item, index) => ({
            updateOne: { filter, update: { $set: { [`bulk${index}`]: item } } },
          })),
        ))
      case 'transaction':
        return await mongoose.connection.transaction(async (session) => {
          for (const item of one.values) {
            await Thing.updateOne(filter, { $set: { inside: item } }, { session })
          }
        })
      case 'delete':
        return void (await collection.deleteOne(filter))
    }
  } catch (error) {
    // A path through a value that is no object, a push to what is no array, an id that is taken.
    if (!isServers(error)) throw error
  }
}

function isServers(error: unknown): boolean {
  const { name } = error as { name?: string }
  return (
    name !== undefined &&
    /^Mongo(?:Server|BulkWrite|ose)Error$|^(?:Cast|Validation)Error$/.test(name)
  )
}
