/**
 * Three ways to carry out the same calls: without an audit, with this suite, and with the alternative,
 * in which the call leaves no more than who did it, to which records and when, and somebody else
 * makes the events of it later (`assembler.js`).
 */
import mongoose from 'mongoose'
import { createAudit } from 'rastro'

export const MANY = 100
const FIELDS = { title: String, status: String, n: Number, tags: [String] }
/** What a request knows of itself, as the suite has it. */
const CONTEXT = {
  actor: { type: 'agent', id: 'u-1', name: 'Ana Example', email: 'ana@example.com' },
  request: { id: 'r-1', method: 'PATCH', route: '/tickets/:id' },
}

/** The collections of the alternative: records, and what calls leave. */
export const ALTERNATIVE = { records: 'alternatives', notes: 'alternative_notes' }

/** Makes the three, on a connection that is open. */
export async function createWays({ spool }) {
  const silent = { info: () => undefined, warn: (line) => process.stderr.write(`${line}\n`) }
  // Numbers are given to either one's events by the same sequencer, so it is left out of both.
  const audit = createAudit({ mongoose, log: silent, spool: { path: spool }, sequencer: false })
  const audited = new mongoose.Schema(FIELDS)
  audited.plugin(audit.plugin)
  const models = {
    bare: mongoose.model('Bare', new mongoose.Schema(FIELDS)),
    suite: mongoose.model('Suite', audited),
    alternative: mongoose.model('Alternative', new mongoose.Schema(FIELDS)),
  }
  const { db } = mongoose.connection
  await db.createCollection(ALTERNATIVE.records, {
    changeStreamPreAndPostImages: { enabled: true },
  })
  await db.createCollection(ALTERNATIVE.notes)
  for (const Model of Object.values(models)) await Model.init()
  await audit.record('sessions.login')
  await audit.flush()
  const noting = await createNoting()
  return {
    bare: createWay(models.bare, (run) => run({})),
    suite: createWay(models.suite, (run) => audit.as(CONTEXT.actor, () => run({}))),
    alternative: createWay(models.alternative, noting),
    audit,
  }
}

function createWay(Model, around) {
  return {
    Model,
    run: (call, round, given) =>
      around((how) => call.run({ Model, round, given, how }), call, given),
  }
}

/** Runs a call and leaves a note of it, as safe as the suite's event is when its call returns. */
async function createNoting() {
  const { db } = mongoose.connection
  const notes = db.collection(ALTERNATIVE.notes, { writeConcern: { w: 'majority', j: true } })
  const session = await mongoose.startSession()
  let last = 0
  const leave = async (call, what, how = {}) => {
    last += 1
    const note = { call: last, name: call.name, at: new Date(), context: CONTEXT, ...what }
    await notes.insertOne(note, how)
    return last
  }
  return async (run, call, given) => {
    if (call.isMany) {
      // Of records that nobody names, only a transaction says which were written by whom.
      session.startTransaction({ writeConcern: { w: 'majority', j: true } })
      await run({ session })
      const lsid = Buffer.from(session.id.id.buffer)
      const number = await leave(
        call,
        { lsid, txnNumber: session.serverSession.txnNumber, changes: call.changes },
        { session },
      )
      await session.commitTransaction()
      return number
    }
    const result = await run({ session })
    const ids = call.idsOf(result, given)
    const time = session.operationTime
    return leave(call, { ids, ...(call.changes === 1 ? { time } : {}), changes: call.changes })
  }
}

const sample = (i) => ({ title: `ticket ${i}`, status: 'open', n: i, tags: ['a', 'b'] })

/** The calls that are compared. `before` is not measured, and goes past every plugin. */
export const CALLS = [
  {
    name: 'save',
    changes: 1,
    before: ({ Model }) => Model.findOne({ title: 'kept' }),
    run: ({ round, given, how }) => {
      given.n = round
      given.status = `s${round}`
      return given.save(how)
    },
    idsOf: (_result, given) => [given._id],
  },
  {
    name: 'updateOne',
    changes: 1,
    before: keptId,
    run: ({ Model, round, given, how }) => Model.updateOne({ _id: given }, { n: round }, how),
    idsOf: (_result, given) => [given],
  },
  {
    name: 'findOneAndUpdate',
    changes: 1,
    before: keptId,
    run: ({ Model, round, given, how }) =>
      Model.findOneAndUpdate({ _id: given }, { n: round }, how),
    idsOf: (_result, given) => [given],
  },
  {
    name: `updateMany(${MANY})`,
    changes: MANY,
    isMany: true,
    run: ({ Model, round, how }) => Model.updateMany({ tags: 'many' }, { n: round }, how),
  },
  {
    name: `insertMany(${MANY})`,
    changes: MANY,
    run: ({ Model, round, how }) =>
      Model.insertMany(
        Array.from({ length: MANY }, () => sample(round)),
        how,
      ),
    idsOf: (result) => result.map(({ _id }) => _id),
  },
  {
    name: `deleteMany(${MANY})`,
    changes: MANY,
    isMany: true,
    // Made by this very call's way, so that the alternative's stream has nobody's records in it.
    before: ({ Model, round }) =>
      raw(Model).insertMany(
        Array.from({ length: MANY }, () => ({ ...sample(round), title: `doomed ${round}` })),
      ),
    run: ({ Model, round, how }) => Model.deleteMany({ title: `doomed ${round}` }, how),
  },
]

/** What every way starts from. */
export async function fill(Model) {
  await raw(Model).insertOne({ title: 'kept', status: 'open', n: 0, tags: ['one'], __v: 0 })
  await raw(Model).insertMany(
    Array.from({ length: MANY }, () => ({ ...sample(0), title: 'x', tags: ['many'], __v: 0 })),
  )
}

function raw(Model) {
  return Model.db.getClient().db(Model.db.name).collection(Model.collection.name)
}

async function keptId({ Model }) {
  return (await raw(Model).findOne({ title: 'kept' }))._id
}
