import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { AUDIT_INDEXES, createMongoStore, missingIndexes } from '@rastro/mongodb'
import type { Db } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { sample } from './sample.ts'

/** Making collections and indexes again and again takes long on a busy machine. */
const WAIT_MS = 120_000

let database: TestDatabase
let used = 0

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

/** A database that nothing has been stored in. */
function emptyDatabase(): Db {
  used += 1
  return database.client.db(`${database.dbName}_${used}`)
}

function collectionsOf(db: Db): Promise<string[]> {
  return db
    .listCollections({}, { nameOnly: true })
    .toArray()
    .then((found) => found.map(({ name }) => name).toSorted())
}

function createLog(): {
  lines: string[]
  logger: { info: (line: string) => void; warn: (line: string) => void }
} {
  const lines: string[] = []
  const add = (line: string): void => void lines.push(line)
  return { lines, logger: { info: add, warn: add } }
}

describe('the first event', () => {
  it('finds its collections with all indexes', async () => {
    const db = emptyDatabase()
    await createMongoStore({ database: () => db, waitMs: WAIT_MS }).append([sample()])
    expect(await collectionsOf(db)).toEqual([
      'audit_batches',
      'audit_dictionary',
      'audit_events',
      'audit_last',
      'audit_leases',
      'audit_personal',
      'audit_policies',
      'audit_requests',
    ])
    expect(await missingIndexes(db)).toEqual([])
  })

  it('is compressed by zstd', async () => {
    const db = emptyDatabase()
    await createMongoStore({ database: () => db, waitMs: WAIT_MS }).append([sample()])
    const [events] = await db.listCollections({ name: 'audit_events' }).toArray()
    expect(JSON.stringify(events)).toContain('block_compressor=zstd')
  })

  it('of 12 processes at once is stored by each, and says nothing to the operator', async () => {
    const db = emptyDatabase()
    const { lines, logger } = createLog()
    const stores = Array.from({ length: 12 }, () =>
      createMongoStore({ database: () => db, waitMs: WAIT_MS, logger }),
    )
    await Promise.all(stores.map((store) => store.append([sample()])))
    await Promise.all(stores.map((store) => store.prepare()))
    expect(await missingIndexes(db)).toEqual([])
    expect(await stores[0]?.count({ tenant: 'default' }, 100)).toEqual({ n: 12, exact: true })
    expect(lines.filter((line) => !line.startsWith('Building'))).toEqual([])
  })

  it('is stored in collections of another prefix, where one is given', async () => {
    const db = emptyDatabase()
    await createMongoStore({ database: () => db, waitMs: WAIT_MS, prefix: 'trail_' }).append([
      sample(),
    ])
    expect(await collectionsOf(db)).toEqual([
      'trail_batches',
      'trail_dictionary',
      'trail_events',
      'trail_last',
      'trail_leases',
      'trail_personal',
      'trail_policies',
      'trail_requests',
    ])
    expect(await missingIndexes(db, 'trail_')).toEqual([])
  })

  it('is stored although an index cannot be built, and the operator hears of it once', async () => {
    const db = emptyDatabase()
    // An index of the same name on something else is in the way.
    await db.collection('audit_events').createIndex({ other: 1 }, { name: 'by_time' })
    const { lines, logger } = createLog()
    const store = createMongoStore({ database: () => db, waitMs: WAIT_MS, logger })
    await store.append([sample()])
    await store.append([sample()])
    expect(await store.count({ tenant: 'default' }, 10)).toEqual({ n: 2, exact: true })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/indexes \(code \d+\)/)
  })

  it('passes by a validator that an operator put on the collection', async () => {
    const db = emptyDatabase()
    const validator = { never: { $exists: true } }
    await db.createCollection('audit_events', { validator })
    const store = createMongoStore({ database: () => db, waitMs: WAIT_MS })
    await store.append([sample()])
    expect(await store.count({ tenant: 'default' }, 10)).toEqual({ n: 1, exact: true })
  })
})

describe('missingIndexes', () => {
  it('names all of them where there is no store', async () => {
    expect(await missingIndexes(emptyDatabase())).toEqual(AUDIT_INDEXES)
  })

  it('names the one that was dropped, which prepare() builds again', async () => {
    const db = emptyDatabase()
    const store = createMongoStore({ database: () => db, waitMs: WAIT_MS })
    await store.append([sample()])
    await db.collection('audit_events').dropIndex('by_ip')
    expect((await missingIndexes(db)).map(({ name }) => name)).toEqual(['by_ip'])
    await store.prepare()
    expect(await missingIndexes(db)).toEqual([])
  })

  it('is content with an index of another name', async () => {
    const db = emptyDatabase()
    await createMongoStore({ database: () => db, waitMs: WAIT_MS }).append([sample()])
    const events = db.collection('audit_events')
    await events.dropIndex('by_type')
    await events.createIndex({ 'e.tenant': 1, 'e.type': 1, 'e.at': -1, _id: -1 }, { name: 'mine' })
    expect(await missingIndexes(db)).toEqual([])
  })
})

describe('a store that nobody uses', () => {
  it('creates nothing', async () => {
    const db = emptyDatabase()
    const store = createMongoStore({ database: () => db, waitMs: WAIT_MS })
    expect(await store.count({ tenant: 'default' }, 10)).toEqual({ n: 0, exact: true })
    expect(await collectionsOf(db)).toEqual([])
  })
})

describe('the options', () => {
  it('refuse one that does not exist, and say which was meant', () => {
    const options = { database: () => undefined, perfix: 'x_' }
    expect(() => createMongoStore(options)).toThrow(
      expect.objectContaining({ code: 'AUDIT_OPTION_UNKNOWN', field: 'perfix' }),
    )
  })

  for (const waitMs of [0, -1, 1.5, NaN, Infinity]) {
    it(`refuse to wait ${waitMs} ms`, () => {
      expect(() => createMongoStore({ database: () => undefined, waitMs })).toThrow(
        expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'waitMs' }),
      )
    })
  }
})
