/** A sequencer that is late: which change an event of a transaction stands for is not guessed. */
import { afterEach, expect, it } from '@jest/globals'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import type { Collection } from 'mongodb'
import { until } from '../sequencer/until.ts'
import { openWatched } from './watched.ts'
import type { Watched } from './watched.ts'

/** Longer than the grace period of either change. */
const BEHIND_MS = 10_000
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
function startNumbering({ mongoose }: Watched): Audit {
  numbering = createAudit({ mongoose, log: LOG, spool: false })
  return numbering
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

it('does not take the event of one transaction for the next one, which bypassed the audit', async () => {
  const one = await openWatched(LATE)
  watched = one
  const { models, past, pastClient } = one
  const note = await models.Note.create({ n: 0 })
  const leases = collectionOf(one, 'audit_leases')
  const first = startNumbering(one)
  await until(() => collectionOf(one, 'audit_batches').findOne())
  await first.close()
  // Some other process holds the work, and does none of it.
  const expiresAt = new Date(Date.now() + BEHIND_MS)
  const { modifiedCount } = await leases.updateMany(
    { _id: { $regex: /^sequencer:/ } },
    { $set: { owner: 'somebody', expiresAt } },
  )
  expect(modifiedCount).toBeGreaterThan(0)
  startNumbering(one)
  await writeInTransaction(one, note._id)
  // Settled or waiting: the next change is not compared together with these.
  await one.settled(1)
  await pastClient.withSession((session) =>
    session.withTransaction(async () => {
      await past.collection('notes').updateOne({ _id: note._id }, { $set: { n: 2 } }, { session })
    }),
  )
  expect(await one.settled(4)).toMatchObject({ seen: 4, audited: 3, outOfBand: 1 })
}, 120_000)

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
