/**
 * Does an application with the suite need more memory the more it writes?
 *
 * Records are inserted, changed and deleted through audited models by several clients at once, while the
 * same process numbers the events, follows them and watches its own data. Printed is the slope of
 * the memory of the process; bare, the same without the plugin, goes first.
 *
 * COUNT=1000000 npm run bench -- memory, or npm run bench -- memory --million
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { createAudit } from 'rastro'
import { watchMemory } from '../src/measure.js'

const COUNT = Number(process.env.COUNT ?? (process.argv.includes('--million') ? 1_000_000 : 50_000))
const CLIENTS = 4
const MANY = 100
const PARTS = 10

const uri = process.env.AUDIT_TEST_MONGODB_URI.replace(
  /^(mongodb:\/\/[^/?]+)\/?[^?]*/,
  `$1/audit_bench_memory_${process.pid}`,
)
const folder = mkdtempSync(join(tmpdir(), 'audit-bench-'))
const silent = { info: () => undefined, warn: (line) => console.error(line) }
await mongoose.connect(uri)
const audit = createAudit({ mongoose, log: silent, spool: { path: folder } })
const FIELDS = { title: String, status: String, n: Number, tags: [String] }
const schema = new mongoose.Schema(FIELDS)
schema.plugin(audit.plugin)
const Bare = mongoose.model('BareTicket', new mongoose.Schema(FIELDS))
const Audited = mongoose.model('AuditedTicket', schema)

const bare = await run('bare', Bare, Math.ceil(COUNT / 4))
const watching = audit.watch({ graceMs: 5_000 })
let followed = 0
const following = audit.follow(undefined, (events) => {
  followed += events.length
})
const audited = await run('audited', Audited, COUNT)
await audit.flush()
const { stored, lost, dropped } = audit.health()
console.log(`stored ${stored}, lost ${lost}, dropped ${dropped}, followed so far ${followed}`)
console.log(`bare: ${bare.toFixed(2)} MB per 100,000 changes`)
console.log(`audited, numbered, followed and watched: ${audited.toFixed(2)} MB per 100,000 changes`)
await following.stop()
await watching.stop()
await audit.close()
await mongoose.connection.dropDatabase()
await mongoose.disconnect()
rmSync(folder, { recursive: true, force: true })

/** Makes so many changes, and returns the slope of the memory. */
async function run(name, Model, count) {
  let done = 0
  let told = 0
  const memory = watchMemory(() => done)
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      for (let turn = 0; done < count; turn += 1) {
        const title = `${client} ${turn}`
        await Model.insertMany(Array.from({ length: MANY }, (__, n) => ({ title, n, tags: ['a'] })))
        done += MANY
        await Model.updateMany({ title, n: { $lt: MANY } }, { status: 'open' })
        done += MANY
        const { _id } = await Model.findOne({ title })
        for (let n = 0; n < 10; n += 1) await Model.updateOne({ _id }, { status: `s${n}` })
        done += 10
        // So that the collection, of which the memory is not asked here, stays small.
        await Model.deleteMany({ title })
        done += MANY
        if (done * PARTS < (told + 1) * count) continue
        told += 1
        const mb = Math.round(process.memoryUsage.rss() / 1e6)
        console.log(
          `${name.padEnd(8)} ${String(done).padStart(9)} changes ${String(mb).padStart(6)} MB`,
        )
      }
    }),
  )
  return memory.stop()
}
