/** Ways to write that meet each other: conflicts, failures in the middle, no-ops, transactions. */
import type { ClientSession, Document, MongoClient } from 'mongodb'
import type { Captured } from './captured-collection.ts'

export type Records = Captured['records']

export interface Attack {
  readonly records: Records
  readonly client: MongoClient
  /** One of a few records. */
  readonly id: number
  /** Unlike that of any other call. */
  readonly n: number
  /** Forgets what was told inside a transaction that is tried again or given up. */
  readonly forget: (session: ClientSession) => void
}

type Write = (attack: Attack) => Promise<unknown>

const HOT = 8

const add = (_id: number, by: number) => ({
  updateOne: { filter: { _id }, update: { $inc: { hits: by } } },
})
// Record 'text' cannot be added to: every call that comes to it fails there.
const addToText = { updateOne: { filter: { _id: 'text' }, update: { $inc: { hits: 1 } } } }

/** By name, so that a report can tell which of them was wrong. */
export const ATTACKS: Readonly<Record<string, Write>> = {
  updateOne: ({ records, id, n }) =>
    records.updateOne({ _id: id }, { $inc: { hits: 1 }, $set: { n } }),
  updateOneUnpinned: ({ records, id, n }) =>
    records.updateOne({ slot: id, hits: { $gte: 0 } }, { $inc: { hits: 1 }, $set: { n } }),
  updateOneNoOp: ({ records, id }) => records.updateOne({ _id: id }, { $set: { slot: id } }),
  upsert: ({ records, id, n }) =>
    records.updateOne({ _id: id }, { $setOnInsert: base(id), $set: { n } }, { upsert: true }),
  replaceOne: ({ records, id, n }) => records.replaceOne({ _id: id }, { ...base(id), n }),
  replaceByEqual: ({ records }) => records.replaceOne({ _id: 'equal' }, { slot: -1 }),
  findOneAndUpdate: ({ records, id, n }) =>
    records.findOneAndUpdate({ _id: id }, { $inc: { hits: 1 }, $set: { n } }),
  findOneAndUpdateAfter: ({ records, id }) =>
    records.findOneAndUpdate(
      { slot: id },
      { $inc: { hits: 1 } },
      { returnDocument: 'after', projection: { hits: 1 } },
    ),
  findOneAndUpdateNoOp: ({ records, id }) =>
    records.findOneAndUpdate({ _id: id }, { $set: { slot: id } }),
  findOneAndReplace: ({ records, id, n }) =>
    records.findOneAndReplace({ _id: id }, { ...base(id), n }),
  deleteAndInsert: async ({ records, id }) => {
    await records.deleteOne({ _id: id })
    await records.insertOne({ _id: id, ...base(id) })
  },
  findOneAndDelete: async ({ records, id }) => {
    await records.findOneAndDelete({ slot: id })
    await records.updateOne({ _id: id }, { $setOnInsert: base(id) }, { upsert: true })
  },
  updateMany: ({ records, n }) =>
    records.updateMany({ slot: { $gte: 0, $lt: HOT / 2 } }, { $inc: { hits: 1 }, $set: { n } }),
  updateManyAlike: ({ records }) =>
    records.updateMany({ slot: { $gte: 4 } }, { $inc: { hits: 1 } }),
  updateManyPipeline: ({ records, n }) =>
    records.updateMany({ slot: { $gte: 0 } }, [
      { $set: { n, wave: { $cond: [{ $gt: ['$hits', 3] }, 'high', 'low'] } } },
    ]),
  updateManyClock: ({ records, id }) =>
    records.updateMany({ slot: { $in: [id, id + 1] } }, { $currentDate: { when: true } }),
  // Comes to every record before it comes to the one that it cannot change.
  updateManyFailing: ({ records, n }) =>
    records.updateMany({ slot: { $gte: -2 } }, { $inc: { hits: 1 }, $set: { n } }),
  updateManyPositional: ({ records, n }) =>
    records.updateMany({ list: { $gt: 1 } }, { $set: { 'list.$': n % 5 } }),
  deleteMany: async ({ records, id }) => {
    await records.deleteMany({ slot: { $in: [id, (id + 1) % HOT] } })
    await records.insertMany(
      [id, (id + 1) % HOT].map((_id) => ({ _id, ...base(_id) })),
      { ordered: false },
    )
  },
  bulk: ({ records, id }) => records.bulkWrite([add(id, 1), add((id + 1) % HOT, 2)]),
  bulkTwiceOnOne: ({ records, id, n }) =>
    records.bulkWrite([
      add(id, 1),
      add(id, 2),
      { updateOne: { filter: { _id: id }, update: { $set: { n } } } },
    ]),
  bulkMixed: ({ records, id, n }) =>
    records.bulkWrite([
      { deleteOne: { filter: { _id: id } } },
      { insertOne: { document: { _id: id, ...base(id), n } } },
      { updateMany: { filter: { slot: { $gte: 6 } }, update: { $set: { n } } } },
    ]),
  bulkFailing: ({ records, id }) =>
    records.bulkWrite([add(id, 1), add((id + 3) % HOT, 1), addToText, add(0, 100)]),
  bulkFailingUnordered: ({ records, id }) =>
    records.bulkWrite([addToText, add(id, 1), add((id + 2) % HOT, 1)], { ordered: false }),
  transaction: (attack) => inTransaction(attack),
}

function base(slot: number): Document {
  return { slot, hits: 0, list: [1, 2, 3] }
}

/** Records for the attacks to meet at. */
export function records(): Document[] {
  const hot = Array.from({ length: HOT }, (_, _id) => ({ _id, ...base(_id) }))
  return [...hot, { _id: 'equal', slot: -1 }, { _id: 'text', slot: -2, hits: 'text' }]
}

async function inTransaction({ records: all, client, id, n, forget }: Attack): Promise<void> {
  const session = client.startSession()
  try {
    await session.withTransaction(async () => {
      forget(session)
      await all.updateOne({ _id: id }, { $inc: { hits: 1 } }, { session })
      await all.updateMany({ slot: { $in: [id, 7] } }, { $set: { n } }, { session })
    })
  } catch (error) {
    forget(session)
    throw error
  } finally {
    await session.endSession()
  }
}
