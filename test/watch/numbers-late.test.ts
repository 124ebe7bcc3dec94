/** A sequencer that is behind: no change is judged by events whose place is not known yet. */
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import { openWatched } from './watched.ts'
import type { Watched } from './watched.ts'

/** Longer than the grace period of either change. */
const BEHIND_MS = 12_000

let watched: Watched
let numbering: Audit | undefined
beforeAll(async () => {
  watched = await openWatched({ sequencer: false })
}, 60_000)
afterAll(async () => {
  await numbering?.close()
  await watched.close()
}, 60_000)

it('does not take the event of one transaction for the next one, which bypassed the audit', async () => {
  const { mongoose, models, past, pastClient } = watched
  // Some other process holds the work, and does none of it.
  await past.collection<{ _id: string }>('audit_leases').insertOne({
    _id: 'sequencer:00',
    ...{ token: 1, owner: 'somebody', expiresAt: new Date(Date.now() + BEHIND_MS) },
  })
  const log = { info: () => undefined, warn: () => undefined }
  numbering = createAudit({ mongoose, log, spool: false })
  const note = await models.Note.create({ n: 0 })
  await mongoose.connection.transaction(async (session) => {
    await models.Note.updateOne({ _id: note._id }, { $set: { n: 1 } }, { session })
  })
  // Settled or waiting: the next change is not compared together with these.
  await watched.settled(1)
  await pastClient.withSession((session) =>
    session.withTransaction(async () => {
      await past.collection('notes').updateOne({ _id: note._id }, { $set: { n: 2 } }, { session })
    }),
  )
  const report = await watched.settled(3)
  expect(report).toMatchObject({ seen: 3, audited: 2, outOfBand: 1 })
}, 120_000)
