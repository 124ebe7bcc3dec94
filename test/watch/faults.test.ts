import { afterEach, describe, expect, it } from '@jest/globals'
import type { StoredEvent } from 'rastro'
import { until } from '../sequencer/until.ts'
import { GRACE_MS, openWatched } from './watched.ts'
import type { Watched } from './watched.ts'

let watched: Watched | undefined
afterEach(async () => {
  await watched?.close()
  watched = undefined
}, 60_000)

async function open(options = {}): Promise<Watched> {
  watched = await openWatched(options)
  return watched
}

function leaseOf({ past }: Watched) {
  return past
    .collection<{ _id: string }>('audit_leases')
    .find({ _id: { $regex: /^watch (?!!)/ } })
    .toArray()
}

async function gaps({ audit }: Watched) {
  const { events } = await audit.find({ place: 'audit.integrity', op: 'gap' }, { order: 'oldest' })
  return events.map(({ details }) => [details?.['because'], details?.['namespace']])
}

describe('history that is lost', () => {
  it('is a gap, and what changed meanwhile is found by comparing', async () => {
    const one = await open()
    const { Ticket } = one.models
    const same = await Ticket.create({ title: 'same', n: 1 })
    const changed = await Ticket.create({ title: 'changed', n: 1 })
    const deleted = await Ticket.create({ title: 'deleted', n: 1 })
    await Ticket.updateOne({ _id: same._id }, { $set: { n: 2 } })
    await one.settled(4)
    await one.handle.stop()
    const [lease] = await leaseOf(one)
    await one.past
      .collection<{ _id: string }>('audit_leases')
      .updateOne(
        { _id: lease?._id ?? '' },
        { $set: { 'note.from': { token: { _data: 'no token at all' } } } },
      )
    const past = one.past.collection('tickets')
    await past.updateOne({ _id: changed._id }, { $set: { n: 7 } })
    await past.deleteOne({ _id: deleted._id })
    const { insertedId } = await past.insertOne({ title: 'made' })
    const again = one.audit.watch({ graceMs: GRACE_MS })
    const told = await until(async () => {
      const events = await one.outOfBand()
      return events.length >= 3 && events
    }, 60_000)
    expect(
      told
        .map(({ type, fidelity, target }) => [type, fidelity, String(target?.id)])
        .toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))),
    ).toEqual([
      ['tickets.created', 'derived', String(insertedId)],
      ['tickets.deleted', 'intent', String(deleted._id)],
      ['tickets.updated', 'derived', String(changed._id)],
    ])
    expect(await gaps(one)).toEqual([['token-invalid', undefined]])
    await past.updateOne({ _id: same._id }, { $set: { n: 9 } })
    await until(async () => (await one.outOfBand()).length === 4, 60_000)
    expect((await one.audit.completeness()).gaps).toBe(1)
    await again.stop()
  }, 120_000)

  it('is a gap where the server says that it is gone: error 286', async () => {
    const one = await open()
    const ticket = await one.models.Ticket.create({ title: 'one', n: 1 })
    await one.settled(1)
    await one.pastClient.db('admin').command({
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: {
        failCommands: ['getMore'],
        errorCode: 286,
        appName: one.appName,
        // The stream of the database, and not the sequencer's.
        namespace: `${one.past.databaseName}.$cmd.aggregate`,
      },
    })
    await one.past.collection('tickets').updateOne({ _id: ticket._id }, { $set: { n: 7 } })
    await until(async () => (await gaps(one)).length > 0, 60_000)
    const told = await until(async () => {
      const events = await one.outOfBand()
      return events.length > 0 && events
    }, 60_000)
    expect(await gaps(one)).toEqual([['history-lost', undefined]])
    expect(
      told.map(({ type, changes }) => [type, changes?.length, Number(changes?.[0]?.after)]),
    ).toEqual([['tickets.updated', 1, 7]])
  }, 120_000)

  it('is a gap where a collection is replaced or dropped past the suite', async () => {
    const one = await open()
    const { Ticket, Note } = one.models
    const ticket = await Ticket.create({ title: 'one', n: 1 })
    await Note.create({ text: 'one' })
    await one.past
      .collection('tickets')
      .aggregate([{ $set: { n: 5 } }, { $out: 'tickets' }])
      .toArray()
    await one.past.collection('notes').drop()
    await until(async () => (await gaps(one)).length === 2, 60_000)
    // A change has the second of its write, and within a second events have no order of their own.
    expect((await gaps(one)).toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual([
      ['collection-dropped', `${one.past.databaseName}.notes`],
      ['collection-replaced', `${one.past.databaseName}.tickets`],
    ])
    const [event] = await until(async () => {
      const events = await one.outOfBand()
      return events.length > 0 && events
    }, 60_000)
    expect([event?.type, String(event?.target?.id), event?.fidelity]).toEqual([
      'tickets.updated',
      String(ticket._id),
      'derived',
    ])
  }, 120_000)

  it('is none where the suite itself has told of the end of a collection', async () => {
    const one = await open()
    const { Ticket, Note } = one.models
    await Ticket.create({ title: 'one', n: 1 })
    await Ticket.aggregate([{ $set: { n: 5 } }, { $out: 'tickets' }])
    await Note.create({ text: 'one' })
    await Note.collection.drop()
    const report = await one.settled(4)
    expect(report).toMatchObject({ seen: 4, audited: 4, outOfBand: 0, gaps: 0 })
  }, 120_000)
})

describe('what nobody asked to be told of', () => {
  it('is no bypass: a place that is switched off', async () => {
    const one = await open({ places: { notes: false } })
    await one.models.Note.create({ text: 'audited by nobody' })
    await one.past.collection('notes').insertOne({ text: 'past' })
    await one.past.collection('tickets').insertOne({ title: 'past' })
    const report = await one.settled(3)
    expect(report).toMatchObject({ seen: 3, audited: 0, outOfBand: 1, exempt: 2 })
    expect((await one.outOfBand()).map(({ type }) => type)).toEqual(['tickets.created'])
  }, 60_000)
})

describe('an event that comes late', () => {
  it('takes the place of the one that was made meanwhile, which stays', async () => {
    const one = await open()
    const ticket = await one.models.Ticket.create({ title: 'one', n: 1 })
    await one.settled(1)
    // Taken away before it is compared: it waits in the spool of another machine.
    await one.handle.stop()
    await one.models.Ticket.updateOne({ _id: ticket._id }, { $inc: { n: 1 } })
    const events = one.past.collection<StoredEvent>('audit_events')
    const original = await events.findOneAndDelete({ 'e.type': 'tickets.updated' })
    if (original === null) throw new Error('the update was not recorded')
    const again = one.audit.watch({ graceMs: GRACE_MS })
    const [outOfBand] = await until(async () => {
      const all = await one.outOfBand()
      return all.length === 1 && all
    }, 60_000)
    expect(outOfBand?.ct).toEqual(
      expect.objectContaining({ t: expect.objectContaining({ t: original.e.ct?.t.t }) }),
    )
    await events.insertOne({ ...original, recordedAt: new Date() })
    const [repair] = await until(async () => {
      const found = await one.audit.find({ type: 'audit.completeness.reconciled' })
      return found.events.length > 0 && found.events
    }, 60_000)
    expect(repair?.details).toEqual({ outOfBand: outOfBand?.id, event: original._id })
    expect(String(repair?.target?.id)).toBe(String(ticket._id))
    expect((await one.outOfBand()).length).toBe(1)
    expect((await one.audit.completeness()).reconciled).toBe(1)
    await again.stop()
  }, 120_000)
})
