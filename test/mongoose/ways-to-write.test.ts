import { afterEach, describe, expect, it } from '@jest/globals'
import { createAuditedMongoose, MONGOOSES } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

let open: AuditedMongoose[] = []

afterEach(async () => {
  await Promise.all(open.map((one) => one.close()))
  open = []
})

async function audited(module: string): Promise<AuditedMongoose> {
  const made = createAuditedMongoose(module)
  open.push(made)
  await made.connect()
  return made
}

interface Thing {
  n: number
  m?: number
}

function thingsOf(one: AuditedMongoose, name = 'Thing') {
  const schema = new one.mongoose.Schema<Thing>({ n: Number, m: Number })
  schema.plugin(one.audit.plugin)
  return one.mongoose.model<Thing>(name, schema)
}

/** Type, fidelity and what changed, of every event so far. */
async function told({ audit }: AuditedMongoose): Promise<unknown[]> {
  await audit.flush()
  const { events } = await audit.find({}, { order: 'oldest' })
  return events
    .filter(({ target, details }) => target !== undefined || details?.['because'] !== undefined)
    .map(({ type, fidelity, details }) => [type, fidelity, ...(because(details) ?? [])])
}

function because(details: Readonly<Record<string, unknown>> | undefined): unknown[] | undefined {
  return details?.['because'] === undefined ? undefined : [details['because']]
}

const UPDATED = ['things.updated', 'exact']

