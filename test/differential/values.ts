/** Which values, documents and conditions does the generator know? The odd ones, mostly. */
import type { BsonValues } from '../matrix/scene.ts'
import type { Fields } from '../support/twin-models.ts'
import type { Random } from './random.ts'

export interface Source {
  readonly random: Random
  readonly bson: BsonValues
}

/** Few, so that calls meet each other's records. */
export const ID_COUNT = 10

/** Ids of every type, and some that look like each other. */
export function anyId({ random, bson }: Source): unknown {
  const n = random.below(ID_COUNT)
  return [
    1,
    2,
    '1',
    'abc',
    new bson.ObjectId('65000000000000000000000a'),
    bson.Long.fromString('9007199254740993'),
    { a: 1, b: 'x' },
    new Date('2021-01-01T00:00:00Z'),
    new bson.UUID('0189d8a4-7a1c-7d4e-9c1b-0123456789ab'),
    false,
  ][n]
}

const PATHS = [
  'n',
  'm',
  'tags',
  'list',
  'nested',
  'nested.x',
  'title',
  'odd',
  'list.0.v',
  'when',
  'u',
]

export function anyPath({ random }: Source): string {
  return random.pick(PATHS)
}

export function anyNumber({ random, bson }: Source): unknown {
  return random.pick<() => unknown>([
    () => random.below(5),
    () => -random.below(3),
    () => -0,
    () => 1.5,
    () => NaN,
    () => 2 ** 31 - 1,
    () => 2 ** 53,
    () => new bson.Double(1),
    () => new bson.Int32(2),
    () => bson.Long.fromString('9223372036854775000'),
    () => bson.Decimal128.fromString('0.10'),
    () => 12n,
  ])()
}

export function anyValue(source: Source, depth = 0): unknown {
  const { random, bson } = source
  const scalars: (() => unknown)[] = [
    () => anyNumber(source),
    () => anyNumber(source),
    () => random.pick(['', 'a', 'b', 'Straße', '\u{1F9ED}', 'x'.repeat(300)]),
    () => random.oneIn(2),
    () => null,
    () => undefined,
    () => new Date(random.below(3) * 1e12),
    () => new bson.ObjectId('65000000000000000000000b'),
    () => Buffer.from([random.below(9), 0]),
    () => new bson.Binary(Buffer.from('b')),
    () => /a.*b/i,
    () => new bson.Timestamp({ t: random.below(2), i: random.below(2) }),
    () => new bson.UUID('0189d8a4-7a1c-7d4e-9c1b-0123456789ab'),
  ]
  const nested: (() => unknown)[] = [
    () => random.some(4, () => anyValue(source, depth + 1)),
    () => ({ [anyKey(source)]: anyValue(source, depth + 1) }),
    () => ({ k: random.below(3), v: anyNumber(source) }),
    () => new Map([['m', anyValue(source, depth + 1)]]),
  ]
  return random.pick(depth < 3 ? [...scalars, ...nested] : scalars)()
}

function anyKey({ random }: Source): string {
  return random.pick(['a', 'b', 'x', 'constructor', '7', 'ü', 'toString', 'a b'])
}

export function anyDocument(source: Source): Fields {
  const { random } = source
  const document: Fields = random.oneIn(6) ? {} : { _id: anyId(source) }
  if (random.oneIn(40)) document['_id'] = random.pick([null, undefined])
  document['n'] = anyNumber(source)
  if (random.oneIn(2)) document['tags'] = random.some(4, () => random.pick(['a', 'b', 'c', 1]))
  if (random.oneIn(2)) document['list'] = random.some(3, () => ({ k: random.below(3), v: 1 }))
  if (random.oneIn(3)) document['nested'] = { x: anyValue(source), [anyKey(source)]: 1 }
  if (random.oneIn(3)) document['title'] = random.pick(['Alpha', 'alpha', 'Beta'])
  if (random.oneIn(5)) document['u'] = random.pick(['u1', 'u2', 'u3'])
  if (random.oneIn(3)) document['odd'] = anyValue(source)
  if (random.oneIn(15)) document[random.pick(['a.b', '$c', ''])] = anyValue(source)
  if (random.oneIn(25)) document['n'] = 1_000_001
  return document
}

export function anyFilter(source: Source, depth = 0): Fields {
  const { random } = source
  const filters: (() => Fields)[] = [
    () => ({ _id: anyId(source) }),
    () => ({ _id: anyId(source) }),
    () => ({ _id: { $eq: anyId(source) } }),
    () => ({ _id: { $in: random.some(4, () => anyId(source)) } }),
    () => ({ n: { [random.pick(['$gt', '$lte', '$ne'])]: random.below(4) } }),
    () => ({ tags: random.pick(['a', 'b']) }),
    () => ({ 'list.k': random.below(3) }),
    () => ({ list: { $elemMatch: { k: random.below(3) } } }),
    () => ({ title: random.pick<unknown>(['alpha', /^a/i]) }),
    () => ({ [anyPath(source)]: { $exists: random.oneIn(2) } }),
    () => ({ $expr: { $gt: ['$n', 1] } }),
    () => ({ _id: anyId(source), n: { $gte: 0 } }),
    () => ({}),
    () => ({ _id: random.pick<unknown>([null, /a/, { $exists: true }]) }),
    () => ({ nested: { x: anyValue(source) } }),
  ]
  if (depth < 2) {
    filters.push(
      () => ({ $or: [anyFilter(source, depth + 1), anyFilter(source, depth + 1)] }),
      () => ({ $and: [anyFilter(source, depth + 1), { n: { $exists: true } }] }),
    )
  }
  if (random.oneIn(40)) return random.pick<Fields>([{ $nonsense: 1 }, { n: { $gt: undefined } }])
  return random.pick(filters)()
}
