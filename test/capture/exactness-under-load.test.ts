import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { CapturedChange } from '@rastro/core'
import { identicalValue, idText } from '@rastro/core'
import type { ChangeStreamDocument } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { captureForTest } from './captured-collection.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

type Records = ReturnType<typeof captureForTest>['records']

const WRITES: readonly ((records: Records, id: number, n: number) => Promise<unknown>)[] = [
  (records, id, n) => records.updateOne({ _id: id }, { $inc: { hits: 1 }, $set: { n } }),
  (records, id, n) => records.updateOne({ slot: id }, { $inc: { hits: 1 }, $set: { n } }),
  (records, id) => records.updateOne({ _id: id }, { $set: { fixed: true } }),
  (records, id, n) => records.findOneAndUpdate({ _id: id }, { $inc: { hits: 1 }, $set: { n } }),
  (records, id) => records.findOneAndUpdate({ _id: id }, { $set: { fixed: true } }),
  (records, id, n) => records.replaceOne({ _id: id }, { slot: id, hits: 0, n }),
  (records, _, n) => records.updateMany({ slot: { $lt: 4 } }, { $set: { wave: n } }),
  (records, id, n) =>
    records.bulkWrite([
      { updateOne: { filter: { _id: id }, update: { $set: { bulk: n } } } },
      { updateOne: { filter: { _id: (id + 1) % 8 }, update: { $inc: { hits: 2 } } } },
    ]),
  (records, id) => records.deleteOne({ _id: id }),
  (records, id, n) =>
    records.updateOne({ _id: id }, { $setOnInsert: { slot: id }, $set: { n } }, { upsert: true }),
]

const REVIVE = (slot: number) => ({ $setOnInsert: { slot, hits: 0 } })

/** Mulberry32: small, seeded, and good enough to mix calls. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed * 0x9e3779b9
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

describe('capture under contention', () => {
  it('never calls an image exact that another writer has crept into', async () => {
    const name = 'contended'
    await database.db.createCollection(name, {
      changeStreamPreAndPostImages: { enabled: true },
    })
    const plain = database.db.collection(name)
    await plain.insertMany(
      Array.from({ length: 8 }, (_, id) => ({ _id: id as never, slot: id, hits: 0 })),
    )
    const stream = database.db.collection(name).watch([], {
      fullDocument: 'required',
      fullDocumentBeforeChange: 'required',
      promoteValues: false,
    })
    const seen: ChangeStreamDocument[] = []
    stream.on('change', (change) => seen.push(change))
    await new Promise((resolve) => stream.once('init', resolve).once('resumeTokenChanged', resolve))

    const { records, sink } = captureForTest(plain)
    const worker = async (seed: number): Promise<void> => {
      const random = randomFrom(seed)
      for (let round = 0; round < 60; round += 1) {
        const id = random(8)
        // Deletions are rare, or soon there would be nothing left to write to.
        const write = WRITES[random(8) > 0 ? random(WRITES.length - 2) : random(WRITES.length)]
        // A conflict is the application's own affair here.
        await write?.(records, id, seed * 1_000 + round).catch(() => undefined)
        if (random(4) === 0)
          await records.updateOne({ _id: id }, REVIVE(id), { upsert: true }).catch(() => undefined)
      }
    }
    await Promise.all(Array.from({ length: 10 }, (_, index) => worker(index + 1)))
    await plain.insertOne({ _id: 'last' as never })
    while (
      !seen.some((change) => 'documentKey' in change && idText(change.documentKey._id) === 'last')
    ) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    await stream.close()

    const byKey = groupByKey(seen)
    const calls = sink.takeCalls()
    const changes = calls.flatMap((call) => call.changes)
    const exact = changes.filter((change) => change.fidelity === 'exact')
    expect(exact.filter((change) => !isConfirmed(change, byKey))).toEqual([])
    // Most of it is exact, or the test above says little.
    expect(exact.length).toBeGreaterThan(changes.length * 0.9)
  })
})

interface StreamImages {
  before: unknown
  after: unknown
}

function keyOf(id: unknown, t: { t: number; i: number }): string {
  return `${idText(id)}@${t.t}.${t.i}`
}

function groupByKey(changes: readonly ChangeStreamDocument[]): Map<string, StreamImages> {
  const images = new Map<string, StreamImages>()
  for (const change of changes) {
    if (!('documentKey' in change) || change.clusterTime === undefined) continue
    const key = keyOf(change.documentKey._id, change.clusterTime)
    const before =
      'fullDocumentBeforeChange' in change ? change.fullDocumentBeforeChange : undefined
    const after = 'fullDocument' in change ? change.fullDocument : undefined
    const known = images.get(key)
    if (known === undefined)
      images.set(key, { before: before ?? undefined, after: after ?? undefined })
    else known.after = after ?? undefined
  }
  return images
}

function isConfirmed(change: CapturedChange, images: ReadonlyMap<string, StreamImages>): boolean {
  if (change.ct === undefined) return false
  const truth = images.get(keyOf(change.id, change.ct.t))
  if (truth === undefined) return false
  return identicalValue(change.before, truth.before) && identicalValue(change.after, truth.after)
}
