/**
 * How many writes a second do 8, 16 and 32 clients get, beside the same without the plugin?
 *
 * Each client has a record of its own and writes it again and again. Bare, `standard` and
 * `critical` in turns, medians of the turns; read the ratios, never the rates.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { createAudit } from 'rastro'
import { median } from '../src/measure.js'

const CLIENTS = [8, 16, 32]
const TURNS = Number(process.env.AUDIT_BENCH_ROUNDS ?? 5)
const WRITES_PER_TURN = 400

const uri = process.env.AUDIT_TEST_MONGODB_URI.replace(
  /^(mongodb:\/\/[^/?]+)\/?[^?]*/,
  `$1/audit_bench_throughput_${process.pid}`,
)
const folder = mkdtempSync(join(tmpdir(), 'audit-bench-'))
const silent = { info: () => undefined, warn: (line) => console.error(line) }
await mongoose.connect(uri)
const audit = createAudit({ mongoose, log: silent, spool: { path: folder } })

const FIELDS = { title: String, status: String, n: Number, tags: [String] }
const MODELS = {
  bare: mongoose.model('BareTicket', new mongoose.Schema(FIELDS)),
  standard: audited('StandardTicket', {}),
  critical: audited('CriticalTicket', { class: 'critical' }),
}
const CALLS = {
  save: (_Model, document, n) => {
    document.n = n
    return document.save()
  },
  updateOne: (Model, { _id }, n) => Model.updateOne({ _id }, { n }),
}

for (const Model of Object.values(MODELS)) await Model.init()
const documents = new Map()
for (const [name, Model] of Object.entries(MODELS)) {
  const made = Array.from({ length: Math.max(...CLIENTS) }, (_, n) => ({ title: `t${n}`, n: 0 }))
  documents.set(name, await Model.create(made))
}

console.log(`\nwrites per second relative to bare (times slower), medians of ${TURNS} turns`)
console.log('| Call | clients | standard | critical |')
console.log('| --- | --- | --- | --- |')
for (const [call, write] of Object.entries(CALLS)) {
  for (const clients of CLIENTS) {
    const elapsed = Object.fromEntries(Object.keys(MODELS).map((name) => [name, []]))
    for (let turn = -1; turn < TURNS; turn += 1) {
      for (const name of Object.keys(MODELS)) {
        const ms = await runTurn(name, { write, clients })
        // The first warms up.
        if (turn >= 0) elapsed[name].push(ms)
      }
    }
    const ratio = (name) => (median(elapsed[name]) / median(elapsed.bare)).toFixed(2)
    console.log(`| ${call} | ${clients} | ${ratio('standard')} | ${ratio('critical')} |`)
  }
}

await audit.close()
await mongoose.connection.dropDatabase()
await mongoose.disconnect()
rmSync(folder, { recursive: true, force: true })

function audited(name, options) {
  const schema = new mongoose.Schema(FIELDS)
  schema.plugin(audit.plugin, options)
  return mongoose.model(name, schema)
}

async function runTurn(name, { write, clients }) {
  const Model = MODELS[name]
  let left = WRITES_PER_TURN
  const startedAt = performance.now()
  await Promise.all(
    documents
      .get(name)
      .slice(0, clients)
      .map(async (document) => {
        while (left > 0) {
          left -= 1
          await write(Model, document, Math.random())
        }
      }),
  )
  return performance.now() - startedAt
}
