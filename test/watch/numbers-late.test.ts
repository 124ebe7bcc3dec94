/** A sequencer that is late: which change an event of a transaction stands for is not guessed. */
import { afterEach, expect, it } from '@jest/globals'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import type { Collection } from 'mongodb'
import { until } from '../sequencer/until.ts'
import { openWatched } from './watched.ts'
import type { Watched } from './watched.ts'

const LATE = { sequencer: false } as const
const LOG = { info: () => undefined, warn: () => undefined }

let watched: Watched | undefined
let numbering: Audit | undefined
afterEach(async () => {
  await numbering?.close()
  await watched?.close()
  numbering = undefined
  watched = undefined
}, 60_000)

/** Numbers events, and does nothing else. */
function startNumbering({ mongoose }: Watched): void {
  numbering = createAudit({ mongoose, log: LOG, spool: false })
}

function collectionOf({ past }: Watched, name: string): Collection<{ _id: string }> {
  return past.collection<{ _id: string }>(name)
}

async function writeInTransaction({ mongoose, models }: Watched, id: unknown): Promise<void> {
  await mongoose.connection.transaction(async (session) => {
    await models.Note.updateOne({ _id: id }, { $set: { n: 1 } }, { session })
    // Between the statement and the commit the time of the database goes on.
    await models.Ticket.create({ title: 'meanwhile' })
  })
}

it('takes an event that a scan has numbered for what it is, and tells of no bypass', async () => {
  const one = await openWatched(LATE, { graceMs: 8_000 })
  watched = one
  const note = await one.models.Note.create({ n: 0 })
  await writeInTransaction(one, note._id)
  startNumbering(one)
  const batches = collectionOf(one, 'audit_batches')
  await until(() => batches.findOne({ resumeToken: { $exists: false } }))
  expect(await one.settled(3)).toMatchObject({ seen: 3, audited: 3, outOfBand: 0 })
}, 120_000)
