/** Which calls are compared? Each says what is to be there before the clock starts. */

const MANY = 100

/** Name → `before` (not measured) and `run` (measured), both given the model and the round. */
export const CALLS = {
  'create()': { run: (Model, i) => Model.create(sample(i)), changes: 1 },
  'save()': {
    before: (Model) => Model.findOne({ title: 'kept' }),
    run: (_Model, i, document) => {
      document.n = i
      document.status = `s${i}`
      return document.save()
    },
    changes: 1,
  },
  'updateOne by _id': {
    before: keptId,
    run: (Model, i, _id) => Model.updateOne({ _id }, { n: i }),
    changes: 1,
  },
  findOneAndUpdate: {
    before: keptId,
    run: (Model, i, _id) => Model.findOneAndUpdate({ _id }, { n: i }),
    changes: 1,
  },
  findOneAndDelete: {
    before: madeId,
    run: (Model, _i, _id) => Model.findOneAndDelete({ _id }),
    changes: 1,
  },
  deleteOne: { before: madeId, run: (Model, _i, _id) => Model.deleteOne({ _id }), changes: 1 },
  [`insertMany(${MANY})`]: {
    run: (Model, i) => Model.insertMany(Array.from({ length: MANY }, () => sample(i))),
    changes: MANY,
  },
  [`updateMany(${MANY})`]: {
    run: (Model, i) => Model.updateMany({ tags: 'many' }, { n: i }),
    changes: MANY,
  },
  [`bulkWrite(${MANY})`]: {
    before: manyIds,
    run: (Model, i, ids) =>
      Model.bulkWrite(ids.map((_id) => ({ updateOne: { filter: { _id }, update: { n: i } } }))),
    changes: MANY,
  },
  [`deleteMany(${MANY})`]: {
    before: (Model, i) => insertRaw(Model, i),
    run: (Model, i) => Model.deleteMany({ title: `doomed ${i}` }),
    changes: MANY,
  },
}

/** What every process starts from. */
export async function fill(Model) {
  await raw(Model).insertOne({ title: 'kept', status: 'open', n: 0, tags: ['one'], __v: 0 })
  await raw(Model).insertMany(
    Array.from({ length: MANY }, () => ({
      title: 'x',
      status: 'open',
      n: 0,
      tags: ['many'],
      __v: 0,
    })),
  )
}

// Past every plugin: what is made here is not what is measured.
function raw(Model) {
  return Model.db.getClient().db(Model.db.name).collection(Model.collection.name)
}

async function keptId(Model) {
  return (await raw(Model).findOne({ title: 'kept' }))._id
}

async function madeId(Model, i) {
  return (await raw(Model).insertOne({ ...sample(i), __v: 0 })).insertedId
}

async function manyIds(Model) {
  const found = await raw(Model).find({ tags: 'many' }).project({ _id: 1 }).toArray()
  return found.map(({ _id }) => _id)
}

function insertRaw(Model, i) {
  const doomed = Array.from({ length: MANY }, () => ({
    ...sample(i),
    title: `doomed ${i}`,
    __v: 0,
  }))
  return raw(Model).insertMany(doomed)
}

function sample(i) {
  return { title: `ticket ${i}`, status: 'open', n: i, tags: ['a', 'b'] }
}
