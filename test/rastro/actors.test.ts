import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

let one: AuditedMongoose
let Thing: ReturnType<typeof thingOf>

beforeAll(async () => {
  one = createAuditedMongoose('mongoose')
  Thing = thingOf(one)
  await one.connect()
})
afterAll(() => one.close())

const lastActor = async (): Promise<unknown> => {
  const { events } = await one.audit.find({ place: 'things' }, { limit: 1 })
  return events[0]?.actor
}

describe('outside a request', () => {
  it('it is the system that acts', async () => {
    await Thing.create({ n: 1 })
    expect(await lastActor()).toEqual({ type: 'system' })
  })

  it('a job acts under the name it was given, also after it has waited', async () => {
    const job = { type: 'system', name: 'nightly clean-up' }
    await one.audit.as(job, async () => {
      await new Promise((resolve) => setImmediate(resolve))
      await Thing.create({ n: 2 })
    })
    expect(await lastActor()).toEqual(job)
  })

  it('a name without a type is refused at once', () => {
    expect(() => one.audit.as({ name: 'planted' } as never, () => undefined)).toThrow(
      expect.objectContaining({ code: 'AUDIT_ACTOR_INVALID' }),
    )
  })

  it('a closed audit refuses further events', async () => {
    const other = createAuditedMongoose('mongoose')
    await other.audit.close()
    await expect(other.audit.record('sessions.login')).rejects.toMatchObject({
      code: 'AUDIT_CLOSED',
    })
  })
})

function thingOf({ mongoose, audit }: AuditedMongoose) {
  const schema = new mongoose.Schema({ n: Number })
  schema.plugin(audit.plugin)
  return mongoose.model('Thing', schema)
}
