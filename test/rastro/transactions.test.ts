import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAuditedMongoose, MONGOOSES } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

for (const { name, module } of MONGOOSES) {
  describe(`the caller’s transaction on ${name}`, () => {
    let one: AuditedMongoose
    let Thing: ReturnType<typeof thingOf>

    beforeAll(async () => {
      one = createAuditedMongoose(module)
      Thing = thingOf(one)
      await one.connect()
      await Thing.createCollection()
    })
    afterAll(() => one.close())

    const typesOf = async (name: string): Promise<string[]> => {
      await one.audit.flush()
      const { events } = await one.audit.find({ q: name }, { order: 'oldest' })
      return events.map(({ type }) => type)
    }

    it('takes its events along when it commits', async () => {
      await one.mongoose.connection.transaction(async (session) => {
        const [thing] = await Thing.create([{ name: 'committed' }], { session })
        await Thing.updateOne({ _id: thing?._id ?? null }, { n: 2 }, { session })
      })
      expect(await typesOf('committed')).toEqual(['things.created', 'things.updated'])
    })

    it('takes its events along when it aborts', async () => {
      const failing = one.mongoose.connection.transaction(async (session) => {
        await Thing.create([{ name: 'aborted' }], { session })
        throw new Error('changed my mind')
      })
      await expect(failing).rejects.toThrow('changed my mind')
      expect(await typesOf('aborted')).toEqual([])
    })

    it('has each event once when withTransaction runs the function again', async () => {
      let runs = 0
      await one.mongoose.connection.withSession((session) =>
        session.withTransaction(async () => {
          runs += 1
          await Thing.create([{ name: 'retried' }], { session })
          if (runs > 1) return
          throw Object.assign(new one.mongoose.mongo.MongoServerError({ code: 112 }), {
            hasErrorLabel: (label: string) => label === 'TransientTransactionError',
          })
        }),
      )
      expect(runs).toBe(2)
      expect(await typesOf('retried')).toEqual(['things.created'])
    })

    it('holds the head of a group that runs inside it', async () => {
      await Thing.insertMany([{ name: 'grouped' }, { name: 'grouped' }])
      await one.mongoose.connection.transaction((session) =>
        one.audit.group('things.deleted', async () => {
          await Thing.deleteMany({ name: 'grouped' }, { session })
          await Thing.create([{ name: 'grouped' }], { session })
        }),
      )
      const { events } = await one.audit.find({ op: 'delete,bulk-delete' })
      const head = events.find(({ group }) => group !== undefined && group.index === undefined)
      expect(head).toMatchObject({ type: 'things.deleted', details: { counts: { things: 3 } } })
    })

    it('orders a record’s history by its writes, inside transactions too', async () => {
      const thing = await Thing.create({ name: 'ordered', n: 0 })
      await one.mongoose.connection.transaction(async (session) => {
        await Thing.updateOne({ _id: thing._id }, { n: 1 }, { session })
        await Thing.updateOne({ _id: thing._id }, { n: 2 }, { session })
      })
      await Thing.updateOne({ _id: thing._id }, { n: 3 })
      await Thing.bulkWrite([{ updateOne: { filter: { _id: thing._id }, update: { n: 4 } } }])
      const target = { type: 'Thing', id: thing._id }
      const { events } = await one.audit.history(target, { order: 'oldest' })
      const ns = events.map(({ changes }) => changes?.find(({ path }) => path[0] === 'n')?.after)
      expect(ns.map(Number)).toEqual([0, 1, 2, 3, 4])
      const newest = await one.audit.history(target)
      expect(newest.events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toReversed())
    })
  })
}

function thingOf({ mongoose, audit }: AuditedMongoose) {
  const schema = new mongoose.Schema({ name: String, n: Number })
  schema.plugin(audit.plugin)
  return mongoose.model('Thing', schema)
}
