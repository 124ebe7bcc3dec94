import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { CapturedCall, CaptureSink } from '@rastro/core'
import { AuditError, identicalValue, idText } from '@rastro/core'
import { captureCollection, createAuditedModel, createCollectionRegistry } from '@rastro/mongodb'
import { MongoClient } from 'mongodb'
import type {
  AnyBulkWriteOperation,
  ClientSession,
  Collection,
  Document,
  UpdateFilter,
} from 'mongodb'
import { nameTestDatabase } from '../support/database.ts'
import { outcomeOf } from './shown-outcome.ts'

const require = createRequire(import.meta.url)

interface Thing extends Document {
  _id: number
}

interface Scene {
  readonly client: MongoClient
  /** The collection that is audited, and its twin that is not. */
  readonly audited: Collection<Thing>
  readonly bare: Collection<Thing>
  readonly plain: Collection<Thing>
  readonly calls: CapturedCall[]
  /** What the store does with the next events; by default it keeps them in the transaction. */
  store: (call: CapturedCall) => Promise<void>
  close(): Promise<void>
}

async function openScene(Driver: typeof MongoClient, shares = true): Promise<Scene> {
  const { uri } = nameTestDatabase()
  const client = await new Driver(uri, { monitorCommands: true }).connect()
  const db = client.db()
  const events = db.collection('events')
  await events.insertOne({ first: true })
  const calls: CapturedCall[] = []
  const keep = async (call: CapturedCall): Promise<void> => {
    const session = call.transaction?.session as ClientSession
    const kept = call.changes.map((change) => ({ of: change.id, before: change.before }))
    await events.insertMany(kept, { session })
    calls.push(call)
  }
  const scene = { store: keep }
  const sink: CaptureSink = {
    wants: () => true,
    safetyOf: () => ({ class: 'critical', ack: 'store' }),
    announce: () => undefined,
    accept: (call) => scene.store(call),
    begin: () => ({ part: (call) => scene.store(call), end: async () => undefined }),
  }
  const plain = db.collection<Thing>('things')
  const bare = db.collection<Thing>('twins')
  const records = Array.from({ length: 12 }, (_, _id) => ({ _id, slot: _id, n: 0 }))
  await plain.insertMany(records)
  await bare.insertMany(records)
  for (const collection of [plain, bare]) {
    await collection.createIndex({ only: 1 }, { unique: true, sparse: true })
  }
  const model = createAuditedModel('test', {}, { type: 'Thing', collectionName: 'things' })
  const audited = captureCollection(plain, createCollectionRegistry({ model }), {
    sink,
    log: { info: () => undefined, warn: () => undefined },
    sharesStore: () => shares,
  })
  return Object.assign(scene, {
    client,
    audited,
    bare,
    plain,
    calls,
    async close() {
      await db.dropDatabase()
      await client.close()
    },
  })
}

type Write = (things: Collection<Thing>) => Promise<unknown>

const bulk = (...operations: AnyBulkWriteOperation<Thing>[]): AnyBulkWriteOperation<Thing>[] =>
  operations

