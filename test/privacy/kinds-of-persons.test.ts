/** A person whose record is of a kind of a model (a discriminator) is one person, whatever they are called. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'
import { until } from '../sequencer/until.ts'
import { testSource } from './key-desk.ts'
import { dumpOf } from './opened-log.ts'

let one: AuditedMongoose
let Patient: ReturnType<typeof models>['Patient']
let Visit: ReturnType<typeof models>['Visit']
beforeAll(async () => {
  one = createAuditedMongoose('mongoose', { keys: { source: testSource() } })
  const made = models(one)
  Patient = made.Patient
  Visit = made.Visit
  await one.connect()
})
afterAll(() => one.close())

function models({ mongoose, audit }: AuditedMongoose) {
  const personal = { type: String, audit: { personal: true } }
  const base = new mongoose.Schema(
    { name: personal },
    { versionKey: false, discriminatorKey: 'kind' },
  )
  base.plugin(audit.plugin, { subject: 'self', place: 'people' })
  const Person = mongoose.model('Person', base)
  const visits = new mongoose.Schema(
    {
      patient: { type: mongoose.Schema.Types.ObjectId, ref: 'Patient' },
      text: { type: String, audit: { personal: true, subject: 'patient' } },
    },
    { versionKey: false },
  )
  visits.plugin(audit.plugin, { subject: 'patient' })
  return {
    Person,
    Patient: Person.discriminator('Patient', new mongoose.Schema({ ward: personal })),
    Visit: mongoose.model('Visit', visits),
  }
}

/** A patient with a visit; both are numbered. */
async function patient(name: string): Promise<string> {
  const made = await Patient.create({ name, ward: `ward of ${name}` })
  await Visit.create({ patient: made._id, text: `visit of ${name}` })
  await one.audit.flush()
  await until(async () => {
    const { events } = await one.audit.find({ place: 'people,visits' }, { limit: 100 })
    return events.length > 0 && JSON.stringify(events).includes(`visit of ${name}`)
  })
  return String(made._id)
}

const erase = (type: string, id: string) =>
  one.audit.erase({ subject: { type, id }, reason: 'asked', method: 'deleted' })

async function readable(name: string): Promise<boolean> {
  const { events } = await one.audit.find({}, { limit: 100 })
  return JSON.stringify(events).includes(name) || (await dumpOf(one.uri)).includes(name)
}

describe('a patient, who is a kind of person', () => {
  it('is held under either name', async () => {
    const id = await patient('Ana Prado')
    await one.audit.hold({ type: 'Patient', id }, { reason: 'a claim' })
    await expect(erase('Person', id)).rejects.toMatchObject({ code: 'AUDIT_ERASURE_HELD' })
    await one.audit.release({ type: 'Person', id }, { reason: 'settled' })
    await expect(erase('Patient', id)).resolves.toMatchObject({ subject: { type: 'Person' } })
  })

  it('is forgotten under either name, with all that is about them', async () => {
    for (const [type, name] of [
      ['Patient', 'Bea Teles'],
      ['Person', 'Caio Dias'],
    ] as const) {
      const id = await patient(name)
      expect(await readable(name)).toBe(true)
      await erase(type, id)
      expect(await readable(name)).toBe(false)
    }
  })

  it('is forgotten by a request that names the kind', async () => {
    const id = await patient('Duarte Reis')
    const { requests } = one.audit
    const asked = await requests.open({
      kind: 'erasure',
      subject: { type: 'Patient', id },
      proof: 'letter',
    })
    expect(asked.subject.type).toBe('Person')
    await requests.verify(asked.id, { method: 'passport' })
    await requests.decide(asked.id, { approve: true, method: 'deleted' })
    await requests.complete(asked.id, {})
    expect(await readable('Duarte Reis')).toBe(false)
  })
})
