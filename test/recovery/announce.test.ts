import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { captureCollection, createAuditedModel, createCollectionRegistry } from '@rastro/mongodb'
import { idText } from '@rastro/core'
import { MongoClient } from 'mongodb'
import type {
  CommandStartedEvent,
  Collection,
  MongoClient as Client,
  MongoClientOptions,
} from 'mongodb'
import { nameTestDatabase } from '../support/database.ts'
import { createAnnouncingSink } from './announcing-sink.ts'
import type { AnnouncingSink } from './announcing-sink.ts'

const require = createRequire(import.meta.url)

interface Thing {
  _id: number
  n?: number
  slot?: number
}

interface Numbered {
  readonly lsid: string
  readonly txnNumber: number
}

interface Scene {
  readonly client: Client
  readonly sink: AnnouncingSink
  readonly things: Collection<Thing>
  /** Numbered writes that were sent, in order. */
  sent(): Numbered[]
  close(): Promise<void>
}

const DRIVERS = [
  { name: 'driver 7', of: () => MongoClient },
  {
    name: 'driver 6',
    of: () =>
      (require('mongoose8') as { mongo: { MongoClient: typeof MongoClient } }).mongo.MongoClient,
  },
]

async function openScene(
  Driver: typeof MongoClient,
  options: MongoClientOptions = {},
): Promise<Scene> {
  const { uri } = nameTestDatabase()
  const client = await new Driver(uri, { monitorCommands: true, ...options }).connect()
  const plain = client.db().collection<Thing>('things')
  await plain.insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id, slot: _id, n: 0 })))
  const sink = createAnnouncingSink()
  const model = createAuditedModel('test', {}, { type: 'Thing', collectionName: 'things' })
  const things = captureCollection(plain, createCollectionRegistry({ model }), {
    sink,
    log: { info: () => undefined, warn: () => undefined },
    sharesStore: () => true,
  })
  const sent: Numbered[] = []
  client.on('commandStarted', ({ command, commandName }: CommandStartedEvent) => {
    if (command['txnNumber'] === undefined || commandName.endsWith('Transaction')) return
    sent.push({ lsid: idText(command['lsid'].id), txnNumber: Number(command['txnNumber']) })
  })
  return {
    client,
    sink,
    things,
    sent: () => sent.splice(0),
    async close() {
      await client.db().dropDatabase()
      await client.close()
    },
  }
}

const WRITES: Readonly<Record<string, (things: Collection<Thing>) => Promise<unknown>>> = {
  insertOne: (things) => things.insertOne({ _id: 100 }),
  insertMany: (things) => things.insertMany([{ _id: 101 }, { _id: 102 }]),
  updateOne: (things) => things.updateOne({ _id: 1 }, { $inc: { n: 1 } }),
  'updateOne not by id': (things) => things.updateOne({ slot: 2 }, { $inc: { n: 1 } }),
  replaceOne: (things) => things.replaceOne({ _id: 3 }, { n: 9 }),
  deleteOne: (things) => things.deleteOne({ _id: 4 }),
  findOneAndUpdate: (things) => things.findOneAndUpdate({ slot: 5 }, { $inc: { n: 1 } }),
  findOneAndReplace: (things) => things.findOneAndReplace({ _id: 6 }, { n: 9 }),
  findOneAndDelete: (things) => things.findOneAndDelete({ _id: 7 }),
  updateMany: (things) => things.updateMany({}, { $inc: { n: 1 } }),
  deleteMany: (things) => things.deleteMany({ slot: { $gt: 8 } }),
  bulkWrite: (things) =>
    things.bulkWrite([
      { updateOne: { filter: { _id: 1 }, update: { $inc: { n: 1 } } } },
      { insertOne: { document: { _id: 103 } } },
    ]),
}

for (const driver of DRIVERS) {
  describe(`a write of ${driver.name} that is captured`, () => {
    let scene: Scene
    beforeAll(async () => {
      scene = await openScene(driver.of())
    })
    afterAll(() => scene.close())

    for (const [name, write] of Object.entries(WRITES)) {
      it(`is announced under the number it is sent with, before it is sent, and closed after its events: ${name}`, async () => {
        scene.sink.take()
        scene.sent()
        await write(scene.things)
        const heard = scene.sink.take()
        expect(heard.map(({ what }) => what)).toEqual(['announced', 'accepted', 'closed'])
        const [first, second, third] = heard
        const [sent] = scene.sent()
        const intent = first?.what === 'announced' ? first.intent : undefined
        expect({ lsid: idText(intent?.lsid), txnNumber: intent?.txnNumber }).toEqual(sent)
        expect(second?.what === 'accepted' && second.call.announced).toBe(
          third?.what === 'closed' && third.as,
        )
      })
    }

    it('on the caller’s session is announced under that session’s next number, each time', async () => {
      const session = scene.client.startSession()
      scene.sent()
      scene.sink.take()
      for (let round = 0; round < 3; round += 1) {
        await scene.things.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session })
      }
      const announced = scene.sink
        .take()
        .flatMap((heard) => (heard.what === 'announced' ? [heard.intent] : []))
      expect(announced.map(({ txnNumber }) => txnNumber)).toEqual(
        scene.sent().map(({ txnNumber }) => txnNumber),
      )
      expect(announced.map(({ exclusive }) => exclusive)).toEqual([undefined, undefined, undefined])
      await session.endSession()
    })

    it('is closed without an event where it changed nothing or failed', async () => {
      scene.sink.take()
      await scene.things.updateOne({ _id: 999 }, { $inc: { n: 1 } })
      await scene.things.insertOne({ _id: 1 }).catch(() => undefined)
      expect(scene.sink.take().map(({ what }) => what)).toEqual([
        'announced',
        'closed',
        'announced',
        'closed',
      ])
    })

    it('that inserts is announced with its ids, also with those the driver makes', async () => {
      scene.sink.take()
      const documents = [{ n: 1 }, { n: 2 }] as unknown as Thing[]
      const { insertedIds } = await scene.things.insertMany(documents)
      const [first] = scene.sink.take()
      const ids = first?.what === 'announced' ? first.intent.ids : undefined
      expect(ids?.map(idText)).toEqual(Object.values(insertedIds).map(idText))
    })

    it('in the caller’s transaction is not announced: its events share that transaction’s fate', async () => {
      scene.sink.take()
      await scene.client.withSession((session) =>
        session.withTransaction(() =>
          scene.things.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session }),
        ),
      )
      expect(scene.sink.take().map(({ what }) => what)).toEqual(['accepted'])
    })
  })

  describe(`a write of ${driver.name} that nobody numbers`, () => {
    it('is not announced: retryable writes switched off, or no answer asked for', async () => {
      const scene = await openScene(driver.of(), { retryWrites: false })
      await scene.things.updateOne({ _id: 1 }, { $inc: { n: 1 } })
      await scene.things.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { writeConcern: { w: 0 } })
      expect(scene.sink.take().map(({ what }) => what)).not.toContain('announced')
      await scene.close()
    })
  })
}