/** Each as it is, with the changes it makes. */
const WRITES: Readonly<Record<string, readonly [Write, number]>> = {
  insertOne: [(things) => things.insertOne({ _id: 50, n: 1 }), 1],
  insertMany: [(things) => things.insertMany([{ _id: 51 }, { _id: 52 }]), 2],
  updateOne: [(things) => things.updateOne({ _id: 1 }, { $inc: { n: 1 } }), 1],
  'updateOne not by id': [(things) => things.updateOne({ slot: 2 }, { $inc: { n: 1 } }), 1],
  'updateOne that changes nothing': [
    (things) => things.updateOne({ _id: 1 }, { $set: { slot: 1 } }),
    0,
  ],
  'updateOne that matches nothing': [
    (things) => things.updateOne({ _id: 99 }, { $set: { a: 1 } }),
    0,
  ],
  'updateOne that makes a record': [
    (things) => things.updateOne({ _id: 53 }, { $set: { n: 1 } }, { upsert: true }),
    1,
  ],
  replaceOne: [(things) => things.replaceOne({ _id: 3 }, { n: 9 }), 1],
  'replaceOne by equal content': [(things) => things.replaceOne({ _id: 3 }, { n: 9 }), 0],
  deleteOne: [(things) => things.deleteOne({ _id: 4 }), 1],
  findOneAndUpdate: [(things) => things.findOneAndUpdate({ _id: 5 }, { $inc: { n: 1 } }), 1],
  'findOneAndUpdate that changes nothing': [
    (things) =>
      things.findOneAndUpdate({ _id: 5 }, { $set: { slot: 5 } }, { returnDocument: 'after' }),
    0,
  ],
  'findOneAndUpdate that changes only a type': [
    (things) => things.findOneAndUpdate({ _id: 5 }, [{ $set: { slot: { $toDouble: '$slot' } } }]),
    1,
  ],
  'findOneAndUpdate that changes nothing and answers with the record before': [
    (things) =>
      things
        .findOneAndUpdate({ _id: 5 }, { $set: { other: 'x' } })
        .then(() => things.findOneAndUpdate({ _id: 5 }, { $set: { other: 'x' } })),
    1,
  ],
  findOneAndReplace: [(things) => things.findOneAndReplace({ _id: 6 }, { n: 9 }), 1],
  findOneAndDelete: [(things) => things.findOneAndDelete({ _id: 7 }), 1],
  updateMany: [(things) => things.updateMany({ slot: { $gt: 8 } }, { $inc: { n: 1 } }), 3],
  deleteMany: [(things) => things.deleteMany({ slot: { $gt: 9 } }), 2],
  bulkWrite: [
    (things) =>
      things.bulkWrite(
        bulk(
          { updateOne: { filter: { _id: 1 }, update: { $inc: { n: 1 } } } },
          { insertOne: { document: { _id: 54 } } },
          { deleteOne: { filter: { _id: 8 } } },
          { updateOne: { filter: { _id: 55 }, update: { $set: { n: 1 } }, upsert: true } },
        ),
      ),
    4,
  ],
}

/** Fail, some of them after they have done a part of it. */
const FAILURES: Readonly<Record<string, Write>> = {
  'a duplicate key': (things) => things.insertOne({ _id: 1 }),
  'a duplicate key of another index': async (things) => {
    await things.updateOne({ _id: 1 }, { $set: { only: 1 } })
    await things.updateOne({ _id: 2 }, { $set: { only: 1 } })
  },
  'the same of findOneAndUpdate': (things) =>
    things.findOneAndUpdate({ _id: 2 }, { $set: { only: 1 } }),
  'an operator on the wrong type': (things) =>
    things.updateOne({ _id: 1 }, { $push: { n: 1 as never } }),
  'a condition that is none': (things) => things.updateOne({ $nope: 1 }, { $set: { a: 1 } }),
  'a condition of findOneAndDelete that is none': (things) => things.findOneAndDelete({ $nope: 1 }),
  'an insertMany in the middle': (things) =>
    things.insertMany([{ _id: 60 }, { _id: 1 }, { _id: 61 }]),
  'an insertMany at its beginning': (things) => things.insertMany([{ _id: 1 }, { _id: 62 }]),
  'an insertMany in the middle, unordered': (things) =>
    things.insertMany([{ _id: 63 }, { _id: 1 }, { _id: 64 }, { _id: 2 }, { _id: 65 }], {
      ordered: false,
    }),
  'a bulkWrite in the middle': (things) =>
    things.bulkWrite(
      bulk(
        { updateOne: { filter: { _id: 1 }, update: { $inc: { n: 1 } } } },
        { updateOne: { filter: { _id: 70 }, update: { $set: { n: 1 } }, upsert: true } },
        { insertOne: { document: { _id: 2 } } },
        { deleteOne: { filter: { _id: 3 } } },
      ),
    ),
  'a bulkWrite in the middle, unordered': (things) =>
    things.bulkWrite(
      bulk(
        { insertOne: { document: { _id: 2 } } },
        { insertOne: { document: { _id: 66 } } },
        { insertOne: { document: { _id: 3 } } },
      ),
      { ordered: false },
    ),
}

const DRIVERS = [
  { name: 'driver 7', of: () => MongoClient },
  {
    name: 'driver 6',
    of: () =>
      (require('mongoose8') as { mongo: { MongoClient: typeof MongoClient } }).mongo.MongoClient,
  },
]

