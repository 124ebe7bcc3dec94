import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { EventStore } from '@rastro/core'
import { createMongoStore } from '@rastro/mongodb'
import { BSON } from 'mongodb'
import type { Document } from 'mongodb'
import * as driver from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { oldDriver } from './old-driver.ts'
import { sample, samples } from './sample.ts'

let database: TestDatabase
let store: EventStore

beforeAll(async () => {
  database = await openTestDatabase({ monitorCommands: true })
  store = createMongoStore({ database: () => database.db, bson: driver })
  await store.append([sample()])
})
afterAll(() => database.close())

async function commandsOf(work: () => Promise<unknown>): Promise<Document[]> {
  const commands: Document[] = []
  const listen = ({ command }: { command: Document }): void => void commands.push(command)
  database.client.on('commandStarted', listen)
  await work().finally(() => database.client.off('commandStarted', listen))
  return commands
}

describe('an append', () => {
  it('is one insert, durable on a majority, for one event', async () => {
    const commands = await commandsOf(() => store.append([sample()]))
    expect(commands).toEqual([
      expect.objectContaining({
        insert: 'audit_events',
        ordered: false,
        writeConcern: { w: 'majority', j: true, wtimeout: 10_000 },
      }),
    ])
  })

  it('is one insert for 10,000 events', async () => {
    const commands = await commandsOf(() => store.append(samples(10_000)))
    expect(commands).toHaveLength(1)
  })

  it('is as few inserts as one message holds, for 40 MB', async () => {
    const reason = 'x'.repeat(1_000_000)
    const commands = await commandsOf(() => store.append(samples(40, { reason })))
    expect(commands).toHaveLength(3)
  })

  it('makes a new filter key durable before its first event', async () => {
    const commands = await commandsOf(() => store.append([sample({ place: 'chats' })]))
    expect(commands).toEqual([
      expect.objectContaining({
        insert: 'audit_dictionary',
        writeConcern: expect.objectContaining({ w: 'majority', j: true }),
      }),
      expect.objectContaining({ insert: 'audit_events' }),
    ])
  })

  it('stores the rest of a batch when the server refuses one of its events', async () => {
    const { db } = database
    // Another unique index is none of ours: what it refuses is not stored already.
    await db
      .collection('audit_events')
      .createIndex(
        { 'e.details.unique': 1 },
        { unique: true, partialFilterExpression: { 'e.details.unique': { $exists: true } } },
      )
    const tenant = 'refused'
    const twice = samples(2, { tenant, details: { unique: 1 } })
    await store.append([...twice, sample({ tenant })])
    const found = await store.findByTime({ filter: { tenant }, order: 'oldest', limit: 10 })
    expect(found.map(({ e }) => e.details)).toEqual([{ unique: 1 }, { omitted: 'size' }, undefined])
  })
})

describe('a policy', () => {
  it('is not saved when its event cannot be', async () => {
    const { db } = database
    await db
      .collection('audit_events')
      .createIndex(
        { 'e.details.once': 1 },
        { unique: true, partialFilterExpression: { 'e.details.once': { $exists: true } } },
      )
    const tenant = 'policy'
    const policy = {
      tenant,
      version: 1,
      places: {},
      clientMode: 'full',
      showLastValue: true,
      changedAt: new Date('2026-03-10T12:00:00.000Z'),
    } as const
    const events = samples(2, { tenant, details: { once: 1 } })
    await expect(store.savePolicy(policy, events)).rejects.toMatchObject({
      code: 'AUDIT_STORE_UNAVAILABLE',
    })
    expect(await store.policyVersions(tenant)).toEqual([])
    expect(await store.count({ tenant }, 10)).toEqual({ n: 0, exact: true })
    await store.savePolicy(policy, events.slice(0, 1))
    expect(await store.policyVersions(tenant)).toEqual([policy])
  })
})

