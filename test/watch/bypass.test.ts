import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { until } from '../sequencer/until.ts'
import { openWatched } from './watched.ts'
import type { Watched } from './watched.ts'

let watched: Watched
beforeAll(async () => {
  watched = await openWatched()
}, 60_000)
afterAll(() => watched.close(), 60_000)

/** Waits for as many events about records with this number as there were changes. */
async function told(n: number, count: number) {
  const events = await until(async () => {
    const all = await watched.outOfBand()
    const own = all.filter(({ target }) => String(target?.id).startsWith(`${n}-`))
    return own.length >= count && own
  }, 60_000)
  return events.map(({ type, operation, actor, fidelity, severity, details, target, changes }) => ({
    type,
    operation,
    actor,
    fidelity,
    severity,
    details,
    id: String(target?.id),
    changes: changes?.map(({ path, before, after }) => [
      path.join('.'),
      plain(before),
      plain(after),
    ]),
  }))
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

const UNKNOWN = {
  actor: { type: 'unknown' },
  fidelity: 'exact',
  severity: 'warning',
  details: { outOfBand: true },
}

function tickets() {
  return watched.past.collection<{ _id: string; status: string; seenAt?: Date }>('tickets')
}

describe('a write past the suite', () => {
  it('is told with both images, by somebody unknown: insertMany, updateOne, deleteMany', async () => {
    await tickets().insertMany([
      { _id: '1-a', status: 'new' },
      { _id: '1-b', status: 'new' },
    ])
    await tickets().updateOne({ _id: '1-a' }, { $set: { status: 'open' } })
    await tickets().deleteMany({ _id: { $in: ['1-a', '1-b'] } })
    const events = await told(1, 5)
    expect(events).toEqual([
      ...['1-a', '1-b'].map((id) => ({
        ...UNKNOWN,
        type: 'tickets.created',
        operation: 'create',
        id,
        changes: [
          ['_id', undefined, id],
          ['status', undefined, 'new'],
        ],
      })),
      {
        ...UNKNOWN,
        type: 'tickets.updated',
        operation: 'update',
        id: '1-a',
        changes: [['status', 'new', 'open']],
      },
      ...[
        ['1-a', 'open'],
        ['1-b', 'new'],
      ].map(([id, status]) => ({
        ...UNKNOWN,
        type: 'tickets.deleted',
        operation: 'delete',
        id,
        changes: [
          ['_id', id, undefined],
          ['status', status, undefined],
        ],
      })),
    ])
  }, 60_000)

  it('is told once where it was made in a transaction, with what came of it', async () => {
    await watched.pastClient.withSession((session) =>
      session.withTransaction(async () => {
        await tickets().insertOne({ _id: '2-a', status: 'new' }, { session })
        await tickets().updateOne({ _id: '2-a' }, { $set: { status: 'open' } }, { session })
        await tickets().insertOne({ _id: '2-b', status: 'new' }, { session })
      }),
    )
    const events = await told(2, 2)
    // Both have the time of the commit.
    const inOrder = events.map(({ id, type, changes }) => [id, type, changes?.at(-1)])
    expect(inOrder.toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual([
      ['2-a', 'tickets.created', ['status', undefined, 'open']],
      ['2-b', 'tickets.created', ['status', undefined, 'new']],
    ])
  }, 60_000)

  it('is told for each record of a bulkWrite and a $merge', async () => {
    await tickets().bulkWrite([
      { insertOne: { document: { _id: '3-a', status: 'new' } } },
      { updateOne: { filter: { _id: '3-a' }, update: { $set: { status: 'open' } } } },
      { replaceOne: { filter: { _id: '3-b' }, replacement: { status: 'x' }, upsert: true } },
    ])
    await tickets()
      .aggregate([
        { $match: { _id: { $in: ['3-a', '3-b'] } } },
        { $set: { status: 'merged' } },
        { $merge: 'tickets' },
      ])
      .toArray()
    const events = await told(3, 5)
    expect(events.map(({ id, type, changes }) => [id, type, changes?.at(-1)?.[2]])).toEqual(
      expect.arrayContaining([
        ['3-a', 'tickets.created', 'new'],
        ['3-a', 'tickets.updated', 'open'],
        ['3-b', 'tickets.created', 'x'],
        ['3-a', 'tickets.updated', 'merged'],
        ['3-b', 'tickets.updated', 'merged'],
      ]),
    )
    expect(events.length).toBe(5)
  }, 60_000)

  it('is told where it stands between audited writes of the same record', async () => {
    const { Ticket } = watched.models
    const ticket = await Ticket.create({ title: 'one', n: 0 })
    await Ticket.updateOne({ _id: ticket._id }, { $inc: { n: 1 } })
    const past = watched.past.collection('tickets')
    await past.updateOne({ _id: ticket._id }, { $inc: { n: 10 } })
    await Ticket.updateOne({ _id: ticket._id }, { $inc: { n: 100 } })
    const history = await until(async () => {
      const { events } = await watched.audit.history(
        { type: 'Ticket', id: String(ticket._id) },
        { order: 'oldest' },
      )
      return events.length === 4 && events
    }, 60_000)
    expect(
      history.map(({ actor, changes }) => [
        actor.type,
        Number(changes?.find(({ path }) => path[0] === 'n')?.after),
      ]),
    ).toEqual([
      ['system', 0],
      ['system', 1],
      ['unknown', 11],
      ['system', 111],
    ])
  }, 60_000)

  it('is not told where only ignored paths changed, nor where nothing did', async () => {
    await tickets().insertOne({ _id: '5-a', status: 'new' })
    await tickets().updateOne({ _id: '5-a' }, { $set: { seenAt: new Date(0) } })
    await tickets().replaceOne({ _id: '5-a' }, { status: 'new', seenAt: new Date(0) })
    await tickets().updateOne({ _id: '5-a' }, { $set: { status: 'open' } })
    const events = await told(5, 2)
    expect(events.map(({ type }) => type)).toEqual(['tickets.created', 'tickets.updated'])
  }, 60_000)

  it('counts in the statement beside what is audited', async () => {
    // So many by the tests above; what Mongoose made is audited.
    const report = await watched.settled(5 + 3 + 5 + 4 + 4)
    expect(report).toMatchObject({ seen: 21, audited: 3, outOfBand: 16, exempt: 2, gaps: 0 })
  }, 60_000)
})
