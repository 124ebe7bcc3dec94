/** Applications whose clients all write the same few records, by every way there is. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import { createRandom } from '../differential/random.ts'
import type { Random } from '../differential/random.ts'
import type { MongooseModule } from '../support/audited-mongoose.ts'
import type { Fields, TwinModel } from '../support/twin-models.ts'

const require = createRequire(import.meta.url)

export const RECORD_COUNT = 6

export interface Application {
  readonly mongoose: MongooseModule
  readonly Thing: TwinModel
  readonly audit: Audit
  readonly spool: string
  /** Leaves the spool behind, as the end of a process does. */
  close(): Promise<void>
}

/** @param spool - The folder that an earlier application left; a new one by default. */
export async function openApplication(uri: string, spool?: string): Promise<Application> {
  const path = spool ?? (await mkdtemp(join(tmpdir(), 'audit-history-')))
  const base = require('mongoose') as MongooseModule
  const mongoose = new base.Mongoose()
  mongoose.set('autoIndex', false)
  mongoose.set('autoCreate', false)
  const log = { info: () => undefined, warn: () => undefined }
  const audit = createAudit({ mongoose, spool: { path }, log })
  const schema = new mongoose.Schema({ _id: Number, n: Number }, { strict: false })
  schema.plugin(audit.plugin)
  const Thing = mongoose.model('Thing', schema) as unknown as TwinModel
  await mongoose.connect(uri, { serverSelectionTimeoutMS: 20_000 })
  return {
    mongoose,
    Thing,
    audit,
    spool: path,
    async close() {
      await audit.close()
      await mongoose.disconnect()
    },
  }
}

export function removeSpool(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true })
}

type Write = (app: Application, random: Random, n: number) => Promise<unknown>

const anyId = (random: Random): number => random.below(RECORD_COUNT)

/** Ways to write, each leaving a number nobody else writes. */
const WRITES: readonly Write[] = [
  async ({ Thing }, random, n) => {
    const thing = (await Thing.findById(anyId(random))) as {
      set(f: Fields): { save(): Promise<unknown> }
    } | null
    await thing?.set({ saved: n }).save()
  },
  ({ Thing }, random, n) => Thing.updateOne({ _id: anyId(random) }, { $inc: { hits: 1 }, n }),
  ({ Thing }, random, n) => Thing.updateOne({ slot: anyId(random) }, { $inc: { hits: 1 }, n }),
  ({ Thing }, random) => Thing.updateOne({ _id: anyId(random) }, { fixed: true }),
  ({ Thing }, random, n) =>
    Thing.updateMany({ slot: { $lt: random.below(RECORD_COUNT) } }, { wave: n }),
  ({ Thing }, random, n) =>
    Thing.findOneAndUpdate({ slot: anyId(random) }, { $inc: { hits: 1 }, n }),
  ({ Thing }, random) => Thing.findOneAndUpdate({ _id: anyId(random) }, { fixed: true }),
  ({ Thing }, random, n) =>
    Thing.bulkWrite([
      { updateOne: { filter: { _id: anyId(random) }, update: { bulk: n } } },
      { updateOne: { filter: { slot: anyId(random) }, update: { $inc: { hits: 2 } } } },
    ]),
  ({ Thing }, random, n) => {
    const slot = anyId(random)
    return Thing.replaceOne({ _id: slot }, { slot, hits: 0, n })
  },
  async ({ Thing }, random, n) => {
    const slot = anyId(random)
    await Thing.deleteOne({ _id: slot })
    await Thing.updateOne({ _id: slot }, { $setOnInsert: { slot, hits: 0 }, n }, { upsert: true })
  },
  ({ mongoose, Thing }, random, n) =>
    mongoose.connection.transaction(async (session) => {
      await Thing.updateOne({ _id: anyId(random) }, { inside: n }, { session })
      await Thing.updateMany({ slot: { $gt: 3 } }, { $inc: { hits: 1 } }, { session })
    }),
]

export interface Traffic {
  /** Whether there is more to do; called before every write. */
  goOn(): boolean
  failed(error: unknown): void
}

/** One client: writes until it is told to stop, whatever becomes of its calls. */
export async function runClient(app: Application, seed: number, traffic: Traffic): Promise<void> {
  const random = createRandom(seed)
  for (let n = seed * 1_000_000; traffic.goOn(); n += 1) {
    // Deletions and replacements are rare, or histories would be short.
    const write = random.oneIn(12) ? random.pick(WRITES) : random.pick(WRITES.slice(0, 8))
    try {
      await write(app, random, n)
    } catch (error) {
      traffic.failed(error)
    }
  }
}
