/**
 * What do 8 clients that write one record pay, beside the same without the plugin?
 *
 * Bare and audited in turns, so that both meet the machine as it is. A write that fails is counted:
 * the suite must cause no conflict that the application would not have had.
 */
import mongoose from 'mongoose'
import { createAudit } from 'rastro'

const CLIENTS = 8
const TURNS = 4
const WRITES_PER_TURN = 200

await mongoose.connect(withDatabase(process.env.AUDIT_TEST_MONGODB_URI))
const silent = { info: () => undefined, warn: (line) => console.error(line) }
const audit = createAudit({ mongoose, log: silent, spool: false })

const fields = { n: Number, last: String }
const auditedSchema = new mongoose.Schema(fields)
auditedSchema.plugin(audit.plugin)
const MODELS = {
  bare: mongoose.model('BareHot', new mongoose.Schema(fields)),
  audited: mongoose.model('Hot', auditedSchema),
}

const WRITES = {
  updateOne: (Model, _id) => Model.updateOne({ _id }, { $inc: { n: 1 } }),
  findOneAndUpdate: (Model, _id) => Model.findOneAndUpdate({ _id }, { $inc: { n: 1 } }),
  updateMany: (Model, _id) => Model.updateMany({ _id }, { $inc: { n: 1 } }),
}

for (const [name, write] of Object.entries(WRITES)) {
  const measured = { bare: createMeasure(), audited: createMeasure() }
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const [which, Model] of Object.entries(MODELS)) {
      await runTurn(Model, write, measured[which])
    }
  }
  print(name, measured)
}

await audit.close()
await mongoose.connection.dropDatabase()
await mongoose.disconnect()

function createMeasure() {
  return { latencies: [], elapsedMs: 0, errors: new Map() }
}

async function runTurn(Model, write, measure) {
  const { _id } = await Model.create({ n: 0 })
  let left = WRITES_PER_TURN
  const started = performance.now()
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (left > 0) {
        left -= 1
        const begun = performance.now()
        try {
          await write(Model, _id)
        } catch (error) {
          const key = `${error.name} ${error.code ?? ''}`
          measure.errors.set(key, (measure.errors.get(key) ?? 0) + 1)
        }
        measure.latencies.push(performance.now() - begun)
      }
    }),
  )
  measure.elapsedMs += performance.now() - started
  const { n } = await Model.findById(_id).lean()
  const failed = [...measure.errors.values()].reduce((sum, count) => sum + count, 0)
  if (n !== WRITES_PER_TURN && failed === 0)
    throw new Error(`${n} increments of ${WRITES_PER_TURN}`)
}

function print(name, { bare, audited }) {
  const [one, other] = [summary(bare), summary(audited)]
  console.log(`${name}, ${CLIENTS} clients on one record`)
  console.log(
    `  writes per second  bare ${one.rate.toFixed(0)}, audited ${other.rate.toFixed(0)}: ${(one.rate / other.rate).toFixed(2)} times slower`,
  )
  console.log(
    `  p99 in ms          bare ${one.p99.toFixed(1)}, audited ${other.p99.toFixed(1)}: ${(other.p99 / one.p99).toFixed(2)} times`,
  )
  console.log(`  errors             bare ${one.errors}, audited ${other.errors}`)
}

function summary({ latencies, elapsedMs, errors }) {
  const sorted = latencies.toSorted((a, b) => a - b)
  return {
    rate: (sorted.length / elapsedMs) * 1_000,
    p99: sorted[Math.floor(sorted.length * 0.99)],
    errors: errors.size === 0 ? 'none' : JSON.stringify(Object.fromEntries(errors)),
  }
}

function withDatabase(uri) {
  return uri.replace(/^(mongodb:\/\/[^/?]+)\/?[^?]*/, '$1/audit_bench_hot')
}