for (const driver of DRIVERS) {
  describe(`a write of class critical, with ${driver.name}`, () => {
    let scene: Scene
    let untouched: Scene['store']
    beforeAll(async () => {
      scene = await openScene(driver.of())
      untouched = scene.store
    })
    afterAll(() => scene.close())

    for (const [name, [write, n]] of Object.entries(WRITES)) {
      it(`answers as without the suite, and has exact images in its own transaction: ${name}`, async () => {
        scene.calls.splice(0)
        const ids = async (): Promise<Map<string, Document>> =>
          new Map((await scene.plain.find({}).toArray()).map((one) => [idText(one._id), one]))
        const before = await ids()
        expect(await outcomeOf(() => write(scene.audited))).toEqual(
          await outcomeOf(() => write(scene.bare)),
        )
        const after = await ids()
        const changes = scene.calls.flatMap((call) => call.changes)
        expect(changes).toHaveLength(n)
        for (const change of changes) {
          expect(change.fidelity).toBe('exact')
          expect(loose(change.before)).toEqual(loose(before.get(idText(change.id))))
          expect(loose(change.after)).toEqual(loose(after.get(idText(change.id))))
        }
        expect(scene.calls.every(({ transaction }) => transaction !== undefined)).toBe(true)
      })
    }

    for (const [name, write] of Object.entries(FAILURES)) {
      it(`that fails throws the same error with the same properties, and what it did has its events: ${name}`, async () => {
        scene.calls.splice(0)
        const before = await scene.plain.find({}).sort({ _id: 1 }).toArray()
        expect(await outcomeOf(() => write(scene.audited))).toEqual(
          await outcomeOf(() => write(scene.bare)),
        )
        const after = await scene.plain.find({}).sort({ _id: 1 }).toArray()
        expect(after).toEqual(await scene.bare.find({}).sort({ _id: 1 }).toArray())
        expect(changedIds(before, after)).toEqual(
          scene.calls.flatMap(({ changes }) => changes.map(({ id }) => idText(id))).toSorted(),
        )
      })
    }

    const costs: [string, UpdateFilter<Thing>, string[]][] = [
      ['whose answer has the record before', { $inc: { counted: 1 } }, ['findAndModify']],
      ['by another operator', { $max: { counted: 9 } }, ['update', 'find', 'find']],
    ]
    for (const [name, update, expected] of costs) {
      it(`of one record by its id, ${name}, waits for one commit`, async () => {
        const sent: string[] = []
        const note = ({ commandName }: { commandName: string }): void => void sent.push(commandName)
        scene.client.on('commandStarted', note)
        await scene.audited.updateOne({ _id: 1 }, update)
        scene.client.off('commandStarted', note)
        await scene.bare.updateOne({ _id: 1 }, update)
        expect(sent).toEqual([...expected, 'insert', 'commitTransaction'])
      })
    }

    it('does not happen where its event cannot be stored, and says so', async () => {
      const before = await scene.plain.find({}).sort({ _id: 1 }).toArray()
      scene.store = async () => {
        throw new AuditError('AUDIT_STORE_UNAVAILABLE', 'away')
      }
      for (const [write, n] of Object.values(WRITES)) {
        if (n === 0) continue
        const outcome = await write(scene.audited).then(
          () => 'written',
          (error: unknown) => (error as { code?: unknown }).code,
        )
        // Some have nothing left to do, or are there already.
        expect(['AUDIT_STORE_UNAVAILABLE', 'written', 11000]).toContain(outcome)
      }
      expect(await scene.plain.find({}).sort({ _id: 1 }).toArray()).toEqual(before)
      scene.store = untouched
    })

    it('does not happen where its event cannot be made', async () => {
      scene.store = async () => {
        throw new RangeError('not to be made')
      }
      await expect(scene.audited.updateOne({ _id: 1 }, { $inc: { n: 1 } })).rejects.toThrow(
        'not to be made',
      )
      scene.store = untouched
      expect(await scene.plain.findOne({ _id: 1 })).toEqual(await scene.bare.findOne({ _id: 1 }))
    })

    it('never throws a conflict that the application would not have had, and loses no step of a hot record', async () => {
      scene.calls.splice(0)
      const other = await openOther(driver.of(), scene)
      await scene.plain.updateOne({ _id: 9 }, { $set: { hot: 0 } }, { upsert: true })
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let round = 0; round < 10; round += 1) {
          const to = writer % 2 === 0 ? scene.audited : other.audited
          if (writer === 7) await scene.plain.updateOne({ _id: 9 }, { $inc: { plain: 1 } })
          else if (writer % 3 === 0) {
            await to.findOneAndUpdate({ slot: 9 }, { $inc: { hot: 1 } }, { upsert: true })
          } else await to.updateOne({ _id: 9 }, { $inc: { hot: 1 } })
        }
      })
      await scene.plain.updateOne({ _id: 9 }, { $set: { slot: 9 } })
      await Promise.all(writers)
      const steps = [...scene.calls, ...other.calls]
        .flatMap(({ changes }) => changes)
        .filter(({ id }) => idText(id) === '9')
        .map(({ before, after }) => [Number(before?.['hot']), Number(after?.['hot'])])
        .toSorted(([a = 0], [b = 0]) => a - b)
      expect(steps).toEqual(Array.from({ length: 70 }, (_, n) => [n, n + 1]))
      await other.client.close()
    })

    it('is not sent where no transaction can hold it: without an answer, to a capped collection', async () => {
      const code = expect.objectContaining({ code: 'AUDIT_CRITICAL_UNSAFE' })
      await expect(
        scene.audited.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { writeConcern: { w: 0 } }),
      ).rejects.toEqual(code)
      await scene.client.db().createCollection('capped', { capped: true, size: 100_000 })
      const model = createAuditedModel('test', {}, { type: 'Capped', collectionName: 'capped' })
      const capped = captureCollection(
        scene.client.db().collection<Thing>('capped'),
        createCollectionRegistry({ model }),
        { ...environmentOf(scene), sharesStore: () => true },
      )
      await expect(capped.insertOne({ _id: 1 })).rejects.toEqual(code)
      expect(await scene.client.db().collection('capped').countDocuments()).toBe(0)
    })

    it('is not sent where the store is on another deployment', async () => {
      const elsewhere = await openScene(driver.of(), false)
      await expect(elsewhere.audited.updateOne({ _id: 1 }, { $inc: { n: 1 } })).rejects.toEqual(
        expect.objectContaining({ code: 'AUDIT_CRITICAL_UNSAFE' }),
      )
      expect(await elsewhere.plain.findOne({ _id: 1 })).toMatchObject({ n: 0 })
      await elsewhere.close()
    })
  })
}

