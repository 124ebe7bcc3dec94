/** Trees of operators, with what they need beside them. */
import type { Fields } from '../support/twin-models.ts'
import { anyDocument, anyNumber, anyPath, anyValue } from './values.ts'
import type { Source } from './values.ts'

export interface AnyUpdate {
  readonly update: unknown
  /** Options without which the update means nothing. */
  readonly needs: Fields
}

type Make = (source: Source) => Fields

const OPERATORS: readonly Make[] = [
  (s) => ({ $set: fields(s, () => anyValue(s)) }),
  (s) => ({ $set: fields(s, () => anyValue(s)) }),
  (s) => ({ $unset: fields(s, () => '') }),
  (s) => ({ $inc: fields(s, () => anyNumber(s)) }),
  (s) => ({ $inc: { n: s.random.below(3) } }),
  (s) => ({ $mul: { n: anyNumber(s) } }),
  (s) => ({ $min: fields(s, () => anyValue(s)) }),
  (s) => ({ $max: fields(s, () => anyValue(s)) }),
  (s) => ({ $rename: { [anyPath(s)]: s.random.pick(['renamed', 'm']) } }),
  (s) => ({ $currentDate: { when: s.random.pick<unknown>([true, { $type: 'timestamp' }]) } }),
  (s) => ({ $setOnInsert: { made: anyValue(s) } }),
  (s) => ({ $push: { tags: s.random.pick<unknown>(['a', anyValue(s)]) } }),
  (s) => ({
    $push: {
      [s.random.pick(['tags', 'list'])]: {
        $each: s.random.some(3, () => ({ k: s.random.below(4), v: 2 })),
        ...(s.random.oneIn(2) ? { $sort: s.random.pick<unknown>([1, { k: -1 }]) } : {}),
        ...(s.random.oneIn(2) ? { $slice: s.random.below(5) - 2 } : {}),
        ...(s.random.oneIn(3) ? { $position: s.random.below(2) } : {}),
      },
    },
  }),
  (s) => ({ $pull: { tags: s.random.pick<unknown>(['a', { $in: ['b', 'c'] }]) } }),
  (s) => ({ $pull: { list: { k: { $gte: s.random.below(3) } } } }),
  () => ({ $pullAll: { tags: ['a', 'b'] } }),
  (s) => ({ $pop: { [s.random.pick(['tags', 'list'])]: s.random.pick([1, -1]) } }),
  (s) => ({ $addToSet: { tags: { $each: ['a', 'z', anyValue(s)] } } }),
  (s) => ({ $bit: { n: { [s.random.pick(['or', 'and', 'xor'])]: s.random.below(8) } } }),
  (s) => ({ $set: { 'list.$[].v': anyNumber(s) } }),
  (s) => ({ $set: { 'list.$.v': anyNumber(s) } }),
  () => ({ $set: { _id: 'changed' } }),
  () => ({ $set: { u: 'u1' } }),
  () => ({ $set: { n: 1_000_001 } }),
  () => ({ $nonsense: { n: 1 } }),
]

const PIPELINES: readonly ((source: Source) => Fields)[] = [
  (s) => ({ $set: { n: { $add: [{ $ifNull: [{ $toInt: '$m' }, 1] }, s.random.below(4)] } } }),
  () => ({ $set: { at: '$$NOW', copy: '$nested' } }),
  () => ({ $unset: ['odd', 'tags'] }),
  (s) => ({ $set: { odd: { $literal: anyValue(s) } } }),
  () => ({ $replaceWith: { $mergeObjects: ['$$ROOT', { merged: true }] } }),
  () => ({ $set: { n: { $divide: ['$n', 0] } } }),
]

export function anyUpdate(source: Source): AnyUpdate {
  const { random } = source
  if (random.oneIn(8)) {
    const stages = [
      random.pick(PIPELINES)(source),
      ...random.some(1, () => random.pick(PIPELINES)(source)),
    ]
    return { update: stages, needs: { updatePipeline: true } }
  }
  if (random.oneIn(12)) {
    return {
      update: { $set: { 'list.$[x].v': anyNumber(source) } },
      needs: { arrayFilters: [{ 'x.k': { $gte: random.below(3) } }] },
    }
  }
  if (random.oneIn(60)) return { update: random.pick<unknown>([{}, { n: 1 }, []]), needs: {} }
  const operators = [random.pick(OPERATORS), ...random.some(2, () => random.pick(OPERATORS))]
  const update: Fields = {}
  for (const make of operators) {
    for (const [operator, body] of Object.entries(make(source))) {
      update[operator] = { ...(update[operator] as Fields | undefined), ...(body as Fields) }
    }
  }
  return { update, needs: {} }
}

export function anyReplacement(source: Source): Fields {
  const { _id, ...content } = anyDocument(source)
  return source.random.oneIn(8) ? { _id, ...content } : content
}

function fields(source: Source, value: () => unknown): Fields {
  const chosen = [anyPath(source), ...source.random.some(1, () => anyPath(source))]
  return Object.fromEntries(chosen.map((path) => [path, value()]))
}
