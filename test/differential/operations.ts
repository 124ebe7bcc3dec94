/** One random call of an application: on which door, with what, in which session. */
import { SESSION_KINDS } from '../support/session-kinds.ts'
import type { SessionKind } from '../support/session-kinds.ts'
import type { Fields } from '../support/twin-models.ts'
import { createRandom } from './random.ts'
import { anyReplacement, anyUpdate } from './updates.ts'
import { anyDocument, anyFilter } from './values.ts'
import type { Source } from './values.ts'
import type { BsonValues } from '../matrix/scene.ts'

export interface Operation {
  /** The model, its collection, a document of it, or the old bulk builder. */
  readonly door: 'model' | 'collection' | 'document' | 'builder'
  readonly method: string
  readonly args: readonly unknown[]
  readonly options: Fields
  readonly session: SessionKind
}

type Make = (source: Source) => Pick<Operation, 'method' | 'args'> & { options?: Fields }

/** The call that a seed stands for; each twin makes its own, so that neither shares values. */
export function operationOf(seed: number, bson: BsonValues): Operation {
  const random = createRandom(seed)
  const source: Source = { random, bson }
  const door = random.pick([
    'model',
    'model',
    'collection',
    'collection',
    'collection',
    'document',
    'builder',
  ] as const)
  const made = random.pick(CALLS[door])(source)
  const session = random.oneIn(4) ? random.pick(SESSION_KINDS) : 'no session'
  const isMongoose = door === 'model' || door === 'document'
  return {
    door,
    session,
    ...made,
    options: { ...anyOptions(source, made.method, isMongoose), ...made.options },
  }
}

const UPDATES = ['updateOne', 'updateOne', 'updateMany', 'findOneAndUpdate', 'findOneAndUpdate']
const DELETES = ['deleteOne', 'deleteMany', 'findOneAndDelete']
const REPLACEMENTS = ['replaceOne', 'findOneAndReplace']

const update: Make = (s) => {
  const { update: change, needs } = anyUpdate(s)
  const upsert = s.random.oneIn(5) ? { upsert: true } : {}
  return {
    method: s.random.pick(UPDATES),
    args: [anyFilter(s), change],
    options: { ...needs, ...upsert },
  }
}
const replace: Make = (s) => ({
  method: s.random.pick(REPLACEMENTS),
  args: [anyFilter(s), anyReplacement(s)],
  options: s.random.oneIn(4) ? { upsert: true } : {},
})
const remove: Make = (s) => ({ method: s.random.pick(DELETES), args: [narrow(s)] })
const insertOne: Make = (s) => ({ method: 'insertOne', args: [anyDocument(s)] })
const insertMany: Make = (s) => ({
  method: 'insertMany',
  args: [[anyDocument(s), ...s.random.some(3, () => anyDocument(s))]],
  options: s.random.oneIn(2) ? { ordered: s.random.oneIn(2) } : {},
})
const bulk: Make = (s) => ({
  method: 'bulkWrite',
  args: [[bulkOperation(s), ...s.random.some(4, () => bulkOperation(s))]],
  options: s.random.oneIn(2) ? { ordered: s.random.oneIn(2) } : {},
})

const COMMON = [
  update,
  update,
  update,
  update,
  update,
  update,
  replace,
  remove,
  insertMany,
  bulk,
  bulk,
]

const CALLS: Readonly<Record<Operation['door'], readonly Make[]>> = {
  collection: [...COMMON, insertOne],
  model: [...COMMON, (s) => ({ method: 'create', args: [[anyDocument(s)]] })],
  document: [
    (s) => ({ method: 'save', args: [anyDocument(s)] }),
    (s) => ({ method: 'change and save', args: [anyFilter(s), anyReplacement(s)] }),
    (s) => ({ method: 'change and bulkSave', args: [anyFilter(s), anyReplacement(s)] }),
    (s) => ({ method: 'delete', args: [anyFilter(s)] }),
  ],
  builder: [(s) => ({ method: s.random.pick(['ordered', 'unordered']), args: [bulk(s).args[0]] })],
}

// Deleting everything, too often, leaves nothing to look at.
function narrow(source: Source): Fields {
  const filter = anyFilter(source)
  return Object.keys(filter).length === 0 && !source.random.oneIn(4) ? { n: 1 } : filter
}

function bulkOperation(s: Source): Fields {
  const { random } = s
  const kind = random.pick([
    'insertOne',
    'updateOne',
    'updateOne',
    'updateMany',
    'replaceOne',
    'deleteOne',
  ])
  if (kind === 'insertOne') return { insertOne: { document: anyDocument(s) } }
  if (kind === 'deleteOne') return { deleteOne: { filter: anyFilter(s) } }
  const more = random.oneIn(5) ? { upsert: true } : {}
  if (kind === 'replaceOne') {
    return { replaceOne: { filter: anyFilter(s), replacement: anyReplacement(s), ...more } }
  }
  const { update: change, needs } = anyUpdate(s)
  return { [kind]: { filter: anyFilter(s), update: change, ...needs, ...more } }
}

function anyOptions({ random }: Source, method: string, isMongoose: boolean): Fields {
  const options: Fields = {}
  const isFindAnd = method.startsWith('findOneAnd')
  const hasFilter = /^(?:update|replace|delete|findOneAnd)/.test(method)
  if (isFindAnd) {
    if (random.oneIn(2)) options['returnDocument'] = random.pick(['before', 'after'])
    if (random.oneIn(3))
      options['projection'] = random.pick<Fields>([{ n: 1 }, { _id: 0, n: 1 }, { list: 0 }])
    if (random.oneIn(3)) options['includeResultMetadata'] = random.oneIn(2)
    if (random.oneIn(3)) options['sort'] = random.pick<Fields>([{ n: -1, _id: 1 }, { _id: 1 }])
  }
  if (hasFilter && random.oneIn(10))
    options['collation'] = { locale: 'en', strength: random.pick([1, 3]) }
  if (hasFilter && random.oneIn(12))
    options['hint'] = random.pick<unknown>([{ _id: 1 }, '_id_', { no: 1 }])
  if (random.oneIn(12)) options['comment'] = 'generated'
  if (random.oneIn(15)) options['bypassDocumentValidation'] = true
  if (random.oneIn(15)) options['ignoreUndefined'] = true
  if (random.oneIn(20))
    options['writeConcern'] = random.pick<Fields>([
      { w: 1 },
      { w: 'majority' },
      { w: 5, wtimeout: 20 },
    ])
  if (isMongoose && random.oneIn(10)) options['middleware'] = false
  if (isMongoose && random.oneIn(10)) options['timestamps'] = false
  if (isMongoose && random.oneIn(20)) options['strict'] = true
  return options
}
