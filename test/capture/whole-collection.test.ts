import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'
import type { Captured } from './captured-collection.ts'

let database: TestDatabase
let source: Captured
let target: Captured
let number = 0

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  number += 1
  source = captureForTest(await database.db.createCollection(`source${number}`))
  target = captureForTest(await database.db.createCollection(`target${number}`))
  await source.records.insertMany([{ _id: 1 }, { _id: 2 }])
  await target.records.insertOne({ _id: 1, a: 1 })
  takeAll()
})

/** Method and reason of every event so far, with the collection it is about. */
function takeAll(): unknown[] {
  return [source, target].flatMap(({ sink }, index) =>
    sink
      .takeCalls()
      .map(({ method, intent }) => [index === 0 ? 'source' : 'target', method, intent?.because]),
  )
}

const WROTE = [['target', 'aggregate', 'aggregation']]

describe('a pipeline that writes', () => {
  const into = (): string => `target${number}`

  for (const [what, run] of [
    ['$out', (records) => records.aggregate([{ $out: into() }]).toArray()],
    [
      '$out into a named database',
      (records) => records.aggregate([{ $out: { db: database.dbName, coll: into() } }]).toArray(),
    ],
    ['$merge', (records) => records.aggregate([{ $merge: into() }]).toArray()],
    [
      '$merge with words',
      (records) =>
        records.aggregate([{ $merge: { into: into(), whenMatched: 'keepExisting' } }]).toArray(),
    ],
    ['a stage that was added to its cursor', (records) => records.aggregate().out(into()).next()],
    [
      'a clone of its cursor',
      (records) =>
        records
          .aggregate([{ $merge: into() }])
          .clone()
          .hasNext(),
    ],
  ] as [string, (records: Captured['records']) => Promise<unknown>][]) {
    it(`makes one event of the collection it writes to (${what})`, async () => {
      await run(source.records)
      expect(takeAll()).toEqual(WROTE)
    })
  }

  it('makes one event where it writes to its own collection', async () => {
    await target.records.aggregate([{ $set: { b: 1 } }, { $merge: into() }]).toArray()
    expect(takeAll()).toEqual(WROTE)
  })

  it('makes one event where it failed after it had written', async () => {
    await target.records.insertOne({ _id: 2 })
    takeAll()
    const stages = [
      { $sort: { _id: -1 as const } },
      { $merge: { into: into(), whenMatched: FAIL } },
    ]
    await target.records.deleteOne({ _id: 2 })
    takeAll()
    await expect(source.records.aggregate(stages).toArray()).rejects.toMatchObject({ code: 11000 })
    expect(await target.records.countDocuments()).toBe(2)
    expect(takeAll()).toEqual(WROTE)
  })

  it('makes none where nothing was written, where it is explained, failed or never run', async () => {
    await source.records.aggregate([{ $match: { _id: 9 } }, { $merge: into() }]).toArray()
    await source.records.aggregate([{ $merge: into() }]).explain()
    await source.records.aggregate([{ $merge: into() }], { explain: true }).toArray()
    await source.records
      .aggregate([{ $nonsense: 1 }, { $out: into() }])
      .toArray()
      .catch(() => [])
    await source.records
      .aggregate([{ $nonsense: 1 }, { $merge: into() }])
      .toArray()
      .catch(() => [])
    source.records.aggregate([{ $merge: into() }])
    await source.records.aggregate([{ $match: {} }]).toArray()
    expect(takeAll()).toEqual([])
  })

  it('makes none where it writes to a collection that is not audited', async () => {
    await source.records.aggregate([{ $out: `other${number}` }]).toArray()
    expect(takeAll()).toEqual([])
  })
})

const FAIL = 'fail'

describe('a change of a whole collection', () => {
  it('is told once when it is dropped, whichever method drops it', async () => {
    await target.records.drop()
    await source.records.db.dropCollection(`source${number}`)
    expect(takeAll()).toEqual([
      ['source', 'drop', 'whole-collection'],
      ['target', 'drop', 'whole-collection'],
    ])
  })

  it('is not told where there was nothing to drop', async () => {
    await target.records.drop()
    takeAll()
    await target.records.drop().catch(() => false)
    expect(takeAll()).toEqual([])
  })

  it('is told once when it is renamed, whichever method renames it', async () => {
    await source.records.rename(`moved${number}`)
    await database.db.renameCollection(`target${number}`, `away${number}`)
    const told = takeAll()
    expect(told).toEqual([
      ['source', 'rename', 'whole-collection'],
      ['target', 'rename', 'whole-collection'],
    ])
  })

  it('is told for each audited collection when their database is dropped', async () => {
    const db = database.client.db(`${database.dbName}_whole`)
    const one = captureForTest(await db.createCollection('one'))
    const none = captureForTest(db.collection('none'))
    await db.createCollection('other')
    await db.dropDatabase()
    expect(one.sink.takeCalls()).toMatchObject([
      { method: 'dropDatabase', intent: { operation: 'delete', because: 'whole-collection' } },
    ])
    expect(none.sink.takeCalls()).toEqual([])
  })
})
