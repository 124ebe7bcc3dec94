/** In every door an administrator sees the last value of personal data at most. */
import { afterEach, describe, expect, it } from '@jest/globals'
import type { ReadEvent } from '@rastro/core'
import { openDesk } from './privacy-desk.ts'
import type { PrivacyDesk } from './privacy-desk.ts'

const open: PrivacyDesk[] = []
async function desk(...given: Parameters<typeof openDesk>): Promise<PrivacyDesk> {
  const one = await openDesk(...given)
  open.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

const changeOf = (event: ReadEvent | undefined, path: string) =>
  event?.changes?.find((change) => change.path.join('.') === path)

describe('the last value of a personal field', () => {
  it('is shown, and every older one is masked, also where it was the new value once', async () => {
    const one = await desk()
    const ana = await one.Client.create({ name: 'Ana Prado', email: 'ana@old.example.com' })
    await one.Client.updateOne({ _id: ana._id }, { email: 'ana@mid.example.com' })
    await one.Client.updateOne({ _id: ana._id }, { email: 'ana@new.example.com' })
    await one.sequenced()
    const { events } = await one.audit.history({ type: 'Client', id: ana._id }, { order: 'oldest' })
    expect(events.map((event) => changeOf(event, 'email'))).toMatchObject([
      { after: 'a**@o**.e******.c**', masked: ['after'] },
      {
        before: 'a**@o**.e******.c**',
        after: 'a**@m**.e******.c**',
        masked: ['before', 'after'],
      },
      { before: 'a**@m**.e******.c**', after: 'ana@new.example.com', masked: ['before'] },
    ])
    expect(changeOf(events[0], 'name')).toMatchObject({ after: 'Ana Prado' })
    expect(events.map(({ target }) => target?.name)).toEqual([
      'Ana Prado',
      'Ana Prado',
      'Ana Prado',
    ])
    expect(JSON.stringify(events)).not.toMatch(/ana@(old|mid)/)
  })

  it('is masked with everything else once the client is deleted', async () => {
    const one = await desk()
    const ana = await one.Client.create({ name: 'Ana Prado', email: 'ana@example.com' })
    const ticket = await one.Ticket.create({
      title: 'Printer',
      client: ana._id,
      replyTo: 'ana@x.example.com',
    })
    await ana.deleteOne()
    await one.sequenced()
    const { events } = await one.audit.find({})
    expect(JSON.stringify(events)).not.toMatch(/Prado|ana@/)
    expect(events[0]?.target?.name).toBe('A** P****')
    expect(String(events.find(({ place }) => place === 'tickets')?.target?.id)).toBe(
      String(ticket._id),
    )
  })

  it('collapses positions of a list, keys of a map and what lies deeper', async () => {
    const one = await desk()
    const ana = await one.Client.create({
      name: 'Ana',
      phones: ['11911111111', '11922222222'],
      address: { street: 'Rua Um', city: 'Porto' },
      contacts: { 'bea@home': 'Beatriz' },
    })
    await one.Client.updateOne({ _id: ana._id }, { 'phones.1': '11933333333' })
    await one.Client.updateOne({ _id: ana._id }, { address: { street: 'Rua Dois', city: 'Porto' } })
    await one.Client.updateOne({ _id: ana._id }, { 'contacts.caio': 'Caio Lima' })
    await one.sequenced()
    const { events } = await one.audit.history({ type: 'Client', id: ana._id }, { order: 'oldest' })
    const text = JSON.stringify(events)
    expect(text).not.toMatch(/11922222222|Rua Um|Beatriz|bea@/)
    expect(text).toMatch(/11933333333/)
    expect(text).toMatch(/Rua Dois/)
    expect(text).toMatch(/Caio Lima/)
    expect(text).toMatch(/Porto/)
  })

  it('is masked where it is sensitive, and never recorded where it is secret', async () => {
    const one = await desk()
    const ana = await one.Client.create({
      name: 'Ana',
      faith: 'Jedi order',
      pinCode: '9876',
      card: '4111',
    })
    await one.Client.updateOne({ _id: ana._id }, { seenAt: new Date() })
    await one.sequenced()
    const { events } = await one.audit.find({})
    expect(events).toHaveLength(1)
    expect(changeOf(events[0], 'faith')).toMatchObject({ after: 'J*** o****' })
    expect(changeOf(events[0], 'pinCode')).toEqual({
      path: ['pinCode'],
      op: 'add',
      omitted: 'secret',
    })
    const db = one.mongoose.connection.getClient().db(one.mongoose.connection.name)
    expect(JSON.stringify(await db.collection('audit_events').find().toArray())).not.toContain(
      '9876',
    )
  })

  it('is masked as long as its event has no number, and so is the one before', async () => {
    const one = await desk({ sequencer: false })
    const numbering = one.numbering()
    const ana = await one.Client.create({ name: 'Ana', email: 'one@example.com' })
    expect(JSON.stringify((await one.audit.find({})).events)).not.toContain('one@')
    numbering.start()
    await one.sequenced()
    await numbering.stop()
    expect(JSON.stringify((await one.audit.find({})).events)).toContain('one@')
    await one.Client.updateOne({ _id: ana._id }, { email: 'two@example.com' })
    const { events } = await one.audit.find({})
    expect(events).toHaveLength(2)
    expect(JSON.stringify(events)).not.toMatch(/one@|two@/)
    expect(events[0]?.target?.name).toBe('A**')
  })

  it('stays masked when a revert brings an older value back', async () => {
    const one = await desk()
    const ana = await one.Client.create({ name: 'Ana', email: 'one@example.com', plan: 'free' })
    await one.Client.updateOne({ _id: ana._id }, { email: 'two@example.com' })
    await one.sequenced()
    const [last] = (await one.audit.find({})).events
    const done = await one.audit.revert({ event: last?.id ?? '' }, { reason: 'a slip' })
    expect(JSON.stringify(done)).not.toMatch(/one@|two@/)
    expect((await one.Client.findById(ana._id))?.email).toBe('one@example.com')
    await one.sequenced()
    expect(JSON.stringify((await one.audit.find({})).events)).not.toMatch(/one@|two@/)
  })

  it('is what a state of the past shows of it, and nothing that was before', async () => {
    const one = await desk()
    const ana = await one.Client.create({ name: 'Ana', email: 'one@example.com', plan: 'free' })
    const [first] = (await one.audit.history({ type: 'Client', id: ana._id })).events
    await one.Client.updateOne({ _id: ana._id }, { email: 'two@example.com' })
    await one.Client.updateOne({ _id: ana._id }, { plan: 'paid' })
    await one.sequenced()
    const target = { type: 'Client', id: ana._id }
    const [last] = (await one.audit.history(target)).events
    const then = await one.audit.stateAt(target, first?.id ?? '')
    expect(then.record).toMatchObject({ name: 'Ana', email: 'o**@e******.c**', plan: 'free' })
    const now = await one.audit.stateAt(target, last?.id ?? '')
    expect(now.record).toMatchObject({ name: 'Ana', email: 'two@example.com', plan: 'paid' })
    const between = await one.audit.compare(target, first?.id ?? '', last?.id ?? '')
    expect(between.changes).toMatchObject([
      { path: ['email'], before: 'o**@e******.c**', after: 'two@example.com' },
      { path: ['plan'], before: 'free', after: 'paid' },
    ])
  })
})

describe('what a client is called', () => {
  it('finds the client by the name of now, and by no other', async () => {
    const one = await desk()
    const ana = await one.Client.create({ name: 'Ana Prado' })
    await one.Ticket.create({ title: 'Printer', client: ana._id })
    await one.Client.updateOne({ _id: ana._id }, { name: 'Ana Lima' })
    await one.sequenced()
    expect((await one.audit.find({ client: 'Ana Lima' })).events).toHaveLength(3)
    expect((await one.audit.find({ client: 'Ana Prado' })).events).toHaveLength(0)
    expect((await one.audit.find({ q: 'Prado' })).events).toHaveLength(0)
    const { events } = await one.audit.find({ tt: 'Client' })
    expect(events.map(({ target }) => target?.name)).toEqual(['Ana Lima', 'Ana Lima'])
  })

  it('is in no field that is searched, listed or indexed', async () => {
    const one = await desk()
    const ana = await one.Client.create({ name: 'Ana Prado' })
    await one.audit.record('customers.exported', {
      target: { type: 'Client', id: ana._id, name: 'Ana Prado' },
      related: [{ type: 'Client', id: ana._id, name: 'Ana Prado' }],
    })
    await one.audit.flush()
    const db = one.mongoose.connection.getClient().db(one.mongoose.connection.name)
    const stored = await db.collection('audit_events').find().toArray()
    expect(stored).toHaveLength(2)
    for (const { e } of stored) {
      expect(JSON.stringify([e['target'], e['subject'], e['related']])).not.toContain('Prado')
    }
  })
})

describe('following the log', () => {
  it('gives what every other door shows', async () => {
    const one = await desk()
    const ana = await one.Client.create({ name: 'Ana', email: 'one@example.com' })
    await one.Client.updateOne({ _id: ana._id }, { email: 'two@example.com' })
    await one.sequenced()
    const seen: ReadEvent[] = []
    await new Promise<void>((resolve) => {
      const handle = one.audit.follow(0, (events) => {
        seen.push(...events.map(({ event }) => event))
        if (seen.length === 2) void handle.stop().then(resolve)
      })
    })
    expect(JSON.stringify(seen)).not.toContain('one@')
    expect(JSON.stringify(seen)).toContain('two@')
  })
})

describe('the last values', () => {
  it('can be made anew from the log, with the same outcome', async () => {
    const one = await desk()
    const ana = await one.Client.create({ name: 'Ana', email: 'one@example.com' })
    await one.Client.updateOne({ _id: ana._id }, { email: 'two@example.com' })
    await one.Client.create({ name: 'Bia', email: 'bia@example.com' })
    await one.Client.deleteOne({ name: 'Bia' })
    await one.sequenced()
    const before = (await one.audit.find({})).events
    const db = one.mongoose.connection.getClient().db(one.mongoose.connection.name)
    const kept = await db.collection('audit_last').find().sort({ _id: 1 }).toArray()
    await db.collection('audit_last').deleteMany({})
    expect(JSON.stringify((await one.audit.find({})).events)).not.toContain('two@')
    expect(await one.audit.rebuildLastValues()).toEqual({ events: 4 })
    expect(await db.collection('audit_last').find().sort({ _id: 1 }).toArray()).toEqual(kept)
    expect((await one.audit.find({})).events).toEqual(before)
  })
})
