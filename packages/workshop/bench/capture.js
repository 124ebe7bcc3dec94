/**
 * What does a captured write cost, beside the same write without the plugin?
 *
 * One process, bare and audited in turn, medians; read the ratios, never the milliseconds: they
 * are this machine's at this moment.
 */
import mongoose from 'mongoose'
import { createAudit } from 'rastro'
import { interleaved, printTable } from '../src/measure.js'

const ROUNDS = 60
const MANY = 100

await mongoose.connect(withDatabase(process.env.AUDIT_TEST_MONGODB_URI))
const silent = { info: () => undefined, warn: (line) => console.error(line) }
const audit = createAudit({ mongoose, log: silent })

const fields = { title: String, status: String, n: Number, tags: [String] }
const Bare = mongoose.model('Bare', new mongoose.Schema(fields))
const auditedSchema = new mongoose.Schema(fields)
auditedSchema.plugin(audit.plugin)
const Audited = mongoose.model('Audited', auditedSchema)

const MEASURED = [
  ['create()', (Model, i) => Model.create(sample(i))],
  ['save()', saveOnce],
  ['updateOne by _id', (Model, i) => Model.updateOne({ _id: ids(Model) }, { n: i })],
  ['findOneAndUpdate', (Model, i) => Model.findOneAndUpdate({ _id: ids(Model) }, { n: i })],
  [`insertMany(${MANY})`, (Model, i) => Model.insertMany(samples(i))],
  [`updateMany(${MANY})`, (Model, i) => Model.updateMany({ tags: 'many' }, { n: i })],
  [`deleteMany(${MANY})`, deleteMany],
]

const documents = new Map()
for (const Model of [Bare, Audited]) {
  documents.set(Model, await Model.create(sample(0)))
  await Model.insertMany(Array.from({ length: MANY }, () => ({ title: 'x', tags: ['many'] })))
}

const rows = []
for (const [name, call] of MEASURED) {
  const medians = await interleaved(ROUNDS, {
    bare: { run: (i) => call(Bare, i), before: (i) => call.before?.(Bare, i) },
    audited: { run: (i) => call(Audited, i), before: (i) => call.before?.(Audited, i) },
  })
  rows.push([name, medians.bare, medians.audited, medians.audited / medians.bare])
}
printTable('captured writes, one at a time, events stored before the call returns', rows)

await audit.close()
await mongoose.connection.dropDatabase()
await mongoose.disconnect()

async function saveOnce(Model, i) {
  const document = documents.get(Model)
  document.n = i + 1
  document.status = `s${i}`
  await document.save()
}

async function deleteMany(Model, i) {
  // Only the deletion is measured: what is to be deleted is made before the clock starts.
  return Model.deleteMany({ title: `doomed ${i}` })
}
deleteMany.before = async (Model, i) => {
  await Model.collection.conn.db
    .collection(Model.collection.name)
    .insertMany(Array.from({ length: MANY }, () => ({ title: `doomed ${i}` })))
}

function ids(Model) {
  return documents.get(Model)._id
}

function sample(i) {
  return { title: `ticket ${i}`, status: 'open', n: i, tags: ['a', 'b'] }
}

function samples(i) {
  return Array.from({ length: MANY }, () => sample(i))
}

function withDatabase(uri) {
  return uri.replace(/^(mongodb:\/\/[^/?]+)\/?[^?]*/, '$1/audit_bench')
}
