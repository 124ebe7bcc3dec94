/** What an application says of its data is read wherever it is said, and mistakes are errors. */
import { afterEach, describe, expect, it } from '@jest/globals'
import { likelyPersonalPaths } from '@rastro/core'
import { createAuditedMongoose, MONGOOSES } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

const open: AuditedMongoose[] = []
function audited(module: string): AuditedMongoose {
  const one = createAuditedMongoose(module, { sequencer: false })
  open.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

const PERSONAL = { audit: { personal: true } }

for (const { name, module } of MONGOOSES) {
  describe(`annotations on ${name}`, () => {
    it('are read from nested paths, lists, maps, subdocuments and discriminators', async () => {
      const one = audited(module)
      const { Schema } = one.mongoose
      const address = new Schema({ street: { type: String, ...PERSONAL }, city: String })
      const schema = new Schema({
        email: { type: String, ...PERSONAL },
        nested: { deep: { phone: { type: String, ...PERSONAL } } },
        aliases: [{ type: String, ...PERSONAL }],
        home: address,
        offices: [address],
        friends: {
          type: Map,
          of: new Schema({ nick: { type: String, ...PERSONAL }, since: Number }),
        },
        notes: { type: Map, of: { type: String, ...PERSONAL } },
      })
      schema.plugin(one.audit.plugin)
      const Person = one.mongoose.model('Person', schema)
      const Patient = Person.discriminator(
        'Patient',
        new Schema({ blood: { type: String, audit: { sensitive: true } } }),
      )
      await one.connect()
      await Patient.create({
        email: 'Xsecret1@example.com',
        nested: { deep: { phone: 'Xsecret2' } },
        aliases: ['Xsecret3'],
        home: { street: 'Xsecret4', city: 'Porto' },
        offices: [{ street: 'Xsecret5', city: 'Lisboa' }],
        friends: { bob: { nick: 'Xsecret6', since: 2001 } },
        notes: { first: 'Xsecret7' },
        blood: 'Xsecret8',
      })
      await Person.updateOne({}, { $set: { 'offices.0.street': 'Xsecret9' } })
      await one.audit.flush()
      const { events } = await one.audit.find({}, { order: 'oldest' })
      const text = JSON.stringify(events)
      expect(text).not.toContain('Xsecret')
      expect(text).toContain('Porto')
      expect(text).toContain('Lisboa')
      expect(text).toContain('2001')
      expect(events[0]?.personal?.toSorted()).toEqual([
        'aliases',
        'email',
        'friends.*.nick',
        'home.street',
        'nested.deep.phone',
        'notes.*',
        'offices.street',
      ])
      expect(events[0]?.sensitive).toEqual(['blood'])
      expect(text).toContain('since')
      expect(events[1]?.personal).toEqual(['offices.street'])
    })

    it('are read from the plugin, which comes before the schema', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ email: String, key: String, plan: String })
      schema.plugin(one.audit.plugin, { personal: ['email'], secret: ['key'] })
      const Person = one.mongoose.model('Person', schema)
      await one.connect()
      await Person.create({ email: 'ana@example.com', key: 'Xsecret', plan: 'free' })
      await one.audit.flush()
      const text = JSON.stringify((await one.audit.find({})).events)
      expect(text).toContain('a**@e******.c**')
      expect(text).toContain('free')
      const db = one.mongoose.connection.getClient().db(one.mongoose.connection.name)
      expect(JSON.stringify(await db.collection('audit_events').find().toArray())).not.toContain(
        'Xsecret',
      )
    })

    it('hide what a schema that holds itself has at any depth', async () => {
      const one = audited(module)
      const { Schema } = one.mongoose
      const node = new Schema({ who: { type: String, ...PERSONAL } })
      node.add({ next: node })
      node.plugin(one.audit.plugin)
      const Node = one.mongoose.model('Node', node)
      await one.connect()
      let deep: Record<string, unknown> = { who: 'Xsecret' }
      for (let depth = 0; depth < 12; depth += 1) deep = { who: 'Xsecret', next: deep }
      await Node.create(deep)
      await one.audit.flush()
      expect(JSON.stringify((await one.audit.find({})).events)).not.toContain('Xsecret')
    })

    it('say once, model by model, which paths are named like personal data', async () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({
        name: String,
        email: String,
        cpf: String,
        dataNascimento: Date,
        phone: { type: String, audit: { personal: true } },
        telefone: { type: String, audit: { personal: false } },
        address: { street: String },
        plan: String,
      })
      schema.plugin(one.audit.plugin)
      one.mongoose.model('Person', schema)
      const things = new one.mongoose.Schema({ name: String, price: Number })
      things.plugin(one.audit.plugin)
      one.mongoose.model('Thing', things)
      await one.connect()
      const expected = ['name', 'email', 'cpf', 'dataNascimento', 'address.street']
      const { models } = one.audit.inspect()
      expect(models.map(({ name: model, likelyPersonal }) => [model, likelyPersonal])).toEqual([
        ['Person', expected],
        ['Thing', []],
      ])
    })

    const WRONG: readonly (readonly [what: string, audit: object, words: RegExp])[] = [
      ['an unknown key', { persnal: true }, /path 'email'.*personal/],
      ['another kind of value', { personal: 'yes' }, /path 'email'.*'personal'.*true or false/],
      ['a mask that does not exist', { personal: true, mask: 'half' }, /path 'email'.*'mask'/],
      ['a mask of what is not personal', { mask: 'all' }, /path 'email'.*needs 'personal: true'/],
      ['a subject of what is not personal', { subject: 'self' }, /path 'email'.*'subject'/],
      ['a subject that names nothing', { personal: true, subject: 4 }, /path 'email'.*'subject'/],
      ['what is ignored and personal', { personal: true, ignore: true }, /path 'email'.*'ignore'/],
      ['what is sensitive and not personal', { personal: false, sensitive: true }, /path 'email'/],
    ]
    for (const [what, audit, words] of WRONG) {
      it(`refuse ${what}, naming the path`, () => {
        const one = audited(module)
        const schema = new one.mongoose.Schema({ email: { type: String, audit } })
        schema.plugin(one.audit.plugin)
        expect(() => one.mongoose.model('Person', schema)).toThrow(
          expect.objectContaining({ message: expect.stringMatching(words) as unknown }),
        )
      })
    }

    it('refuse wrong options where they are written', () => {
      const one = audited(module)
      const schema = new one.mongoose.Schema({ email: String })
      for (const options of [
        { personal: 'email' },
        { personal: [''] },
        { personal: { email: { mask: 'half' } } },
        { secret: 'key' },
      ]) {
        expect(() => schema.plugin(one.audit.plugin, options as never)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/INVALID/) as unknown }),
        )
      }
    })
  })
}

describe('likelyPersonalPaths', () => {
  it('knows the usual names of five languages, in whole words', () => {
    const people = [
      'Email',
      'e_mail',
      'CPF',
      'telemóvel',
      'fechaNacimiento',
      'cognoms',
      'dateOfBirth',
    ]
    expect(likelyPersonalPaths(people)).toEqual(people)
    expect(likelyPersonalPaths(['emailCount', 'page', 'image', 'phones2', 'status'])).toEqual([])
  })

  it('takes names of people for personal, and names of things not', () => {
    expect(likelyPersonalPaths(['name', 'price'])).toEqual([])
    expect(likelyPersonalPaths(['name', 'email'])).toEqual(['name', 'email'])
  })
})
