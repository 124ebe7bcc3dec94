/** Which ways to the same collection are not the model's own methods? */
import type { MatrixCase, Scene } from './scene.ts'
import { IDS } from './scene.ts'
import type { TwinModel } from '../support/twin-models.ts'

const NONE = 'no session'

interface Connection {
  model(name: string, schema: unknown): TwinModel
  asPromise(): Promise<unknown>
  close(): Promise<void>
}

function schemaOf(model: TwinModel): unknown {
  return (model as unknown as { schema: unknown }).schema
}

/** The same database through `useDb`. */
function sibling(scene: Scene): TwinModel {
  const { connection } = scene.twin.mongoose
  const other = connection.useDb(connection.name, { useCache: false }) as unknown as Connection
  return other.model('Thing', schemaOf(scene.Thing))
}

/** The same database through a connection of its own. */
async function withConnection<T>(
  scene: Scene,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const { mongoose, uri } = scene.twin
  const other = mongoose.createConnection(uri) as unknown as Connection
  await other.asPromise()
  try {
    return await work(other)
  } finally {
    await other.close()
  }
}

const record = (scene: Scene) => ({ _id: new scene.bson.ObjectId(IDS[0]) })

export const OTHER_DOORS: readonly MatrixCase[] = [
  {
    name: 'a model of useDb',
    session: NONE,
    fidelity: 'exact',
    act: (s) => sibling(s).updateOne(record(s), { n: 7 }),
  },
  {
    name: 'a model of another connection',
    session: NONE,
    fidelity: 'exact',
    act: (s) =>
      withConnection(s, (other) =>
        other.model('Thing', schemaOf(s.Thing)).updateMany({}, { $inc: { n: 1 } }),
      ),
  },
  {
    name: 'useConnection of a model',
    session: NONE,
    fidelity: 'exact',
    act: (s) =>
      withConnection(s, async (other) => {
        s.Thing.useConnection?.(other)
        try {
          return await s.Thing.create({ _id: 'moved', n: 1 })
        } finally {
          s.Thing.useConnection?.(s.twin.mongoose.connection)
        }
      }),
  },
  {
    name: '$merge into the collection',
    session: NONE,
    fidelity: 'intent',
    act: (s) =>
      s.Thing.aggregate([{ $match: { key: 1 } }, { $set: { n: 70 } }, { $merge: 'things' }]).exec(),
  },
  {
    // Servers before 8.0 refuse it.
    name: 'updateOne with a sort',
    session: NONE,
    fidelity: 'exact or none',
    act: (s) => s.Thing.collection.updateOne({}, { $set: { n: 10 } }, { sort: { key: -1 } }),
  },
  {
    name: 'a capped collection, one record',
    session: NONE,
    fidelity: 'intent',
    act: async (s) => {
      await s.Capped.create({ _id: 'capped', n: 1 })
      return s.Capped.updateOne({ _id: 'capped' }, { n: 2 })
    },
  },
  {
    name: 'a capped collection, many records',
    session: NONE,
    fidelity: 'intent',
    act: async (s) => {
      await s.Capped.insertMany([
        { _id: 'c1', n: 1 },
        { _id: 'c2', n: 1 },
      ])
      return s.Capped.updateMany({ _id: /^c/ }, { n: 2 })
    },
  },
  {
    name: 'a large record',
    session: NONE,
    fidelity: 'exact',
    act: async (s) => {
      await s.Thing.collection.insertOne({ _id: 'large', text: 'x'.repeat(1_000_000), n: 1 })
      return s.Thing.updateOne({ _id: 'large' }, { $inc: { n: 1 } })
    },
  },
  {
    name: 'an array of 10,000 elements',
    session: NONE,
    fidelity: 'exact',
    act: async (s) => {
      const list = Array.from({ length: 10_000 }, (_, n) => n)
      await s.Thing.collection.insertOne({ _id: 'long', list })
      return s.Thing.collection.updateOne({ _id: 'long' }, { $pull: { list: 4_999 } })
    },
  },
  {
    name: 'writes in parallel on one session',
    session: 'a session',
    fidelity: 'exact',
    act: async (s) => {
      const writes = [1, 2, 3].map((key) =>
        s.Thing.collection.updateMany({ key }, { $inc: { n: 1 } }, s.options()),
      )
      return Promise.all(writes)
    },
  },
  {
    name: 'parallel calls without a session on one record',
    session: NONE,
    fidelity: 'exact',
    act: async (s) => {
      const writes = Array.from({ length: 6 }, () =>
        s.Thing.updateOne(record(s), { $inc: { n: 1 } }),
      )
      return Promise.all(writes)
    },
  },
]
