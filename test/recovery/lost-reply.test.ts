import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { captureCollection, createAuditedModel, createCollectionRegistry } from '@rastro/mongodb'
import { MongoClient } from 'mongodb'
import type { Collection } from 'mongodb'
import { nameTestDatabase } from '../support/database.ts'
import { createAnnouncingSink } from './announcing-sink.ts'
import type { AnnouncingSink } from './announcing-sink.ts'

interface Thing {
  _id: number
  n?: number
}

let client: MongoClient
/** The failures are meant for nobody else on the server. */
let appName: string
let things: Collection<Thing>
let plain: Collection<Thing>
let sink: AnnouncingSink
let control: MongoClient

beforeAll(async () => {
  const { uri, dbName } = nameTestDatabase()
  appName = dbName
  client = await new MongoClient(uri, { appName }).connect()
  control = await new MongoClient(uri).connect()
  plain = control.db().collection('things')
  await plain.insertMany(Array.from({ length: 11 }, (_, _id) => ({ _id, n: 0 })))
  sink = createAnnouncingSink()
  things = capture(client.db().collection('things'), sink)
})
afterAll(async () => {
  await failing('off')
  await control.db().dropDatabase()
  await Promise.all([client.close(), control.close()])
})

function capture(collection: Collection<Thing>, to: AnnouncingSink): Collection<Thing> {
  const model = createAuditedModel('test', {}, { type: 'Thing', collectionName: 'things' })
  return captureCollection(collection, createCollectionRegistry({ model }), {
    sink: to,
    log: { info: () => undefined, warn: () => undefined },
    sharesStore: () => true,
  })
}

/** Writes a record of its own without a pause. */
function keepWriting(): { stop(): Promise<void> } {
  const over = new AbortController()
  const work = (async () => {
    while (!over.signal.aborted) await plain.updateOne({ _id: 8 }, { $inc: { n: 1 } })
  })()
  return {
    stop() {
      over.abort()
      return work
    },
  }
}

/** Resolves when nobody writes to the collection any more. */
async function untilQuiet(): Promise<void> {
  const admin = control.db('admin')
  const $or = [{ 'command.update': 'things' }, { 'command.findAndModify': 'things' }]
  const mine = { currentOp: 1, active: true, appName, $or }
  while (((await admin.command(mine))['inprog'] as unknown[]).length > 0);
}

async function failing(mode: 'off' | { times: number }, data: object = {}): Promise<void> {
  await control.db('admin').command({
    configureFailPoint: 'failCommand',
    mode,
    ...(mode === 'off' ? {} : { data: { appName, ...data } }),
  })
}

/** After it has been carried out, the answer is taken for a failure, twice: the driver gives up. */
const UNHEARD = {
  writeConcernError: { code: 91, errmsg: 'shutting down', errorLabels: ['RetryableWriteError'] },
}

const WRITES: Readonly<Record<string, { command: string; write: () => Promise<unknown> }>> = {
  updateOne: {
    command: 'findAndModify',
    write: () => things.updateOne({ _id: 1 }, { $inc: { n: 1 } }),
  },
  deleteOne: { command: 'findAndModify', write: () => things.deleteOne({ _id: 2 }) },
  // As all were before an answer could bring the record.
  replaceOne: { command: 'update', write: () => things.replaceOne({ _id: 9 }, { n: 60 }) },
  'deleteOne within a time': {
    command: 'delete',
    write: () => things.deleteOne({ _id: 10 }, { maxTimeMS: 60_000 }),
  },
  findOneAndUpdate: {
    command: 'findAndModify',
    write: () => things.findOneAndUpdate({ _id: 3 }, { $inc: { n: 1 } }),
  },
  insertMany: {
    command: 'insert',
    write: () =>
      things.insertMany([
        { _id: 20, n: 0 },
        { _id: 21, n: 0 },
      ]),
  },
}

/** Their answer is that of the commit. */
const COMMITS: typeof WRITES = {
  updateMany: {
    command: 'commitTransaction',
    write: () => things.updateMany({ _id: { $in: [4, 5] } }, { $inc: { n: 1 } }),
  },
}