for (const { name, module } of MONGOOSES) {
  describe(`ways to write in ${name}`, () => {
    it('are all seen where middleware is switched off', async () => {
      const one = await audited(module)
      const Things = thingsOf(one)
      const off = { middleware: false }
      const [thing] = await Things.insertMany([{ n: 1 }], off)
      if (thing === undefined) throw new Error('nothing was inserted')
      thing.n = 2
      await thing.save(off)
      await Things.updateOne({}, { n: 3 }, off)
      await Things.updateMany({}, { n: 4 }, off)
      await Things.findOneAndUpdate({}, { n: 5 }, off)
      await Things.replaceOne({}, { n: 6 }, off)
      await Things.bulkWrite([{ updateOne: { filter: {}, update: { n: 7 } } }], off)
      await Things.deleteOne({}, off)
      expect(await told(one)).toEqual([
        ['things.created', 'exact'],
        ...Array.from({ length: 6 }, () => UPDATED),
        ['things.deleted', 'exact'],
      ])
    })

    it('are seen on a fresh connection that a model was moved to, and on those after it', async () => {
      const one = await audited(module)
      const Things = thingsOf(one)
      const names = ['fresh', 'third'].map((suffix) => `${one.mongoose.connection.name}_${suffix}`)
      for (const dbName of names) {
        const fresh = one.mongoose.createConnection(one.uri, { dbName })
        Things.useConnection(fresh)
        await Things.create({ n: 1 })
        await Things.updateOne({}, { n: 2 })
      }
      const created = ['things.created', 'exact']
      expect(await told(one)).toEqual([created, UPDATED, created, UPDATED])
      const client = one.mongoose.connection.getClient()
      for (const dbName of names) await client.db(dbName).dropDatabase()
    })

    it('are told once where two models share a collection', async () => {
      const one = await audited(module)
      const Things = thingsOf(one)
      const schema = new one.mongoose.Schema<Thing>({ n: Number, m: Number })
      schema.plugin(one.audit.plugin)
      const Others = one.mongoose.model<Thing>('Other', schema, 'things')
      const thing = await Things.create({ n: 1 })
      await Others.updateOne({ _id: thing._id }, { n: 2 })
      await Things.updateMany({}, { n: 3 })
      expect(await told(one)).toEqual([['things.created', 'exact'], UPDATED, UPDATED])
    })

    it('are seen through a model that was not plugged on an audited collection', async () => {
      const one = await audited(module)
      thingsOf(one)
      const Others = one.mongoose.model<Thing>(
        'Other',
        new one.mongoose.Schema<Thing>({ n: Number }),
        'things',
      )
      await Others.create({ n: 1 })
      expect(await told(one)).toEqual([['things.created', 'exact']])
    })

    it('make as many events as there were writes where they run in parallel on one session', async () => {
      const one = await audited(module)
      const Things = thingsOf(one)
      await Things.create([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }])
      await one.mongoose.connection.withSession((session) =>
        Promise.all(
          [1, 2, 3, 4].map((n) => Things.updateOne({ n }, { $inc: { m: 1 } }, { session })),
        ),
      )
      const written = await Things.countDocuments({ m: 1 })
      const updated = (await told(one)).filter((event) => String(event) === String(UPDATED))
      expect(updated).toHaveLength(written)
    })

    it('make no second event where an old bulk builder is run twice', async () => {
      const one = await audited(module)
      const Things = thingsOf(one)
      const bulk = Things.collection.initializeUnorderedBulkOp()
      bulk.insert({ n: 1 })
      bulk.find({ n: 1 }).update({ $set: { n: 2 } })
      await bulk.execute()
      await expect(bulk.execute()).rejects.toMatchObject({ name: 'MongoBatchReExecutionError' })
      const events = await told(one)
      expect(events).toHaveLength(2)
      expect(events).toEqual(expect.arrayContaining([['things.created', 'exact'], UPDATED]))
    })

    it('are told as one event where a pipeline writes, or the collection is dropped', async () => {
      const one = await audited(module)
      const Things = thingsOf(one)
      const Others = thingsOf(one, 'Other')
      await Things.create({ n: 1 })
      await Others.createCollection()
      await Things.aggregate([{ $set: { m: 1 } }, { $merge: { into: 'others' } }])
      await Things.aggregate([{ $match: { n: 1 } }, { $out: 'others' }])
      await one.mongoose.connection.dropCollection('others')
      await Things.collection.drop()
      expect(await told(one)).toEqual([
        ['things.created', 'exact'],
        ['others.updated', 'intent', 'aggregation'],
        ['others.updated', 'intent', 'aggregation'],
        ['others.deleted', 'intent', 'whole-collection'],
        ['things.deleted', 'intent', 'whole-collection'],
      ])
    })

    it('refuse what the server has not, in the words of the driver', async () => {
      const one = await audited(module)
      const Things = thingsOf(one)
      const { connection } = one.mongoose
      const operations = [{ model: Things, name: 'insertOne', document: { n: 1 } }] as const
      const bare = one.mongoose.createConnection(one.uri)
      const Bare = bare.model('Thing', new one.mongoose.Schema<Thing>({ n: Number }))
      const expected = await bare
        .bulkWrite([{ model: Bare, name: 'insertOne', document: { n: 1 } }] as never)
        .catch((error: Error) => error)
      await expect(connection.bulkWrite(operations as never)).rejects.toMatchObject({
        name: (expected as Error).name,
        message: (expected as Error).message,
      })
      expect(await told(one)).toEqual([])
    })

    it('may be as large as the database allows: the event says what it leaves out', async () => {
      const one = await audited(module)
      const schema = new one.mongoose.Schema({ title: String, filling: String, list: [Number] })
      schema.plugin(one.audit.plugin)
      const Large = one.mongoose.model('Large', schema)
      const list = Array.from({ length: 10_000 }, (_, n) => n)
      const large = await Large.create({ title: 'A', filling: 'x'.repeat(15 << 20), list })
      large.title = 'B'
      await large.save()
      await Large.updateMany({}, { $push: { list: 10_000 } })
      await one.audit.flush()
      const stored = await one.mongoose.connection
        .collection('audit_events')
        .aggregate<{ size: number }>([{ $project: { size: { $bsonSize: '$$ROOT' } } }])
        .toArray()
      expect(Math.max(...stored.map(({ size }) => size))).toBeLessThan(200_000)
      const { events } = await one.audit.history(
        { type: 'Large', id: large._id },
        { order: 'oldest' },
      )
      const [created, retitled, grown] = events
      expect(created?.changes).toContainEqual(
        expect.objectContaining({ path: ['filling'], omitted: 'size' }),
      )
      expect(retitled?.changes).toEqual([
        { path: ['title'], op: 'replace', before: 'A', after: 'B' },
      ])
      expect(grown?.changes).toMatchObject([{ path: ['list', '10000'], op: 'add' }])
    })
  })
}
