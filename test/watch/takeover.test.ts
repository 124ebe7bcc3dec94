import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createRandom } from '../differential/random.ts'
import { startProcess } from './start-process.ts'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'
import { outOfBandOf, settledOf, untilWatching } from './watched.ts'
import { modelsOf } from './watched-models.ts'

const KILLS = Number(process.env['WATCH_KILLS'] ?? 6)
const CHANGES = Number(process.env['WATCH_CHANGES'] ?? 400)
/** The instants follow from it, as far as processes do. */
const SEED = Number(process.env['WATCH_SEED'] ?? 1)
/** A start, a takeover, and some stretches of changes. */
const LONGEST_LIFE_MS = 4_000

let one: AuditedMongoose
let models: ReturnType<typeof modelsOf>
beforeAll(async () => {
  one = createAuditedMongoose('mongoose')
  models = modelsOf(one)
  await one.connect()
  for (const model of Object.values(models)) await model.createCollection()
}, 60_000)
afterAll(() => one.close(), 60_000)

it(`goes on where a killed process ended, nothing missed and nothing told twice: seed ${SEED}`, async () => {
  const random = createRandom(SEED)
  const processes = Array.from({ length: 2 }, () => startProcess('watching-process', one.uri))
  try {
    await untilWatching(one.audit)
    const { db } = one.mongoose.connection
    const past = one.mongoose.connection.getClient().db(db?.databaseName).collection('tickets')
    const writing = (async () => {
      for (let n = 0; n < CHANGES; n += 1) {
        await past.insertOne({ n })
        if (n % 4 === 0) await models.Note.create({ n })
      }
    })()
    for (let kill = 0; kill < KILLS; kill += 1) {
      // Any instant: of its start, of a comparison, of a transaction.
      await wait(random.below(LONGEST_LIFE_MS))
      const victim = processes.splice(random.below(processes.length), 1).at(0)
      await victim?.kill()
      processes.push(startProcess('watching-process', one.uri))
    }
    await writing
    const report = await settledOf(one.audit, CHANGES * 1.25, 120_000)
    expect(report).toMatchObject({
      seen: CHANGES * 1.25,
      outOfBand: CHANGES,
      audited: CHANGES / 4,
      gaps: 0,
    })
    const told = await outOfBandOf(one.audit)
    const numbers = told.map(({ changes }) =>
      Number(changes?.find(({ path }) => path[0] === 'n')?.after),
    )
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: CHANGES }, (_, n) => n))
  } finally {
    await Promise.all(processes.map((process) => process.kill()))
  }
}, 240_000)
