/** What a schema says of its data holds in kinds of subdocuments, and in whatever holds them. */
import { afterEach, describe, expect, it } from '@jest/globals'
import type { Schema as SchemaType, Types } from 'mongoose'
import { createAuditedMongoose, MONGOOSES } from '../support/audited-mongoose.ts'
import type { AuditedMongoose, MongooseModule } from '../support/audited-mongoose.ts'

const open: AuditedMongoose[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

const HIDDEN = 'Xhidden'
const SECRET = { type: String, audit: { secret: true } }
const PERSONAL = { type: String, audit: { personal: true } }

type Make = (Schema: MongooseModule['Schema']) => SchemaType

function phone(Schema: MongooseModule['Schema'], said: object = SECRET) {
  return new Schema({ value: said }, { _id: false })
}

function contact(Schema: MongooseModule['Schema']) {
  return new Schema({ plain: String }, { _id: false, discriminatorKey: 'kind' })
}

/** A schema whose path `held` holds what is hidden, and how a record has it. */
interface Shape {
  readonly what: string
  readonly make: Make
  readonly held: unknown
  /** The Mongoose that has it; default: both. */
  readonly only?: 'mongoose'
}

function holding(type: (Schema: MongooseModule['Schema']) => unknown): Make {
  return (Schema) => new Schema({ held: type(Schema) })
}

function withKind(held: (base: SchemaType) => unknown): Make {
  return (Schema) => {
    const base = contact(Schema)
    const schema = new Schema({ held: held(base) })
    kindAt(schema, Schema)
    return schema
  }
}

function kindAt(schema: { path(name: string): unknown }, Schema: MongooseModule['Schema']): void {
  const at = schema.path('held') as { discriminator(name: string, schema: unknown): unknown }
  at.discriminator('Phone', phone(Schema))
}

const KIND = { kind: 'Phone', value: HIDDEN }

const SHAPES: readonly Shape[] = [
  { what: 'a kind in a list', make: withKind((base) => [base]), held: [KIND] },
  { what: 'a kind of one subdocument', make: withKind((base) => base), held: KIND },
  { what: 'a kind in a list of lists', make: withKind((base) => [[base]]), held: [[KIND]] },
  {
    what: 'a kind that the base schema names',
    make: (Schema) => {
      const base = contact(Schema)
      base.discriminator('Phone', phone(Schema))
      return new Schema({ held: [base] })
    },
    held: [KIND],
  },
  {
    what: 'a kind in a copy of the schema',
    make: (Schema) => withKind((base) => [base])(Schema).clone(),
    held: [KIND],
  },
  {
    what: 'a kind of a list within a kind',
    make: (Schema) => {
      const inner = new Schema({ held: [contact(Schema)] }, { _id: false })
      kindAt(inner, Schema)
      const base = contact(Schema)
      const schema = new Schema({ held: [base] })
      schema
        .path<InstanceType<typeof Schema.Types.DocumentArray>>('held')
        .discriminator('Book', inner as never)
      return schema
    },
    held: [{ kind: 'Book', held: [KIND] }],
  },
  { what: 'a list of lists', make: holding(() => [[SECRET]]), held: [[HIDDEN]] },
  { what: 'a list of lists of lists', make: holding(() => [[[SECRET]]]), held: [[[HIDDEN]]] },
  {
    what: 'a list of lists of subdocuments',
    make: holding((Schema) => [[phone(Schema)]]),
    held: [[{ value: HIDDEN }]],
  },
  {
    what: 'a map of maps',
    make: holding(() => ({ type: Map, of: { type: Map, of: SECRET } })),
    held: { a: { b: HIDDEN } },
  },
  {
    what: 'a map of maps of lists of subdocuments',
    make: holding((Schema) => ({ type: Map, of: { type: Map, of: [phone(Schema)] } })),
    held: { a: { b: [{ value: HIDDEN }] } },
  },
  {
    what: 'a list of maps',
    make: holding(() => [{ type: Map, of: SECRET }]),
    held: [{ a: HIDDEN }],
  },
  {
    what: 'a list of maps of subdocuments',
    make: holding((Schema) => [{ type: Map, of: phone(Schema) }]),
    held: [{ a: { value: HIDDEN } }],
  },
  {
    what: 'an element of a list that has words of its own',
    make: holding(() => ({ type: [SECRET], audit: { label: { en: 'Held' } } })),
    held: [HIDDEN],
  },
  {
    what: 'one type of a Union',
    make: holding(() => ({ type: 'Union', of: [SECRET, Number] })),
    held: HIDDEN,
    only: 'mongoose',
  },
  {
    what: 'a subdocument of a Union in a list',
    make: holding((Schema) => [{ type: 'Union', of: [Number, phone(Schema)] }]),
    held: [{ value: HIDDEN }],
    only: 'mongoose',
  },
]

/** Everything that is stored of the events. */
async function stored({ audit, mongoose }: AuditedMongoose): Promise<string> {
  await audit.flush()
  const db = mongoose.connection.getClient().db(mongoose.connection.name)
  return JSON.stringify(await db.collection('audit_events').find().toArray())
}

for (const { name, module } of MONGOOSES) {
  const audited = (): AuditedMongoose => {
    const one = createAuditedMongoose(module, { sequencer: false })
    open.push(one)
    return one
  }

  describe(`a secret on ${name} is stored in no event`, () => {
    for (const { what, make, held, only } of SHAPES) {
      if (only !== undefined && only !== module) continue
      it(`where its schema is that of ${what}`, async () => {
        const one = audited()
        const schema = make(one.mongoose.Schema)
        schema.plugin(one.audit.plugin)
        const Model = one.mongoose.model('Client', schema)
        await one.connect()
        const { _id } = (await Model.create({ held })) as unknown as { _id: Types.ObjectId }
        const written = await Model.collection.findOne({ _id })
        expect(JSON.stringify(written)).toContain(HIDDEN)
        await Model.collection.updateOne({ _id }, { $set: { other: 'Xother' } })
        await Model.collection.updateOne({ _id }, { $unset: { held: 1 } })
        const text = await stored(one)
        expect(text).toContain('Xother')
        expect(text).not.toContain(HIDDEN)
      })
    }

    for (const when of ['before', 'after'] as const) {
      it(`where the kind is made after the plugin, ${when} the model`, async () => {
        const one = audited()
        const { Schema } = one.mongoose
        const schema = new Schema({ held: [contact(Schema)] })
        schema.plugin(one.audit.plugin)
        if (when === 'before') kindAt(schema, Schema)
        const Client = one.mongoose.model('Client', schema)
        await one.connect()
        if (when === 'after') kindAt(Client.schema, Schema)
        const { _id } = await Client.create({ held: [KIND] })
        await Client.updateOne({ _id }, { $set: { 'held.0.plain': 'Xplain' } })
        const text = await stored(one)
        expect(text).toContain('Xplain')
        expect(text).not.toContain(HIDDEN)
      })
    }

    it('where a kind of the model gets a kind of its subdocuments later', async () => {
      const one = audited()
      const { Schema } = one.mongoose
      const schema = new Schema({ name: String })
      schema.plugin(one.audit.plugin)
      const Person = one.mongoose.model('Person', schema)
      const Client = Person.discriminator('Client', new Schema({ held: [contact(Schema)] }))
      kindAt(Client.schema, Schema)
      await one.connect()
      await Client.create({ name: 'Xname', held: [KIND] })
      const text = await stored(one)
      expect(text).toContain('Xname')
      expect(text).not.toContain(HIDDEN)
    })

    it('where another kind has a path of the same name that is open', async () => {
      const one = audited()
      const { Schema } = one.mongoose
      const schema = new Schema({ held: [contact(Schema)] })
      kindAt(schema, Schema)
      schema
        .path<InstanceType<typeof Schema.Types.DocumentArray>>('held')
        .discriminator('Open', phone(Schema, { type: String, audit: { personal: false } }) as never)
      schema.plugin(one.audit.plugin)
      const Client = one.mongoose.model('Client', schema)
      await one.connect()
      await Client.create({ held: [KIND] })
      expect(await stored(one)).not.toContain(HIDDEN)
    })
  })

  describe(`personal data in kinds on ${name}`, () => {
    it('is masked, and its path is told', async () => {
      const one = audited()
      const { Schema } = one.mongoose
      const schema = new Schema({ held: [contact(Schema)], lists: [[PERSONAL]] })
      schema
        .path<InstanceType<typeof Schema.Types.DocumentArray>>('held')
        .discriminator('Phone', phone(Schema, PERSONAL) as never)
      schema.plugin(one.audit.plugin, { subject: 'self' })
      const Client = one.mongoose.model('Client', schema)
      await one.connect()
      await Client.create({ held: [KIND], lists: [[HIDDEN]] } as object)
      await one.audit.flush()
      const { events } = await one.audit.find({})
      expect(JSON.stringify(events)).not.toContain(HIDDEN)
      expect(events[0]?.personal?.toSorted()).toEqual(['held.value', 'lists'])
    })

    it('is not missed where only one of two kinds ignores the path', async () => {
      const one = audited()
      const { Schema } = one.mongoose
      const schema = new Schema({ held: [contact(Schema)] })
      const at = schema.path<InstanceType<typeof Schema.Types.DocumentArray>>('held')
      at.discriminator('Quiet', phone(Schema, { type: String, audit: { ignore: true } }) as never)
      at.discriminator('Loud', phone(Schema, { type: String }) as never)
      schema.plugin(one.audit.plugin)
      const Client = one.mongoose.model('Client', schema)
      await one.connect()
      const { _id } = await Client.create({ held: [{ kind: 'Loud', value: 'a' }] } as object)
      await Client.collection.updateOne({ _id }, { $set: { 'held.0.value': 'Xchanged' } })
      expect(await stored(one)).toContain('Xchanged')
    })
  })
}
