/** How may a call fail, or do nothing, or do half of what was asked? */
import { MOST } from '../support/twin-models.ts'
import type { Fields } from '../support/twin-models.ts'
import { idOf } from './scene.ts'
import type { Fidelity, Scene } from './scene.ts'
import { UPDATE_PATHS } from './paths.ts'

export interface FailureCase {
  readonly name: string
  readonly fidelity: Fidelity
  readonly run: (scene: Scene) => Promise<unknown>
}

const UNMET = { writeConcern: { w: 5, wtimeout: 50 } }
const UNHEARD = { writeConcern: { w: 0 } }

const UPDATES: Readonly<Record<string, { update: Fields; filter?: Fields; fidelity?: Fidelity }>> =
  {
    'a duplicate key': { update: { $set: { u: 'u1' } } },
    'the validator': { update: { $set: { n: MOST + 1 } } },
    'an id that cannot change': { update: { $set: { _id: 'other' } } },
    'a path that cannot be made': { update: { $set: { 'title.sub': 1 } } },
    'a value of the wrong type': { update: { $inc: { nested: 1 } } },
    'an unknown operator': { update: { $nonsense: { n: 1 } } },
    'no match': { update: { $set: { n: 3 } }, filter: { key: 55 } },
    'no change': { update: { $set: { n: 2 } } },
  }

function updateFailures(): FailureCase[] {
  return Object.entries(UPDATES).flatMap(([what, { update, filter = { key: 2 }, fidelity }]) =>
    Object.entries(UPDATE_PATHS).map(([path, send]) => ({
      name: `${path} and ${what}`,
      fidelity: fidelity ?? 'none',
      run: (scene: Scene) => send(scene, { filter, update, options: scene.options() }),
    })),
  )
}

type Runs = Readonly<Record<string, (scene: Scene) => Promise<unknown>>>

const DUPLICATES = () => [
  { _id: 'a', u: 'x' },
  { _id: 'b', u: 'u1' },
  { _id: 'c', u: 'z' },
]
const NOTHING_LEFT: Runs = {
  'create of a duplicate': (s) => s.Thing.create([{ _id: idOf(s, 1) }], s.options()),
  'save of a duplicate': (s) => new s.Thing({ _id: 'a', u: 'u2' }).save(s.options()),
  'insertOne and the validator': (s) =>
    s.Thing.collection.insertOne({ _id: 'a', n: MOST + 1 }, s.options()),
  'replaceOne and a duplicate key': (s) => s.Thing.replaceOne({ key: 2 }, { u: 'u1' }, s.options()),
  'replaceOne and an id that cannot change': (s) =>
    s.Thing.collection.replaceOne({ key: 2 }, { _id: 'other' }, s.options()),
  'replaceOne by equal content': async (s) => {
    const { _id, ...content } = await s.Thing.collection.findOne(
      { key: 2 },
      { promoteValues: false },
    )
    return s.Thing.collection.replaceOne({ _id }, content, s.options())
  },
  'findOneAndReplace and the validator': (s) =>
    s.Thing.findOneAndReplace({ key: 2 }, { n: MOST + 1 }, s.options()),
  'findOneAndDelete and no match': (s) => s.Thing.findOneAndDelete({ key: 55 }, s.options()),
  'deleteOne and no match': (s) => s.Thing.deleteOne({ key: 55 }, s.options()),
  'deleteMany and no match': (s) => s.Thing.deleteMany({ key: 55 }, s.options()),
  'deleteMany and a condition that is none': (s) =>
    s.Thing.collection.deleteMany({ $nonsense: 1 }, s.options()),
  'updateMany that the first record refuses': (s) =>
    s.Thing.updateMany({}, { $set: { n: MOST + 1 } }, s.options()),
  'bulkWrite of nothing': (s) => s.Thing.collection.bulkWrite([], s.options()),
  'bulkWrite of what is no operation': (s) =>
    s.Thing.collection.bulkWrite([{ nonsense: {} }], s.options()),
  'a version conflict of save': async (s) => {
    const document = s.Stamped.hydrate({ _id: 'versioned', title: 'Now', __v: 6 })
    return document.set({ title: 'Late' }).save(s.options())
  },
  'a document that is gone when it is saved': async (s) => {
    const document = s.Thing.hydrate({ _id: 'gone', title: 'Here', __v: 0 })
    return document.set({ title: 'Gone' }).save(s.options())
  },
  'a call on an ended session': async (s) => {
    const session = await s.twin.mongoose.startSession()
    await session.endSession()
    return s.Thing.updateOne({ key: 1 }, { n: 9 }, { session })
  },
}

