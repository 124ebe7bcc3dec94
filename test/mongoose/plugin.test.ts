import { afterEach, describe, expect, it } from '@jest/globals'
import { createAuditedMongoose, MONGOOSES } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

let open: AuditedMongoose[] = []

afterEach(async () => {
  await Promise.all(open.map((one) => one.close()))
  open = []
})

function audited(
  module: string,
  options: Parameters<typeof createAuditedMongoose>[1] = {},
): AuditedMongoose {
  const made = createAuditedMongoose(module, options)
  open.push(made)
  return made
}

async function typesOf({ audit }: AuditedMongoose): Promise<string[]> {
  await audit.flush()
  const { events } = await audit.find({}, { order: 'oldest' })
  return events.map((event) => event.type)
}

for (const { name, module } of MONGOOSES) {
  describe(`audit.plugin on ${name}`, () => {
    it('records create, change and deletion of a document with its name and what changed', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ title: String, status: String })
      schema.plugin(one.audit.plugin)
      const Ticket = one.mongoose.model('Ticket', schema)
      await one.connect()
      const ticket = await Ticket.create({ title: 'Printer is on fire', status: 'open' })
      ticket.status = 'done'
      await ticket.save()
      await ticket.deleteOne()
      const { events } = await one.audit.history(
        { type: 'Ticket', id: ticket._id },
        { order: 'oldest' },
      )
      expect(events.map(({ type }) => type)).toEqual([
        'tickets.created',
        'tickets.updated',
        'tickets.deleted',
      ])
      expect(events.map(({ fidelity }) => fidelity)).toEqual(['exact', 'exact', 'exact'])
      expect(events[1]?.changes).toEqual([
        { path: ['status'], op: 'replace', before: 'open', after: 'done' },
      ])
      expect(events[1]?.target).toMatchObject({ type: 'Ticket', name: 'Printer is on fire' })
      expect(String(events[1]?.target?.id)).toBe(String(ticket._id))
      expect(events[0]?.actor).toEqual({ type: 'system' })
    })

    it('sees every way to write, also those that no hook sees', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ n: Number })
      schema.plugin(one.audit.plugin)
      const Thing = one.mongoose.model('Thing', schema)
      await one.connect()
      await Thing.insertMany([{ n: 1 }, { n: 2 }])
      await Thing.updateOne({ n: 1 }, { n: 10 }, { middleware: false })
      await Thing.collection.updateOne({ n: 10 }, { $set: { n: 11 } })
      await Thing.bulkWrite([{ updateOne: { filter: { n: 2 }, update: { n: 20 } } }])
      await Thing.findOneAndDelete({ n: 20 })
      await Thing.updateMany({}, { $inc: { n: 1 } })
      await Thing.deleteMany({})
      expect(await typesOf(one)).toEqual([
        'things.created',
        'things.created',
        'things.created',
        'things.updated',
        'things.updated',
        'things.updated',
        'things.deleted',
        'things.updated',
        'things.deleted',
      ])
    })

    it('captures each write of bulkSave once', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ n: Number })
      schema.plugin(one.audit.plugin)
      const Thing = one.mongoose.model('Thing', schema)
      await one.connect()
      const things = [new Thing({ n: 1 }), new Thing({ n: 2 })]
      await Thing.bulkSave(things)
      for (const thing of things) thing.n = 5
      await Thing.bulkSave(things)
      const { events } = await one.audit.find({ op: 'update' })
      expect(events.filter(({ target }) => target !== undefined)).toHaveLength(2)
    })

    it('captures writes that were buffered before the connection opened', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ n: Number })
      schema.plugin(one.audit.plugin)
      const Thing = one.mongoose.model('Thing', schema)
      const early = Thing.create({ n: 1 })
      await one.connect()
      await early
      expect(await typesOf(one)).toEqual(['things.created'])
    })

    it('covers discriminators under the base model’s name', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ title: String })
      schema.plugin(one.audit.plugin)
      const Ticket = one.mongoose.model('Ticket', schema)
      const Urgent = Ticket.discriminator('Urgent', new one.mongoose.Schema({ level: Number }))
      await one.connect()
      const urgent = await Urgent.create({ title: 'Now', level: 3 })
      await Ticket.updateOne({ _id: urgent._id }, { title: 'Yesterday' })
      const { events } = await one.audit.history({ type: 'Ticket', id: urgent._id })
      expect(events.map(({ type }) => type)).toEqual(['tickets.updated', 'tickets.created'])
    })

    it('records only the discriminator that was plugged', async () => {
      const one = audited(module)
      const Ticket = one.mongoose.model('Ticket', new one.mongoose.Schema({ title: String }))
      const secret = new one.mongoose.Schema({ level: Number })
      secret.plugin(one.audit.plugin, { place: 'urgent-tickets' })
      const Urgent = Ticket.discriminator('Urgent', secret)
      await one.connect()
      await Ticket.create({ title: 'Later' })
      await Urgent.create({ title: 'Now', level: 3 })
      expect(await typesOf(one)).toEqual(['urgent-tickets.created'])
    })

    it('covers further connections, useDb and useConnection', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ n: Number })
      schema.plugin(one.audit.plugin)
      const Thing = one.mongoose.model('Thing', schema)
      const other = one.mongoose.createConnection(
        `${one.uri.split('?')[0]}_other?${one.uri.split('?')[1]}`,
      )
      const OtherThing = other.model('OtherThing', schema)
      await one.connect()
      const sibling = one.mongoose.connection.useDb(`${one.mongoose.connection.name}_sibling`)
      const SiblingThing = sibling.model('SiblingThing', schema)
      await Thing.create({ n: 1 })
      await OtherThing.create({ n: 2 })
      await SiblingThing.create({ n: 3 })
      Thing.useConnection(other)
      await Thing.create({ n: 4 })
      expect(await typesOf(one)).toEqual([
        'things.created',
        'otherthings.created',
        'siblingthings.created',
        'things.created',
      ])
      await other.dropDatabase()
      await sibling.dropDatabase()
    })

    it('works as a plugin of all schemas, together with one of a schema of its own', async () => {
      const one = audited(module)
      one.mongoose.plugin(one.audit.plugin)
      const inner = new one.mongoose.Schema({ street: String })
      const schema = new one.mongoose.Schema({ name: String, address: inner, list: [inner] })
      schema.plugin(one.audit.plugin, { place: 'people' })
      const Person = one.mongoose.model('Person', schema)
      await one.connect()
      const person = await Person.create({ name: 'Ada Example', address: { street: 'First' } })
      await Person.updateOne({ _id: person._id }, { 'address.street': 'Second' })
      const { events } = await one.audit.find({ place: 'people', op: 'update' })
      expect(events.map(({ changes }) => changes)).toEqual([
        [{ path: ['address', 'street'], op: 'replace', before: 'First', after: 'Second' }],
      ])
    })

    it('covers a class that extends Model', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ n: Number })
      schema.plugin(one.audit.plugin)
      class Thing extends one.mongoose.Model {}
      const Compiled = one.mongoose.model(
        Thing as never,
        schema,
        'things',
      ) as unknown as typeof Thing
      await one.connect()
      await Compiled.create({ n: 1 })
      expect(await typesOf(one)).toEqual(['things.created'])
    })

    it('takes the marks of mongoose-delete for deletion and restoring', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ title: String, deleted: Boolean, deletedAt: Date })
      schema.plugin(one.audit.plugin, { trash: true })
      const Ticket = one.mongoose.model('Ticket', schema)
      await one.connect()
      const ticket = await Ticket.create({ title: 'A', deleted: false })
      const marks = { deleted: true, deletedAt: new Date('2026-01-01T00:00:00Z') }
      await Ticket.updateOne({ _id: ticket._id }, marks)
      await Ticket.updateOne({ _id: ticket._id }, { deleted: false, $unset: { deletedAt: 1 } })
      expect(await typesOf(one)).toEqual([
        'tickets.created',
        'tickets.deleted',
        'trash.tickets.restored',
      ])
    })

    it('guesses nothing from a field’s name', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ title: String, deletedAt: Date })
      schema.plugin(one.audit.plugin)
      const Ticket = one.mongoose.model('Ticket', schema)
      await one.connect()
      const ticket = await Ticket.create({ title: 'A' })
      await Ticket.updateOne({ _id: ticket._id }, { deletedAt: new Date('2026-01-01T00:00:00Z') })
      expect(await typesOf(one)).toEqual(['tickets.created', 'tickets.updated'])
    })

    it('refuses a schema whose model is already compiled', () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ n: Number })
      one.mongoose.model('Early', schema)
      expect(() => schema.plugin(one.audit.plugin)).toThrow(
        expect.objectContaining({
          code: 'AUDIT_PLUGIN_TOO_LATE',
          message: expect.stringContaining("'Early'"),
        }),
      )
    })

    it('suggests the right spelling of an option', () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ n: Number })
      expect(() => schema.plugin(one.audit.plugin, { plase: 'x' } as never)).toThrow(
        expect.objectContaining({
          code: 'AUDIT_OPTION_UNKNOWN',
          message: expect.stringContaining("'place'"),
        }),
      )
    })

    it('says when an option names a path that the schema does not have', () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ title: String, deletedAt: Date })
      schema.plugin(one.audit.plugin, { trash: 'deleteAt', name: 'title' })
      one.mongoose.model('Ticket', schema)
      expect(one.said).toEqual([expect.stringContaining("did you mean 'deletedAt'?")])
    })

    it('refuses two places on one collection', () => {
      const one = audited(module)
      const first = new one.mongoose.Schema({ n: Number })
      first.plugin(one.audit.plugin, { place: 'first' })
      const second = new one.mongoose.Schema({ n: Number })
      second.plugin(one.audit.plugin, { place: 'second' })
      one.mongoose.model('First', first, 'shared')
      expect(() => one.mongoose.model('Second', second, 'shared')).toThrow(
        expect.objectContaining({ code: 'AUDIT_PLACE_CONFLICT' }),
      )
    })

    it('names the models that nobody plugged, once', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ n: Number })
      schema.plugin(one.audit.plugin)
      one.mongoose.model('Thing', schema)
      one.mongoose.model('Forgotten', new one.mongoose.Schema({ n: Number }))
      await one.connect()
      await until(() => one.said.some((line) => line.includes('Forgotten')))
      expect(one.said.filter((line) => line.includes('Forgotten'))).toHaveLength(1)
      expect(one.said.filter((line) => line.includes('places on:'))).toHaveLength(1)
    })

    it('turns soft deletion into deletion, restore and purge', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ title: String, deletedAt: Date })
      schema.plugin(one.audit.plugin, { trash: 'deletedAt' })
      const Ticket = one.mongoose.model('Ticket', schema)
      await one.connect()
      const ticket = await Ticket.create({ title: 'A' })
      await Ticket.updateOne({ _id: ticket._id }, { deletedAt: new Date('2026-01-01T00:00:00Z') })
      await Ticket.updateOne({ _id: ticket._id }, { $unset: { deletedAt: 1 } })
      await Ticket.updateOne({ _id: ticket._id }, { deletedAt: new Date('2026-01-02T00:00:00Z') })
      await Ticket.deleteOne({ _id: ticket._id })
      expect(await typesOf(one)).toEqual([
        'tickets.created',
        'tickets.deleted',
        'trash.tickets.restored',
        'tickets.deleted',
        'trash.tickets.deleted',
      ])
    })

    it('never keeps a secret', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ name: String, passwordHash: String, keys: Object })
      schema.plugin(one.audit.plugin)
      const User = one.mongoose.model('User', schema)
      await one.connect()
      const user = await User.create({
        name: 'Ada Example',
        passwordHash: 'planted-1',
        keys: { apiKey: 'planted-2' },
      })
      await User.updateOne(
        { _id: user._id },
        { passwordHash: 'planted-3', 'keys.apiKey': 'planted-4' },
      )
      await User.updateOne({ _id: user._id }, { keys: { apiKey: 'planted-5', other: 1 } })
      await one.audit.flush()
      const stored = await one.mongoose.connection.collection('audit_events').find({}).toArray()
      expect(JSON.stringify(stored)).not.toContain('planted')
      expect(stored).toHaveLength(3)
    })
  })
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
