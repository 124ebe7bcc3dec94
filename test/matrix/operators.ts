/** Which operators are tried, and on what kind of field? */
import type { BsonValues } from './scene.ts'
import type { Fields } from '../support/twin-models.ts'

export interface OperatorCase {
  readonly name: string
  update(bson: BsonValues): Fields | Fields[]
  /** Beside the key of the record. */
  readonly filter?: Fields
  readonly options?: Fields
}

const one = (name: string, update: Fields | Fields[], more: Partial<OperatorCase> = {}) => ({
  name,
  update: () => update,
  ...more,
})

/** Every update operator of the server, each with the field types it has its own rules for. */
export const OPERATORS: readonly OperatorCase[] = [
  one('$set of a new and a nested field', { $set: { fresh: 'yes', 'nested.deep.x': 99 } }),
  {
    name: '$set of the same number as another type',
    update: ({ Double, Long }) => ({ $set: { n: new Double(1), long: Long.fromString('7') } }),
  },
  one('$unset', { $unset: { nested: '', bits: '' } }),
  one('$inc', { $inc: { n: 5 } }),
  {
    name: '$inc of a long beyond 2^53',
    update: ({ Long }) => ({ $inc: { long: Long.fromString('2') } }),
  },
  {
    name: '$inc of a decimal',
    update: ({ Decimal128 }) => ({ $inc: { price: Decimal128.fromString('0.30') } }),
  },
  one('$inc that turns an int32 into a long', { $inc: { bits: 2_147_483_647 } }),
  one('$mul', { $mul: { n: 3, f: 1.5 } }),
  one('$min', { $min: { n: -4 } }),
  one('$max', { $max: { n: 44 } }),
  one('$rename', { $rename: { kind: 'sort', 'nested.deep': 'shallow' } }),
  one('$currentDate', { $currentDate: { seenAt: true, stamp: { $type: 'timestamp' } } }),
  one(
    '$setOnInsert of an upsert that inserts',
    { $setOnInsert: { made: true }, $set: { n: 8 } },
    { filter: { key: 77, n: 7 }, options: { upsert: true } },
  ),
  one(
    '$setOnInsert of an upsert that updates',
    { $setOnInsert: { made: true }, $set: { n: 8 } },
    { options: { upsert: true } },
  ),
  one('$push', { $push: { tags: 'z' } }),
  one('$push with $each, $sort, $slice and $position', {
    $push: { tags: { $each: ['y', 'd'], $sort: 1, $slice: -3 } },
    $set: { moved: true },
  }),
  one('$push at a $position', { $push: { tags: { $each: ['first'], $position: 0 } } }),
  one('$pull by a condition', { $pull: { list: { v: { $gte: 20 } } } }),
  one('$pullAll', { $pullAll: { tags: ['a', 'c'] } }),
  one('$pop', { $pop: { tags: -1, list: 1 } }),
  one('$addToSet', { $addToSet: { tags: { $each: ['a', 'new'] } } }),
  one('$bit', { $bit: { bits: { or: 10 } } }),
  one('the positional $', { $inc: { 'list.$.v': 1 } }, { filter: { 'list.k': 2 } }),
  one('$[]', { $inc: { 'list.$[].v': 1 } }),
  one(
    '$[x] with arrayFilters',
    { $set: { 'list.$[x].v': 0 } },
    { options: { arrayFilters: [{ 'x.v': { $gt: 15 } }] } },
  ),
  one(
    'a pipeline',
    [{ $set: { n: { $add: ['$n', '$bits'] }, at: '$$NOW' } }, { $unset: 'nested' }],
    { options: { updatePipeline: true } },
  ),
  one(
    'keys that hold dots and dollars',
    [
      {
        $replaceWith: {
          $setField: { field: 'a.b', input: '$$ROOT', value: { $literal: { 'c.d': 1, $e: 2 } } },
        },
      },
    ],
    { options: { updatePipeline: true } },
  ),
]