const PARTIAL: Readonly<Record<string, [Fidelity, (scene: Scene) => Promise<unknown>]>> = {
  'insertMany, ordered, stopped at the second': [
    'exact',
    (s) => s.Thing.insertMany(DUPLICATES(), s.options()),
  ],
  'insertMany, unordered, but for one': [
    'exact',
    (s) => s.Thing.insertMany(DUPLICATES(), s.options({ ordered: false })),
  ],
  'the collection’s insertMany, unordered, but for one': [
    'exact',
    (s) => s.Thing.collection.insertMany(DUPLICATES(), s.options({ ordered: false })),
  ],
  'bulkWrite, ordered, stopped in the middle': [
    'intent',
    (s) => s.Thing.bulkWrite(halfBulk(), s.options()),
  ],
  'bulkWrite, unordered, but for one': [
    'intent',
    (s) => s.Thing.bulkWrite(halfBulk(), s.options({ ordered: false })),
  ],
  'updateMany stopped in the middle': [
    'intent',
    (s) => s.Thing.collection.updateMany({}, { $set: { u: 'same' } }, s.options()),
  ],
  'bulkSave, one of them with a duplicate key': [
    'intent',
    async (s) => {
      const documents = await Promise.all([1, 2, 3].map((n) => s.Thing.findById(idOf(s, n))))
      for (const [index, one] of documents.entries())
        one.set({ u: index === 1 ? 'u3' : `v${index}` })
      return s.Thing.bulkSave(documents, s.options({ ordered: false }))
    },
  ],
  'bulkWrite that undoes itself': [
    'net',
    (s) =>
      s.Thing.bulkWrite(
        [1, -1].map((by) => ({ updateOne: { filter: { key: 1 }, update: { $inc: { n: by } } } })),
        s.options(),
      ),
  ],
  'two operations of one bulk on one record': [
    'net',
    (s) =>
      s.Thing.bulkWrite(
        [1, 2].map((by) => ({ updateOne: { filter: { key: 1 }, update: { $inc: { n: by } } } })),
        s.options(),
      ),
  ],
}

function halfBulk(): Fields[] {
  return [
    { updateOne: { filter: { key: 1 }, update: { $set: { n: 11 } } } },
    { insertOne: { document: { _id: 'b', u: 'u1' } } },
    { updateOne: { filter: { key: 3 }, update: { $set: { n: 33 } } } },
    { deleteOne: { filter: { key: 2 } } },
  ]
}

const CONCERNED: Runs = {
  updateOne: (s) => s.Thing.updateOne({ key: 1 }, { n: 9 }, s.options()),
  updateMany: (s) => s.Thing.updateMany({}, { $inc: { n: 1 } }, s.options()),
  replaceOne: (s) => s.Thing.replaceOne({ key: 1 }, { n: 9 }, s.options()),
  findOneAndUpdate: (s) => s.Thing.findOneAndUpdate({ key: 1 }, { n: 9 }, s.options()),
  findOneAndDelete: (s) => s.Thing.findOneAndDelete({ key: 1 }, s.options()),
  deleteOne: (s) => s.Thing.deleteOne({ key: 1 }, s.options()),
  deleteMany: (s) => s.Thing.deleteMany({}, s.options()),
  'collection.insertOne': (s) => s.Thing.collection.insertOne({ _id: 'a' }, s.options()),
  insertMany: (s) => s.Thing.insertMany([{ _id: 'a' }, { _id: 'b' }], s.options()),
  bulkWrite: (s) =>
    s.Thing.bulkWrite([{ updateOne: { filter: { key: 1 }, update: { n: 9 } } }], s.options()),
}

/** Adds options to every call of a scene. */
function withOptions(scene: Scene, extra: Fields): Scene {
  return { ...scene, options: (more = {}) => scene.options({ ...extra, ...more }) }
}

/** Waits until the write that nobody confirmed can be seen. */
async function seen(scene: Scene, run: (scene: Scene) => Promise<unknown>): Promise<unknown> {
  const things = scene.twin.raw.collection('things')
  const state = async () => JSON.stringify(await things.find().sort({ key: 1, _id: 1 }).toArray())
  const before = await state()
  const result = await run(withOptions(scene, UNHEARD))
  while ((await state()) === before) await new Promise((resolve) => setImmediate(resolve))
  return result
}

export const FAILURES: readonly FailureCase[] = [
  ...updateFailures(),
  ...Object.entries(NOTHING_LEFT).map(([name, run]): FailureCase => ({
    name,
    fidelity: 'none',
    run,
  })),
  ...Object.entries(PARTIAL).map(([name, [fidelity, run]]): FailureCase => ({
    name,
    fidelity,
    run,
  })),
  ...Object.entries(CONCERNED).map(([name, run]): FailureCase => ({
    name: `${name} with a write concern that is not met`,
    fidelity: 'exact',
    run: (scene) => run(withOptions(scene, UNMET)),
  })),
  ...Object.entries(CONCERNED).map(([name, run]): FailureCase => ({
    name: `${name} that nobody confirms`,
    fidelity: 'intent',
    run: (scene) => seen(scene, run),
  })),
]