function step(id: unknown, was: unknown, is: unknown): string {
  return [id, was, is].map((value) => (value === undefined ? '-' : Number(value))).join(' ')
}

function stepsBetween(before: readonly Thing[], after: readonly Thing[]): string[] {
  const ids = [...new Set([...before, ...after].map(({ _id }) => _id))]
  return ids
    .map((id): [number, number | undefined, number | undefined] => [
      id,
      before.find(({ _id }) => _id === id)?.n,
      after.find(({ _id }) => _id === id)?.n,
    ])
    .filter(([, was, is]) => was !== is)
    .map(([id, was, is]) => step(id, was, is))
    .toSorted()
}

describe('a write whose answer is lost', () => {
  for (const [name, { command, write }] of Object.entries(WRITES)) {
    it(`and that never happened throws the driver’s error and makes no event: ${name}`, async () => {
      sink.take()
      await failing({ times: 2 }, { failCommands: [command], closeConnection: true })
      const closed = sink.next('closed')
      await expect(write()).rejects.toBeInstanceOf(Error)
      await closed
      expect(sink.take().map(({ what }) => what)).toEqual(['announced', 'closed'])
    })
  }

  for (const [name, { command, write }] of Object.entries({ ...WRITES, ...COMMITS })) {
    it(`that comes only when the driver asks again has its images as of the write, not of the answer: ${name}`, async () => {
      sink.take()
      const before = await plain.find({ _id: { $ne: 8 } }).toArray()
      // Somebody else writes on, so that the time of an answer is not the time of the write.
      const others = keepWriting()
      await failing({ times: 2 }, { failCommands: [command], ...UNHEARD })
      const closed = sink.next('closed')
      await write().catch(() => undefined)
      await closed
      await others.stop()
      const after = await plain.find({ _id: { $ne: 8 } }).toArray()
      const heard = sink
        .take()
        .flatMap((one) => (one.what === 'accepted' ? [one.call] : []))
        .flatMap(({ changes }) => changes)
      const steps = heard.map(({ id, before: was, after: is }) => step(id, was?.['n'], is?.['n']))
      expect(steps.toSorted()).toEqual(stepsBetween(before, after))
      expect(steps.length).toBeGreaterThan(0)
      expect(heard.map(({ fidelity }) => fidelity)).toEqual(heard.map(() => 'exact'))
    })
  }

  it('and that is still under way is told if it goes through, or else can never go through', async () => {
    // The driver gives up twice; the server goes on after that.
    const impatient = await new MongoClient(nameTestDatabase().uri, {
      appName,
      socketTimeoutMS: 150,
    }).connect()
    const slow = impatient.db(client.db().databaseName).collection<Thing>('things')
    const heard = createAnnouncingSink()
    const captured = capture(slow, heard)
    await failing(
      { times: 2 },
      { failCommands: ['findAndModify'], blockConnection: true, blockTimeMS: 600 },
    )
    const closed = heard.next('closed')
    await expect(captured.updateOne({ _id: 6 }, { $inc: { n: 1 } })).rejects.toMatchObject({
      name: 'MongoNetworkTimeoutError',
    })
    await closed
    await failing('off')
    const changes = heard.take().flatMap((one) => (one.what === 'accepted' ? one.call.changes : []))
    // The server is through with both attempts once it has answered another write of that record.
    await plain.updateOne({ _id: 6 }, { $set: { last: true } })
    await untilQuiet()
    expect((await plain.findOne({ _id: 6 }))?.n).toBe(changes.length)
    await impatient.close()
  })

  it('on a caller’s session leaves that session as usable as it was', async () => {
    const session = client.startSession()
    await failing({ times: 2 }, { failCommands: ['update'], closeConnection: true })
    await expect(
      things.updateOne({ _id: 4 }, { $inc: { n: 1 } }, { session }),
    ).rejects.toBeInstanceOf(Error)
    await expect(
      client
        .db()
        .collection<Thing>('things')
        .updateOne({ _id: 5 }, { $inc: { n: 1 } }, { session }),
    ).resolves.toMatchObject({ modifiedCount: 1 })
    await session.endSession()
  })
})