describe('what is stored', () => {
  let strange: driver.MongoClient
  afterAll(() => strange.close())

  it('does not depend on the options of the application’s client', async () => {
    const event = sample({
      changes: [
        { path: ['n'], op: 'replace', before: new driver.Int32(1), after: new driver.Double(1) },
        { path: ['l'], op: 'add', after: driver.Long.fromString('9007199254740993') },
        { path: ['b'], op: 'add', after: new driver.Binary(Buffer.from([1, 2])) },
        { path: ['r'], op: 'add', after: new driver.BSONRegExp('a b', 'x') },
      ],
      details: { undefined: undefined, fn: () => 'code', count: 1 },
    })
    strange = await new driver.MongoClient(database.uri, {
      ignoreUndefined: false,
      serializeFunctions: true,
      forceServerObjectId: true,
      promoteValues: true,
      promoteLongs: true,
      promoteBuffers: true,
      bsonRegExp: true,
      raw: true,
      retryWrites: false,
      readConcernLevel: 'available',
      readPreference: 'secondaryPreferred',
      w: 0,
      pkFactory: { createPk: () => 'mine' as never },
      monitorCommands: true,
    }).connect()
    const commands: Document[] = []
    strange.on('commandStarted', ({ command }) => void commands.push(command))
    const other = createMongoStore({ database: () => strange.db(database.dbName) })
    const plain = { ...event, _id: `${event._id}-plain` }
    await other.append([event])
    await store.append([plain])
    const bytesOf = async (_id: string): Promise<string> => {
      const query = { _id: _id as never }
      const found = await database.db
        .collection('audit_events', { promoteValues: false })
        .findOne(query)
      return Buffer.from(BSON.serialize(found?.['e'] as Document)).toString('hex')
    }
    expect(await bytesOf(event._id)).toBe(await bytesOf(plain._id))
    const read = await other.get({ tenant: 'default' }, event._id)
    const expected = await store.get({ tenant: 'default' }, plain._id)
    expect(read?.e).toEqual(expected?.e)
    expect(read?.e.details).toEqual({ count: 1 })
    const found = read?.e.changes?.at(-1)?.after
    expect(found).toEqual(new driver.BSONRegExp('a b', 'x'))
    expect(await other.count({ tenant: 'default', places: ['tickets'] }, 3)).toEqual({
      n: 3,
      exact: false,
    })
    const reads = commands.filter(
      (command) => (command['find'] ?? command['aggregate']) === 'audit_events',
    )
    for (const command of reads) {
      expect(command['$readPreference']?.mode ?? 'primary').toBe('primary')
      expect(command['readConcern']).toMatchObject({ level: 'majority' })
    }
    expect(reads.length).toBeGreaterThanOrEqual(2)
  })

  it('may come from another version of the driver, and keeps its types', async () => {
    const { classes } = oldDriver
    const event = sample({
      target: { type: 'Ticket', id: new classes.ObjectId('65f0a1b2c3d4e5f6a7b8c9d0') },
      changes: [
        { path: ['n'], op: 'replace', before: new classes.Int32(1), after: new classes.Double(1) },
        { path: ['l'], op: 'add', after: classes.Long.fromString('9007199254740993') },
        { path: ['d'], op: 'add', after: classes.Decimal128.fromString('1.20') },
        { path: ['u'], op: 'add', after: new classes.UUID('3f2b8c1e-7a64-4d0b-9b1e-2c5d6e7f8a90') },
      ],
    })
    await store.append([event])
    const found = await store.get({ tenant: 'default' }, event._id)
    expect(found?.e.target?.id).toEqual(new driver.ObjectId('65f0a1b2c3d4e5f6a7b8c9d0'))
    const types = found?.e.changes?.map(({ after }) => (after as { _bsontype: string })._bsontype)
    expect(types).toEqual(['Double', 'Long', 'Decimal128', 'Binary'])
  })
})

describe('the dictionary', () => {
  it('is made again from the events where it is gone', async () => {
    const tenant = 'healed'
    await store.append([
      sample({ tenant, place: 'clients' }),
      sample({ tenant, place: 'chats', category: 'talk', target: { type: 'Chat', id: 1 } }),
    ])
    await database.db.collection('audit_dictionary').deleteMany({ tenant })
    const fresh = createMongoStore({ database: () => database.db })
    for (const filter of [
      { places: ['chats'] },
      { categories: ['talk'] },
      { types: ['tickets.updated'], places: ['chats'] },
      { target: { type: 'Chat' } },
    ]) {
      expect(await fresh.count({ tenant, ...filter }, 10)).toEqual({ n: 1, exact: true })
    }
  })

  it('shows a reader what another process has just seen for the first time', async () => {
    const tenant = 'two-processes'
    const other = createMongoStore({ database: () => database.db })
    await store.append([sample({ tenant })])
    expect((await other.count({ tenant, places: ['tickets'] }, 10)).n).toBe(1)
    await store.append([sample({ tenant, place: 'reports' })])
    expect((await other.count({ tenant, places: ['reports'] }, 10)).n).toBe(1)
  })

  it('stays small where an application makes up types as it goes', async () => {
    const tenant = 'inventive'
    const events = Array.from({ length: 2_500 }, (_, n) => sample({ tenant, type: `made-up.${n}` }))
    await store.append(events)
    const rows = await database.db.collection('audit_dictionary').countDocuments({ tenant })
    expect(rows).toBeLessThanOrEqual(2_001)
    for (const n of [0, 2_499]) {
      const filter = { tenant, types: [`made-up.${n}`], places: ['tickets'] }
      expect((await store.count(filter, 10)).n).toBe(1)
    }
  })
})
