/** By which ways does an application write? */
import { idOf, methodOf } from './scene.ts'
import type { Scene } from './scene.ts'
import type { Fields } from '../support/twin-models.ts'

export interface Update {
  readonly filter: Fields
  readonly update: Fields | Fields[]
  readonly options: Fields
}

/** Ways to send one update, with any operator. */
export const UPDATE_PATHS: Readonly<
  Record<string, (scene: Scene, given: Update) => Promise<unknown>>
> = {
  'Model.updateOne': ({ Thing }, { filter, update, options }) =>
    Thing.updateOne(filter, update, options),
  'Model.updateMany': ({ Thing }, { filter, update, options }) =>
    Thing.updateMany(filter, update, options),
  'Model.findOneAndUpdate': ({ Thing }, { filter, update, options }) =>
    Thing.findOneAndUpdate(filter, update, options),
  'Model.bulkWrite': ({ Thing }, { filter, update, options }) =>
    Thing.bulkWrite([{ updateOne: { filter, update, ...statement(options) } }], whole(options)),
  'collection.updateOne': ({ Thing }, { filter, update, options }) =>
    Thing.collection.updateOne(filter, update, options),
  'collection.findOneAndUpdate': ({ Thing }, { filter, update, options }) =>
    Thing.collection.findOneAndUpdate(filter, update, { ...options, returnDocument: 'after' }),
}

/** What the statement of a bulk call may say, as against the call. */
export function statement({
  upsert,
  arrayFilters,
  collation,
  hint,
  updatePipeline,
}: Fields): Fields {
  return omitUndefined({ upsert, arrayFilters, collation, hint, updatePipeline })
}

function whole({ session, writeConcern }: Fields): Fields {
  return omitUndefined({ session, writeConcern })
}

function omitUndefined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

const NEW = () => ({ _id: 'new', title: 'New', n: 4, tags: ['x'] })
const NEW_ONES = () => [NEW(), { _id: 'newer', title: 'Newer', n: 5 }]
const ALL = { kind: 'sample' }
const TO_TEN = { $set: { n: 10 }, $push: { tags: 'w' } }

async function changed(scene: Scene, n: number) {
  const thing = await scene.Thing.findById(idOf(scene, n))
  thing.set({ n: 10 + n, title: `Changed ${n}` })
  return thing
}

/** Every way to write, each on the records that a case starts with. */
export const WRITE_PATHS: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  'save of a new document': (s) => new s.Thing(NEW()).save(s.options()),
  'save of a changed document': async (s) => (await changed(s, 1)).save(s.options()),
  'save with timestamps': async (s) => {
    const made = new s.Stamped({ _id: 'stamped', title: 'One' })
    await made.save(s.options())
    return made.set({ title: 'Two' }).save(s.options())
  },
  create: (s) => s.Thing.create([NEW()], s.options()),
  insertMany: (s) => s.Thing.insertMany(NEW_ONES(), s.options()),
  'insertMany with rawResult': (s) =>
    s.Thing.insertMany(NEW_ONES(), s.options({ rawResult: true })),
  bulkSave: async (s) =>
    s.Thing.bulkSave([await changed(s, 1), new s.Thing(NEW()), await changed(s, 2)], s.options()),
  'updateOne by id': (s) => s.Thing.updateOne({ _id: idOf(s, 1) }, TO_TEN, s.options()),
  'updateOne by key': (s) => s.Thing.updateOne({ key: 2 }, TO_TEN, s.options()),
  updateMany: (s) => s.Thing.updateMany(ALL, TO_TEN, s.options()),
  replaceOne: (s) => s.Thing.replaceOne({ key: 2 }, { title: 'Replaced', n: 1 }, s.options()),
  'findOneAndUpdate giving the record before': (s) =>
    s.Thing.findOneAndUpdate({ key: 2 }, TO_TEN, s.options({ returnDocument: 'before' })),
  'findOneAndUpdate giving the record after': (s) =>
    s.Thing.findOneAndUpdate({ _id: idOf(s, 1) }, TO_TEN, s.options({ returnDocument: 'after' })),
  'findOneAndUpdate with a projection': (s) =>
    s.Thing.findOneAndUpdate({ key: 2 }, TO_TEN, s.options({ projection: { _id: 0, title: 1 } })),
  'findOneAndUpdate with metadata': (s) =>
    s.Thing.findOneAndUpdate({ key: 2 }, TO_TEN, s.options({ includeResultMetadata: true })),
  findOneAndReplace: (s) =>
    s.Thing.findOneAndReplace({ key: 2 }, { title: 'Replaced' }, s.options()),
  findOneAndDelete: (s) => s.Thing.findOneAndDelete({ key: 2 }, s.options()),
  deleteOne: (s) => s.Thing.deleteOne({ key: 2 }, s.options()),
  'deleteOne of a document': async (s) =>
    (await s.Thing.findById(idOf(s, 1))).deleteOne(s.options()),
  deleteMany: (s) => s.Thing.deleteMany({ key: { $gte: 2 } }, s.options()),
  bulkWrite: (s) => s.Thing.bulkWrite(bulkOf(s), s.options()),
  'bulkWrite unordered': (s) => s.Thing.bulkWrite(bulkOf(s), s.options({ ordered: false })),
  'updateOne without middleware': (s) =>
    s.Thing.updateOne({ key: 2 }, TO_TEN, s.options({ middleware: false })),
  'the collection’s insertOne': (s) => s.Thing.collection.insertOne(NEW(), s.options()),
  'the collection’s insertMany': (s) => s.Thing.collection.insertMany(NEW_ONES(), s.options()),
  'the collection’s updateMany': (s) => s.Thing.collection.updateMany(ALL, TO_TEN, s.options()),
  'the collection’s replaceOne': (s) =>
    s.Thing.collection.replaceOne({ _id: idOf(s, 1) }, { a: new s.bson.Double(1) }, s.options()),
  'the collection’s findOneAndReplace': (s) =>
    s.Thing.collection.findOneAndReplace({ key: 3 }, { only: 'this' }, s.options()),
  'the collection’s findOneAndDelete': (s) =>
    s.Thing.collection.findOneAndDelete({ key: 3 }, s.options({ projection: { n: 1 } })),
  'the collection’s deleteMany': (s) => s.Thing.collection.deleteMany({}, s.options()),
  'the ordered bulk builder': (s) => runBuilder(s, 'initializeOrderedBulkOp'),
  'the unordered bulk builder': (s) => runBuilder(s, 'initializeUnorderedBulkOp'),
}

