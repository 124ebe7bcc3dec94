/** A record that is about somebody else from now on takes nothing of the former person along. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Change, ReadEvent } from 'rastro'
import { testSource } from './key-desk.ts'
import { openDesk } from './privacy-desk.ts'
import type { PrivacyDesk } from './privacy-desk.ts'

let desk: PrivacyDesk
let Case: ReturnType<typeof caseModel>
beforeAll(async () => {
  desk = await openDesk({ keys: { source: testSource() } })
  Case = caseModel(desk)
})
afterAll(async () => {
  await desk.close()
})

function caseModel({ mongoose, audit }: PrivacyDesk) {
  const schema = new mongoose.Schema(
    {
      title: String,
      client: { type: mongoose.Schema.Types.ObjectId, ref: 'Client' },
      replyTo: { type: String, audit: { personal: true, subject: 'client' } },
      contacts: { type: Map, of: String, audit: { personal: true } },
      people: {
        type: Map,
        of: new mongoose.Schema({ nick: String, role: String }, { _id: false }),
      },
      phones: { type: [String], default: undefined, audit: { personal: true } },
    },
    { versionKey: false },
  )
  schema.plugin(audit.plugin, { personal: ['people.*.nick'], related: 'watchers' })
  return mongoose.model('Case', schema)
}

const someone = async (name: string) => (await desk.Client.create({ name }))._id

const eventsOf = async (id: unknown): Promise<readonly ReadEvent[]> =>
  (await desk.audit.history({ type: 'Case', id }, { order: 'oldest' })).events

const changeAt = ({ changes = [] }: ReadEvent, path: string): Change | undefined =>
  changes.find((one) => one.path.join('.') === path)

async function newest(id: unknown): Promise<ReadEvent> {
  await desk.sequenced()
  const event = (await eventsOf(id)).at(-1)
  if (event === undefined) throw new Error('nothing was recorded')
  return event
}

describe('a record that moves to another person', () => {
  it('is about the new one from then on, keeps the rest, and tells annotated paths by name', async () => {
    const [ana, bea] = [await someone('Ana'), await someone('Bea')]
    const { _id } = await Case.create({ title: 'a', client: ana, replyTo: 'ana@example.com' })
    await Case.updateOne({ _id }, { title: 'b', client: bea, replyTo: 'bea@example.com' })
    const moved = await newest(_id)
    expect(String(moved.subject?.id)).toBe(String(bea))
    expect(changeAt(moved, 'replyTo')).toEqual({
      path: ['replyTo'],
      op: 'replace',
      omitted: 'summary',
    })
    expect(changeAt(moved, 'title')).toMatchObject({ before: 'a', after: 'b' })
    expect(String(changeAt(moved, 'client')?.before)).toBe(String(ana))
  })

  it('tells no key of a map and no position, which were data of the former person', async () => {
    const [ana, bea] = [await someone('Ana'), await someone('Bea')]
    const { _id } = await Case.create({
      client: ana,
      contacts: { 'ana at home': 'x', 'ana at work': 'y' },
      people: { 'ana prado': { nick: 'Nita', role: 'owner' } },
      phones: ['1', '2'],
    })
    await Case.updateOne(
      { _id },
      {
        $set: { client: bea, 'phones.1': '3', 'people.ana prado.nick': 'Nini' },
        $unset: { 'contacts.ana at home': 1, 'contacts.ana at work': 1 },
      },
    )
    const { changes = [] } = await newest(_id)
    expect(changes.map(({ path }) => path.join('.')).toSorted()).toEqual([
      'client',
      'contacts',
      'people',
      'phones',
    ])
    expect(JSON.stringify(changes)).not.toMatch(/ana |Ni|"[123]"/)
  })

  it('is found for the former person too, who is not told by name', async () => {
    const [ana, bea] = [await someone('Ana Prado'), await someone('Bea')]
    const { _id } = await Case.create({ client: ana, replyTo: 'ana@example.com' })
    await Case.updateOne({ _id }, { client: bea })
    await desk.sequenced()
    for (const client of [String(ana), String(bea)]) {
      const { events } = await desk.audit.find({ client, tt: 'Case', op: 'update' })
      expect(events.map(({ target }) => String(target?.id))).toEqual([String(_id)])
    }
    const stored = await desk.mongoose.connection
      .collection('audit_events')
      .findOne({ 'e.type': 'cases.updated', 'e.target.id': _id })
    expect(stored?.['e'].related).toEqual([{ type: 'Client', id: ana }])
  })

  it('leaves the former person nothing that their erasure would not reach', async () => {
    const [ana, bea] = [await someone('Ana'), await someone('Bea')]
    const { _id } = await Case.create({ client: ana, replyTo: 'anita@example.com' })
    await Case.updateOne({ _id }, { client: bea, replyTo: 'bea@example.com' })
    await Case.updateOne({ _id }, { $unset: { client: 1, replyTo: 1 } })
    await desk.sequenced()
    const { events } = await desk.audit.find({ client: String(bea), tt: 'Case' })
    expect(events).toHaveLength(2)
    for (const event of events) {
      expect(changeAt(event, 'replyTo')).not.toHaveProperty('before')
      expect(changeAt(event, 'replyTo')?.omitted).toBe('summary')
    }
  })

  it('gives values that were nobody\u2019s to nobody', async () => {
    const bea = await someone('Bea')
    const { _id } = await Case.create({ replyTo: 'somebody@example.com' })
    await Case.updateOne({ _id }, { client: bea, replyTo: 'bea@example.com' })
    const moved = await newest(_id)
    expect(changeAt(moved, 'replyTo')?.omitted).toBe('summary')
    expect(moved.related).toBeUndefined()
  })

  it('has states that say what nobody knows of it, and none that is wrong', async () => {
    const [ana, bea, caio] = [await someone('Ana'), await someone('Bea'), await someone('Caio')]
    const { _id } = await Case.create({ title: 'a', client: ana, replyTo: 'ana@example.com' })
    await Case.updateOne({ _id }, { client: bea, replyTo: 'bea@example.com' })
    await Case.updateOne({ _id }, { client: caio, replyTo: 'caio@example.com' })
    await desk.sequenced()
    const events = await eventsOf(_id)
    const states = []
    for (const { id } of events)
      states.push(await desk.audit.stateAt({ type: 'Case', id: _id }, id))
    expect(states.map(({ status }) => status)).toEqual(['derived', 'incomplete', 'derived'])
    expect(states[0]?.record).toMatchObject({ client: ana, replyTo: 'a**@e******.c**' })
    expect(states[1]?.record).toMatchObject({ title: 'a', client: bea })
    expect(states[1]?.missing).toMatchObject([{ path: ['replyTo'] }])
    // The record as it is now is the new person's, and says what nobody recorded.
    expect(states[2]?.record).toMatchObject({ client: caio, replyTo: 'caio@example.com' })
  })
})

describe('a record that stays with its person', () => {
  it('keeps both values of an update, and those of its beginning and its end', async () => {
    const ana = await someone('Ana')
    const { _id } = await Case.create({ client: ana, replyTo: 'one@example.com' })
    await Case.updateOne({ _id }, { replyTo: 'two@example.com', client: ana })
    await Case.deleteOne({ _id })
    await desk.sequenced()
    const events = await eventsOf(_id)
    expect(events.map((one) => changeAt(one, 'replyTo')?.omitted)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(events.map((one) => Object.keys(changeAt(one, 'replyTo') ?? {}))).toEqual([
      expect.arrayContaining(['after']),
      expect.arrayContaining(['before', 'after']),
      expect.arrayContaining(['before']),
    ])
    expect(events.map(({ related }) => related)).toEqual([undefined, undefined, undefined])
  })
})
