/**
 * The command behind `MongoClient.bulkWrite` came with MongoDB 8.0. Before, the driver refuses the
 * call, and that is all that can be tested of it. What capture does around it is tested with a
 * client whose method does the same by bulk calls on the collections, in the session it is given;
 * the database, the records and their images are real.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { MongoClient } from 'mongodb'
import type { ClientBulkWriteOptions, Document } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'
import type { Captured } from './captured-collection.ts'

/** The driver's own type allows ids of one kind only. */
interface Model extends Document {
  readonly namespace: string
  readonly name: string
}

let database: TestDatabase
let client: MongoClient
let first: Captured
let second: Captured
let number = 0

beforeAll(async () => {
  database = await openTestDatabase()
  client = await new MongoClient(database.uri).connect()
  client.bulkWrite = bulkWriteByCollections.bind(client) as never
})
afterAll(async () => {
  await client.close()
  await database.close()
})
beforeEach(async () => {
  number += 1
  const db = client.db(database.dbName)
  first = captureForTest(await db.createCollection(`first${number}`))
  second = captureForTest(await db.createCollection(`second${number}`))
  await db.createCollection(`other${number}`)
  for (const { records } of [first, second]) {
    await records.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
      { _id: 3, a: 'text' },
    ])
  }
  takeAll()
})

/** What `MongoClient.bulkWrite` does, by other means: one operation after the other. */
async function bulkWriteByCollections(
  this: MongoClient,
  models: Model[],
  { session, ordered = true }: ClientBulkWriteOptions,
): Promise<Document> {
  const counts: Record<string, number> = {}
  const errors = new Map<number, unknown>()
  for (const [index, { namespace, name, ...rest }] of models.entries()) {
    const [dbName = '', ...path] = namespace.split('.')
    // The client's own collection objects: what is captured stands in front of them.
    const collection = this.db(dbName).collection(path.join('.'))
    try {
      const done = await collection.bulkWrite([{ [name]: rest } as never], session && { session })
      for (const key of [
        'insertedCount',
        'matchedCount',
        'modifiedCount',
        'deletedCount',
        'upsertedCount',
      ] as const)
        counts[key] = (counts[key] ?? 0) + done[key]
    } catch (error) {
      if (session?.inTransaction() === true) throw error
      errors.set(index, error)
      if (ordered) break
    }
  }
  if (errors.size === 0) return counts
  const named = { name: 'MongoClientBulkWriteError', writeErrors: errors, partialResult: counts }
  throw Object.assign(new Error('some operations failed'), named)
}

function bulkWrite(
  on: MongoClient,
  operations: Model[],
  options: ClientBulkWriteOptions = {},
): Promise<Document> {
  return on.bulkWrite(operations as never, options)
}

function ownMethod(of: MongoClient): unknown {
  return Object.getOwnPropertyDescriptor(of, 'bulkWrite')?.value
}

/** What was told of each collection: id, fidelity, and one field before and after. */
function takeAll(): unknown[][] {
  return [first, second].map(({ sink }) =>
    sink
      .takeCalls()
      .flatMap(({ changes, intent }) => [
        ...changes.map(({ id, fidelity, before, after }) =>
          JSON.parse(JSON.stringify([id, fidelity, before?.['a'] ?? null, after?.['a'] ?? null])),
        ),
        ...(intent === undefined ? [] : [intent.because]),
      ]),
  )
}

function named(collection: string): string {
  return `${database.dbName}.${collection}${number}`
}

function models(): Model[] {
  return [
    {
      namespace: named('first'),
      name: 'updateOne',
      filter: { _id: 1 },
      update: { $inc: { a: 1 } },
    },
    { namespace: named('other'), name: 'insertOne', document: { a: 1 } },
    {
      namespace: named('second'),
      name: 'updateMany',
      filter: { a: { $type: 'number' } },
      update: { $inc: { a: 10 } },
    },
    { namespace: named('first'), name: 'insertOne', document: { _id: 9, a: 9 } },
    { namespace: named('second'), name: 'deleteOne', filter: { _id: 2 } },
    {
      namespace: named('first'),
      name: 'replaceOne',
      filter: { _id: 8 },
      replacement: { a: 8 },
      upsert: true,
    },
  ]
}

const TOLD = [
  [
    [1, 'exact', 1, 2],
    [9, 'exact', null, 9],
    [8, 'exact', null, 8],
  ],
  [
    [1, 'exact', 1, 11],
    [2, 'exact', 2, 12],
    [2, 'exact', 12, null],
  ],
]

describe('a bulk call on the client', () => {
  it('is told for every audited collection, with exact images', async () => {
    const result = await bulkWrite(client, models())
    expect(result).toMatchObject({
      insertedCount: 2,
      modifiedCount: 3,
      deletedCount: 1,
      upsertedCount: 1,
    })
    const [one, two] = takeAll()
    expect(one).toEqual(expect.arrayContaining(TOLD[0] ?? []))
    expect(two).toEqual(expect.arrayContaining(TOLD[1] ?? []))
    expect([one?.length, two?.length]).toEqual([3, 3])
  })

  it('is told where it failed in the middle', async () => {
    const failing = bulkWrite(client, [
      ...models().slice(0, 2),
      {
        namespace: named('second'),
        name: 'updateOne',
        filter: { _id: 3 },
        update: { $inc: { a: 1 } },
      },
      { namespace: named('second'), name: 'deleteOne', filter: { _id: 1 } },
    ])
    await expect(failing).rejects.toMatchObject({ name: 'MongoClientBulkWriteError' })
    expect(takeAll()).toEqual([[[1, 'derived', 1, 2]], []])
  })

  it("is told in the caller's transaction, of which the events are part", async () => {
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await bulkWrite(client, models(), { session })
        expect(first.sink.calls[0]?.transaction?.session).toBe(session)
      }),
    )
    const [one, two] = takeAll()
    expect(one).toEqual(expect.arrayContaining(TOLD[0] ?? []))
    expect(two).toEqual([
      [1, 'derived', 1, 11],
      [2, 'derived', 2, null],
    ])
  })

  it('is left alone where it writes to no audited collection', async () => {
    await bulkWrite(client, [{ namespace: named('other'), name: 'insertOne', document: { a: 1 } }])
    expect(takeAll()).toEqual([[], []])
  })

  it('is shadowed once, out of sight, on the one client', () => {
    const shadowed = ownMethod(client)
    expect(shadowed).toBeDefined()
    captureForTest(client.db(database.dbName).collection(`first${number}`))
    expect(ownMethod(client)).toBe(shadowed)
    expect(Object.keys(client)).not.toContain('bulkWrite')
    expect(Object.hasOwn(new MongoClient(database.uri), 'bulkWrite')).toBe(false)
  })
})

describe('a bulk call on the client of a server before 8.0', () => {
  it('is refused as without the suite, and nothing is told', async () => {
    const bare = await new MongoClient(database.uri).connect()
    const captured = captureForTest(database.db.collection(`first${number}`))
    const failures = []
    for (const one of [bare, database.client]) {
      const failure = await bulkWrite(one, models()).catch((error: Error) => error)
      failures.push([failure.constructor.name, (failure as Error).message, Object.keys(failure)])
    }
    await bare.close()
    expect(failures[1]).toEqual(failures[0])
    expect(captured.sink.takeCalls()).toEqual([])
  })
})
