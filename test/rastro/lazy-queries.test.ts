/** A query of Mongoose starts when somebody waits for it: by then the function that made it is over. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

const JOB = { type: 'system', name: 'nightly clean-up' }

for (const version of ['mongoose', 'mongoose8']) {
  describe(`a query that audit.as returns, ${version}`, () => {
    let one: AuditedMongoose
    let Thing: ReturnType<typeof thingModel>
    beforeAll(async () => {
      one = createAuditedMongoose(version)
      Thing = thingModel(one)
      await one.connect()
    })
    afterAll(async () => {
      await one.close()
    })

    async function actors(): Promise<readonly unknown[]> {
      await one.audit.flush()
      const { events } = await one.audit.find({ place: 'things', order: 'oldest' })
      return events.map(({ actor }) => actor)
    }

    it('acts under the name that was given, however it is waited for', async () => {
      const { audit } = one
      await audit.as(JOB, () => Thing.create({ n: 1 }))
      await audit.as(JOB, () => Thing.updateOne({ n: 1 }, { n: 2 }))
      await audit.as(JOB, () => Thing.findOneAndUpdate({ n: 2 }, { n: 3 })).lean()
      await audit.as(JOB, () => Thing.updateMany({ n: 3 }, { n: 4 })).exec()
      await audit
        .as(JOB, () => Thing.deleteMany({ n: 4 }))
        .catch(() => undefined)
        .finally(() => undefined)
      expect(await actors()).toEqual([JOB, JOB, JOB, JOB, JOB])
    })

    it('stays a query, and a promise stays the promise that it is', async () => {
      const query = Thing.find({ n: 99 })
      expect(one.audit.as(JOB, () => query)).toBe(query)
      expect(await query.sort({ n: 1 })).toEqual([])
      const promise = Promise.resolve(7)
      expect(one.audit.as(JOB, () => promise)).toBe(promise)
    })
  })
}

function thingModel({ mongoose, audit }: AuditedMongoose) {
  const schema = new mongoose.Schema({ n: Number }, { versionKey: false })
  schema.plugin(audit.plugin, { place: 'things' })
  return mongoose.model('Thing', schema)
}
