import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openWatched } from './watched.ts'
import type { Watched } from './watched.ts'

const WORKERS = 8
/** Each of all workers makes about 1,000 changes: 10 for the long run. */
const ROUNDS = Number(process.env['WATCH_ROUNDS'] ?? 3)
/** On a machine that is busy with something else as well. */
const MS_PER_ROUND = 100_000

let watched: Watched
beforeAll(async () => {
  // Longer than an event needs on a machine that is busy with all of this.
  watched = await openWatched({}, { graceMs: 30_000 })
}, 60_000)
afterAll(() => watched.close(), 60_000)

/** One of each kind of write. */
async function writeEverything(w: number, round: number): Promise<void> {
  const { mongoose, models } = watched
  const { Ticket, Note } = models
  const title = `w${w} r${round}`
  const ticket = await Ticket.create({ title, status: 'new', n: 0 })
  ticket.status = 'open'
  await ticket.save()
  await Ticket.updateOne({ _id: ticket._id }, { $inc: { n: 1 } })
  await Ticket.updateOne({ _id: ticket._id }, { $set: { seenAt: new Date() } })
  await Ticket.findOneAndUpdate({ title }, { $set: { status: 'x' } })
  await Ticket.collection.insertMany(
    Array.from({ length: 30 }, (_, n) => ({ title, status: 'many', n })),
  )
  await Ticket.updateMany({ title, status: 'many' }, { $set: { status: 'touched' } })
  const same = { title, status: 'same', n: 5 }
  await Ticket.collection.replaceOne({ _id: ticket._id }, same)
  await Ticket.collection.replaceOne({ _id: ticket._id }, same)
  await Note.updateOne({ text: title }, { $set: { n: round } }, { upsert: true })
  await Note.bulkWrite([
    { insertOne: { document: { text: `${title} a` } } },
    { updateOne: { filter: { text: `${title} a` }, update: { $set: { n: 1 } } } },
    { updateOne: { filter: { text: `${title} a` }, update: { $set: { n: 2 } } } },
    { deleteOne: { filter: { text: title } } },
  ])
  // Undone within one call: two changes, and nothing to tell.
  await Note.bulkWrite([
    { updateOne: { filter: { text: `${title} a` }, update: { $inc: { n: 1 } } } },
    { updateOne: { filter: { text: `${title} a` }, update: { $inc: { n: -1 } } } },
  ])
  await mongoose.connection.transaction(async (session) => {
    const [note] = await Note.create([{ text: `${title} t` }], { session })
    await Note.updateOne({ _id: note?._id }, { $set: { n: 1 } }, { session })
    await Note.updateOne({ _id: note?._id }, { $set: { n: 2 } }, { session })
    await Ticket.updateMany({ title, n: { $lt: 10 } }, { $set: { status: 'txn' } }, { session })
  })
  const aborted = mongoose.connection.transaction(async (session) => {
    await Note.create([{ text: `${title} aborted` }], { session })
    throw new Error('no')
  })
  await aborted.catch(() => undefined)
  // Everybody's hot record, updated by all workers at once.
  await Note.updateOne({ text: 'hot' }, { $inc: { n: 1 } })
  await Ticket.insertMany([{ _id: ticket._id, title }, { title: `${title} z` }], {
    ordered: false,
  }).catch(() => undefined)
  await Ticket.deleteMany({ title, n: { $gte: 20 } })
  await Ticket.findOneAndDelete({ title: `${title} z` })
}

describe('what goes through the suite', () => {
  it(
    'has no change out of band, whatever the way it was written',
    async () => {
      const { Note } = watched.models
      await Note.create({ text: 'hot', n: 0 })
      const stream = watched.past.watch([
        { $match: { 'ns.coll': { $in: ['tickets', 'notes'] } } },
        { $project: { _id: 1, operationType: 1, documentKey: 1 } },
      ])
      await stream.tryNext()
      await Promise.all(
        Array.from({ length: WORKERS }, async (_, w) => {
          for (let round = 0; round < ROUNDS; round += 1) await writeEverything(w, round)
        }),
      )
      // The database's own count, up to a change that is the last.
      await Note.create({ text: 'the end' })
      const endId = (await Note.findOne({ text: 'the end' }))?._id
      let changes = 1
      for (;;) {
        const change = await stream.next()
        changes += 1
        if ('documentKey' in change && String(change.documentKey?._id) === String(endId)) break
      }
      await stream.close()
      const report = await watched.settled(changes, ROUNDS * MS_PER_ROUND)
      const told = await watched.outOfBand()
      expect(told.map(({ type, changes: paths }) => [type, paths])).toEqual([])
      expect(report).toMatchObject({ seen: changes, outOfBand: 0, gaps: 0 })
      expect(report.audited + report.exempt).toBe(changes)
      // Ignored paths, equal replacements, and changes of one call that undo each other.
      expect(report.exempt).toBeGreaterThanOrEqual(WORKERS * ROUNDS * 2)
    },
    ROUNDS * MS_PER_ROUND,
  )
})
