/** Whose data is it? Every way in which Mongoose lets a schema say to which model an id belongs. */
import { afterEach, describe, expect, it } from '@jest/globals'
import type { Schema as SchemaType } from 'mongoose'
import { createAuditedMongoose, MONGOOSES } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

const open: AuditedMongoose[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

/** An application with persons, patients among them, and visits that are about one of them. */
function application(module: string) {
  const one = createAuditedMongoose(module, { sequencer: false })
  open.push(one)
  const { Schema } = one.mongoose
  const people = new Schema({ name: String })
  people.plugin(one.audit.plugin, { subject: 'self' })
  const Person = one.mongoose.model('Person', people)
  const Patient = Person.discriminator('Patient', new Schema({ ward: String }))
  const visits = (who: object, subject = 'who') => {
    const text = { type: String, audit: { personal: true, subject } }
    const schema = new Schema({ who, text, model: String, owner: { who } })
    schema.plugin(one.audit.plugin)
    return one.mongoose.model('Visit', schema as unknown as SchemaType)
  }
  return { ...one, id: Schema.Types.ObjectId, Person, Patient, visits }
}

type Application = ReturnType<typeof application>

const REFERENCES: readonly (readonly [string, (app: Application) => object])[] = [
  ['a name', ({ id }) => ({ type: id, ref: 'Person' })],
  ['a model', ({ id, Person }) => ({ type: id, ref: Person })],
  ['a function that gives a name', ({ id }) => ({ type: id, ref: () => 'Person' })],
  ['a function that gives a model', ({ id, Person }) => ({ type: id, ref: () => Person })],
  [
    'a function that reads the record',
    ({ id }) => ({
      type: id,
      ref(this: { model: string }) {
        return this.model
      },
    }),
  ],
  ['a path that holds the name', ({ id }) => ({ type: id, refPath: 'model' })],
  ['a kind by its name', ({ id }) => ({ type: id, ref: 'Patient' })],
  ['a kind by its model', ({ id, Patient }) => ({ type: id, ref: Patient })],
  ['a list whose elements have it', ({ id }) => [{ type: id, ref: 'Person' }]],
  ['a list that has it', ({ id }) => ({ type: [id], ref: 'Person' })],
]

for (const { name, module } of MONGOOSES) {
  describe(`the subject of a record on ${name}`, () => {
    for (const [how, who] of REFERENCES) {
      it(`is a person by the type of her own events where the reference is ${how}`, async () => {
        const app = application(module)
        const Visit = app.visits(who(app))
        await app.connect()
        const person = await app.Patient.create({ name: 'Ana Example' })
        await Visit.create({ who: person._id, model: 'Person', text: 'Came at noon' })
        await app.audit.flush()
        const { events } = await app.audit.find({ tt: 'Visit' })
        expect(events.map(({ subject }) => [subject?.type, String(subject?.id)])).toEqual([
          ['Person', String(person._id)],
        ])
        expect(app.said.filter((line) => line.includes('Visit'))).toEqual([])
      })
    }

    it('is found where the path is nested', async () => {
      const app = application(module)
      const Visit = app.visits({ type: app.id, ref: app.Person }, 'owner.who')
      await app.connect()
      const person = await app.Person.create({ name: 'Ana Example' })
      await Visit.create({ owner: { who: person._id }, text: 'Came at noon' })
      await app.audit.flush()
      const { events } = await app.audit.find({ tt: 'Visit' })
      expect(events[0]?.subject?.type).toBe('Person')
    })

    it('does not take the event with it where a function that is asked fails', async () => {
      const app = application(module)
      const fail = (): string => {
        throw new Error('no model today')
      }
      const Visit = app.visits({ type: app.id, ref: fail })
      await app.connect()
      const person = await app.Person.create({ name: 'Ana Example' })
      await Visit.collection.insertOne({ who: person._id, text: 'Came at noon' })
      await app.audit.flush()
      const { events } = await app.audit.find({ tt: 'Visit' })
      expect(events.map(({ type }) => type)).toEqual(['visits.created'])
    })

    it('is asked for once, by model and path, where no schema says whose id it is', async () => {
      const app = application(module)
      app.visits({ type: app.id })
      await app.connect()
      expect(app.said.filter((line) => line.includes('on Visit'))).toEqual([
        "audit.plugin on Visit: 'subject' names 'who', which has no 'ref': nobody can be told whose data it is, and the erasure of a person does not reach it",
      ])
    })

    it('is asked for where a function decides which path holds the name', () => {
      const app = application(module)
      app.visits({ type: app.id, refPath: () => 'model' })
      expect(app.said.filter((line) => line.includes('Visit'))).toEqual([
        expect.stringContaining("'who', which has a 'refPath' that is a function"),
      ])
    })
  })
}
