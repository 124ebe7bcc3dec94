/**
 * An application under load, to be killed at any instant.
 *
 * Arguments: connection string, folder of the spool, a name that no other run has. It says `ready`
 * to its parent once it writes, and goes on until it is killed.
 */
import type { Model } from 'mongoose'
import { createDeskModels } from './desk-models.ts'
import type { Counted } from './desk-models.ts'

const [uri = '', spoolPath = '', run = ''] = process.argv.slice(2)
const WORKERS = 6
const inc = { $inc: { v: 1 } }

/** A worker writes records of its own, so that what it does is told apart by nothing but numbers. */
function writesOf(Ticket: Model<Counted>, Vault: Model<Counted>, worker: number) {
  const own = `${run}-${worker}`
  const mine = [`${own}-0`, `${own}-1`, `${own}-2`, `${own}-3`] as const
  let made = 0
  const freshIds = (count: number): string[] =>
    Array.from({ length: count }, () => `${own}-made-${(made += 1)}`)
  const create = (_id: string): Counted => ({ _id, worker, v: 1, tag: own })
  return {
    async prepare() {
      await Ticket.insertMany(mine.map((_id) => ({ _id, worker, v: 1 })))
      await Vault.create({ _id: `${own}-vault`, worker, v: 1 })
    },
    all: [
      async () => {
        const ticket = await Ticket.findById(mine[0])
        if (ticket === null) throw new Error('a record of its own is gone')
        ticket.v += 1
        await ticket.save()
      },
      () => Ticket.updateOne({ worker, _id: { $in: mine } }, inc),
      () =>
        Ticket.updateOne({ _id: mine[1] }, [{ $set: { v: { $add: ['$v', 1] } } }], {
          updatePipeline: true,
        }),
      () => Ticket.findOneAndUpdate({ worker, _id: mine[2] }, inc, { returnDocument: 'after' }),
      () => Ticket.insertMany(freshIds(3).map(create)),
      () => Ticket.create(create(freshIds(1)[0] ?? '')),
      () => Ticket.updateMany({ worker, _id: { $in: mine } }, inc),
      () => Ticket.deleteMany({ tag: own }),
      () => Ticket.findOneAndDelete({ tag: own }),
      () =>
        Ticket.bulkWrite([
          { updateOne: { filter: { _id: mine[3] }, update: inc } },
          // Before the insertion: what one call makes and removes again leaves nothing to tell.
          { deleteOne: { filter: { tag: own } } },
          { insertOne: { document: create(freshIds(1)[0] ?? '') } },
        ]),
      () => Vault.updateOne({ _id: `${own}-vault` }, inc),
      () => Vault.findOneAndUpdate({ _id: `${own}-vault` }, inc),
    ] as readonly (() => Promise<unknown>)[],
  }
}

const { mongoose, Ticket, Vault } = createDeskModels(spoolPath, (line) => process.send?.(line))
await mongoose.connect(uri, { appName: run })
const workers = Array.from({ length: WORKERS }, (_, worker) => writesOf(Ticket, Vault, worker))
await Promise.all(workers.map((worker) => worker.prepare()))
process.send?.('ready')
await Promise.all(
  workers.map(async ({ all }) => {
    for (;;) await all[Math.floor(Math.random() * all.length)]?.()
  }),
)