function environmentOf(scene: Scene) {
  const sink: CaptureSink = {
    wants: () => true,
    safetyOf: () => ({ class: 'critical', ack: 'store' }),
    announce: () => undefined,
    accept: (call) => scene.store(call),
    begin: () => ({ part: (call) => scene.store(call), end: async () => undefined }),
  }
  return { sink, log: { info: () => undefined, warn: () => undefined } }
}

/** A second process that writes the same records. */
async function openOther(
  Driver: typeof MongoClient,
  scene: Scene,
): Promise<Pick<Scene, 'client' | 'audited' | 'calls'>> {
  const client = await new Driver(
    nameTestDatabase().uri.replace(/audit_test_\w+/, scene.client.db().databaseName),
  ).connect()
  const calls: CapturedCall[] = []
  const sink: CaptureSink = {
    wants: () => true,
    safetyOf: () => ({ class: 'critical', ack: 'store' }),
    announce: () => undefined,
    async accept(call) {
      const session = call.transaction?.session as ClientSession
      await client.db().collection('events').insertOne({ of: call.changes[0]?.id }, { session })
      pending.set(session, [...(pending.get(session) ?? []), call])
      calls.push(call)
    },
    begin: () => ({ part: async () => undefined, end: async () => undefined }),
  }
  const pending = new Map<unknown, CapturedCall[]>()
  const model = createAuditedModel('test', {}, { type: 'Thing', collectionName: 'things' })
  const audited = captureCollection(
    client.db().collection<Thing>('things'),
    createCollectionRegistry({ model }),
    { sink, log: { info: () => undefined, warn: () => undefined }, sharesStore: () => true },
  )
  return { client, audited, calls }
}

/** Numbers as JavaScript has them: the images keep their BSON types. */
function loose(record: unknown): unknown {
  return record === undefined ? undefined : JSON.parse(JSON.stringify(record, asNumbers))
}

function asNumbers(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && '_bsontype' in value ? Number(value) : value
}

function changedIds(before: readonly Thing[], after: readonly Thing[]): string[] {
  const ids = new Set([...before, ...after].map(({ _id }) => _id))
  return [...ids]
    .filter((id) => {
      const was = before.find(({ _id }) => _id === id)
      return !identicalValue(
        was,
        after.find(({ _id }) => _id === id),
      )
    })
    .map(idText)
    .toSorted()
}