function bulkOf(scene: Scene): Fields[] {
  return [
    { insertOne: { document: NEW() } },
    { updateOne: { filter: { key: 1 }, update: TO_TEN } },
    { replaceOne: { filter: { key: 2 }, replacement: { title: 'Replaced' } } },
    { updateOne: { filter: { key: 88 }, update: { $set: { n: 1 } }, upsert: true } },
    { deleteOne: { filter: { _id: idOf(scene, 3) } } },
  ]
}

async function runBuilder(
  scene: Scene,
  name: 'initializeOrderedBulkOp' | 'initializeUnorderedBulkOp',
): Promise<unknown> {
  const builder = scene.Thing.collection[name](scene.options())
  builder.insert(NEW())
  builder.find({ key: 1 })['updateOne']?.(TO_TEN)
  builder.find({ kind: 'sample', key: { $gte: 2 } })['update']?.({ $set: { seen: true } })
  builder.find({ key: 99 }).upsert()['replaceOne']?.({ key: 99 })
  return builder.execute(scene.options())
}

/** Options that choose the record, or say more of what is wanted. */
export const CHOICES: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  'findOneAndUpdate with a sort': (s) =>
    s.Thing.findOneAndUpdate(ALL, TO_TEN, s.options({ sort: { key: -1 } })),
  'findOneAndDelete with a sort': (s) =>
    s.Thing.findOneAndDelete(ALL, s.options({ sort: { key: -1 } })),
  'updateOne with a collation': (s) =>
    s.Thing.updateOne({ title: 'TITLE 2' }, TO_TEN, s.options({ collation: COLLATION })),
  'updateMany with a collation': (s) =>
    s.Thing.updateMany({ title: /title/i }, TO_TEN, s.options({ collation: COLLATION })),
  'deleteOne with a collation': (s) =>
    s.Thing.deleteOne({ title: 'TITLE 3' }, s.options({ collation: COLLATION })),
  'an id that means another under a collation': async (s) => {
    await s.Collated.collection.insertMany(
      [
        { _id: 'abc', n: 1 },
        { _id: 'def', n: 1 },
      ],
      s.options(),
    )
    return s.Collated.updateOne({ _id: 'ABC' }, { n: 2 }, s.options())
  },
  'bulkWrite by an id that means another': async (s) => {
    await s.Collated.collection.insertMany(
      [
        { _id: 'abc', n: 1 },
        { _id: 'def', n: 1 },
      ],
      s.options(),
    )
    const filter = { _id: 'DEF' }
    return s.Collated.bulkWrite([{ updateOne: { filter, update: { n: 2 } } }], s.options())
  },
  'updateOne with a hint': (s) =>
    s.Thing.updateOne({ key: 2 }, TO_TEN, s.options({ hint: { _id: 1 } })),
  'updateMany with let': (s) =>
    methodOf(s.Thing.collection, 'updateMany')(
      { $expr: { $gte: ['$key', '$$least'] } },
      { $set: { n: 10 } },
      s.options({ let: { least: 2 } }),
    ),
  'a comment and a time limit': (s) =>
    s.Thing.updateOne({ key: 1 }, TO_TEN, s.options({ comment: 'why', maxTimeMS: 9_000 })),
  'an upsert with an id of its own type': (s) =>
    s.Thing.collection.updateOne(
      { _id: s.bson.Long.fromString('9007199254740995') },
      { $set: { n: 1 } },
      s.options({ upsert: true }),
    ),
  'odd ids': (s) =>
    s.Thing.collection.insertMany(
      [{ _id: { a: 1, b: [1] } }, { _id: null }, { _id: false }, { _id: new s.bson.UUID(UUID) }],
      s.options(),
    ),
  'odd keys': (s) =>
    s.Thing.collection.insertOne({ _id: 'odd', 'a.b': 1, $c: 2, '': 3, 7: 'seven' }, s.options()),
}

const COLLATION = { locale: 'en', strength: 2 }
const UUID = '0189d8a4-7a1c-7d4e-9c1b-0123456789ab'
