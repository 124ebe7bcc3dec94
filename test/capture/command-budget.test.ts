import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

let one: AuditedMongoose
let sent: string[] = []

beforeAll(async () => {
  // Numbering events goes on beside the calls: no call waits for it.
  one = createAuditedMongoose('mongoose', { sequencer: false })
  await one.mongoose.connect(one.uri, { monitorCommands: true })
  one.mongoose.connection.getClient().on('commandStarted', ({ commandName, command }) => {
    if (!isBeside(commandName, command)) sent.push(commandName)
  })
})
afterAll(() => one.close())

/** No call waits for these: the policy is read again, and once it is asked which store this is. */
function isBeside(name: string, command: Readonly<Record<string, unknown>>): boolean {
  return command[name] === 'audit_policies' || name === 'listCollections'
}

/** Commands of one call, once the dictionary knows what it is going to record. */
async function commandsOf(call: () => Promise<unknown>, again: () => Promise<unknown> = call) {
  await call()
  sent = []
  await again()
  return sent
}

describe('what one captured call costs in commands, its events included', () => {
  for (const n of [100, 1_000]) {
    it(`of ${n} records: two for insertMany, five for updateMany, four for deleteMany`, async () => {
      const schema = new one.mongoose.Schema({ n: Number })
      schema.plugin(one.audit.plugin)
      const Thing = one.mongoose.model(`Thing${n}`, schema)
      const insert = () => Thing.insertMany(Array.from({ length: n }, () => ({ n: 1 })))
      let wave = 1
      const update = () => Thing.updateMany({}, { n: (wave += 1) })
      const remove = () => Thing.deleteMany({ n: wave })
      expect(
        await commandsOf(insert, async () => {
          await Thing.collection.drop()
          sent = []
          await insert()
        }),
      ).toEqual(['insert', 'insert'])
      expect(await commandsOf(update)).toEqual([
        'update',
        'commitTransaction',
        'find',
        'find',
        'insert',
      ])
      const removed = await commandsOf(remove, async () => {
        await insert()
        await update()
        sent = []
        await remove()
      })
      expect(removed).toEqual(['delete', 'commitTransaction', 'find', 'insert'])
    })
  }

  it('of one record: the write, whose reply has the record before, and its event', async () => {
    const schema = new one.mongoose.Schema({ n: Number })
    schema.plugin(one.audit.plugin)
    const Single = one.mongoose.model('Single', schema)
    const single = await Single.create({ n: 1 })
    const { _id } = single
    let n = 1
    const save = async () => {
      single.n = n += 1
      await single.save()
    }
    const two = ['findAndModify', 'insert']
    expect(await commandsOf(save)).toEqual(two)
    expect(await commandsOf(() => Single.updateOne({ _id }, { n: (n += 1) }))).toEqual(two)
    expect(await commandsOf(() => Single.updateOne({ _id }, { $inc: { n: 1 } }))).toEqual(two)
    const after = { returnDocument: 'after' } as const
    const change = () => Single.findOneAndUpdate({ _id }, { n: (n += 1) }, after)
    expect(await commandsOf(change)).toEqual(two)
    const remove = async () => {
      const { _id: id } = await Single.create({ n: 0 })
      sent = []
      await Single.deleteOne({ _id: id })
    }
    expect(await commandsOf(remove)).toEqual(two)
  })

  it('of one record by other operators: two snapshot reads more', async () => {
    const schema = new one.mongoose.Schema({ n: Number })
    schema.plugin(one.audit.plugin)
    const Other = one.mongoose.model('Other', schema)
    const { _id } = await Other.create({ n: 1 })
    let n = 1
    const raise = () => Other.updateOne({ _id }, { $max: { n: (n += 1) } })
    expect(await commandsOf(raise)).toEqual(['update', 'find', 'find', 'insert'])
  })

  it('of a place that is switched off: one', async () => {
    const schema = new one.mongoose.Schema({ n: Number })
    const off = createAuditedMongoose('mongoose', { places: { offs: false }, sequencer: false })
    schema.plugin(off.audit.plugin)
    const Off = off.mongoose.model('Off', schema)
    const seen: string[] = []
    await off.mongoose.connect(off.uri, { monitorCommands: true })
    await Off.create({ n: 1 })
    off.mongoose.connection.getClient().on('commandStarted', ({ commandName, command }) => {
      if (!isBeside(commandName, command)) seen.push(commandName)
    })
    await Off.updateMany({}, { n: 2 })
    expect(seen).toEqual(['update'])
    await off.close()
  })
})
