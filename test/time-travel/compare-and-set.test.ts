/** A revert writes only what is still as it was decided on: whoever came in between has won. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  captureCollection,
  createAuditedModel,
  createCollectionRegistry,
  createLiveRecords,
} from '@rastro/mongodb'
import type { LiveCollection, StoredRecord } from '@rastro/core'
import { Double } from 'mongodb'
import type { Collection } from 'mongodb'
import { createCollectingSink } from '../support/collecting-sink.ts'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { freshId } from './desk.ts'

let database: TestDatabase
let bare: Collection<{ _id: string; [key: string]: unknown }>
beforeAll(async () => {
  database = await openTestDatabase()
  bare = database.db.collection('things')
})
afterAll(() => database.close())

/** @param before - Runs between what the revert reads and what it writes. */
async function live(before: () => Promise<void> = async () => undefined): Promise<LiveCollection> {
  const facts = { type: 'Thing', collectionName: 'things' }
  const audited = createCollectionRegistry({ model: createAuditedModel('a test', {}, facts) })
  const log = { info: () => undefined, warn: () => undefined }
  const environment = { sink: createCollectingSink(), log, sharesStore: () => true }
  const captured = captureCollection(bare, audited, environment)
  for (const method of ['updateOne', 'insertOne', 'deleteOne'] as const) {
    const write = captured[method].bind(captured) as (...args: unknown[]) => Promise<unknown>
    const late = async (...args: unknown[]): Promise<unknown> => {
      await before()
      return write(...args)
    }
    Object.defineProperty(captured, method, { value: late, configurable: true })
  }
  const records = createLiveRecords()
  records.add({ type: 'Thing', collection: () => captured, audited, environment, bookkeeping: [] })
  const found = await records.find('Thing', 'any')
  if (found === undefined) throw new Error('the collection was told of')
  return found
}

async function made(fields: StoredRecord): Promise<{ id: string; image: StoredRecord }> {
  const id = freshId()
  await bare.insertOne({ _id: id, ...fields })
  const { record } = await (await live()).read(id)
  return { id, image: record ?? {} }
}

describe('the write of a revert', () => {
  it('is done where the paths are as they were, whatever else is not', async () => {
    const { id, image } = await made({ a: 'two', n: 1 })
    await bare.updateOne({ _id: id }, { $set: { n: 2 } })
    const write = { id, before: image, after: { ...image, a: 'one' }, paths: [['a']] }
    expect(await (await live()).write(write)).toEqual({ done: true })
    expect(await bare.findOne({ _id: id })).toEqual({ _id: id, a: 'one', n: 2 })
  })

  for (const [what, value] of [
    ['another value', 'three'],
    ['the same number of another type', new Double(2)],
    ['nothing', undefined],
  ] as const) {
    it(`is not done where there is ${what} now`, async () => {
      const { id, image } = await made({ a: 2, b: 1 })
      const change = value === undefined ? { $unset: { a: '' as const } } : { $set: { a: value } }
      await bare.updateOne({ _id: id }, change)
      const after = { ...image, a: 1, b: 2 }
      const write = { id, before: image, after, paths: [['a'], ['b']] }
      expect(await (await live()).write(write)).toEqual({ done: false, changed: [['a']] })
      expect(await bare.findOne({ _id: id })).toMatchObject({ b: 1 })
    })
  }

  it('is not done where an object on the way became a list', async () => {
    const { id, image } = await made({ box: { kept: 1 } })
    await bare.updateOne({ _id: id }, { $set: { box: ['list'] } })
    const after = { ...image, box: { kept: 1, 0: 'x' } }
    const write = { id, before: image, after, paths: [['box', '0']] }
    expect((await (await live()).write(write)).done).toBe(false)
    expect(await bare.findOne({ _id: id })).toEqual({ _id: id, box: ['list'] })
  })

  it('does not put back a record whose id is taken, nor take away one that has changed', async () => {
    const { id, image } = await made({ a: 1 })
    await bare.updateOne({ _id: id }, { $set: { b: 1 } })
    const collection = await live()
    const insert = { id, before: undefined, after: image, paths: [] }
    const removal = { id, before: image, after: undefined, paths: [] }
    expect(await collection.write(insert)).toEqual({ done: false, changed: [[]] })
    expect(await collection.write(removal)).toEqual({ done: false, changed: [[]] })
    expect(await bare.findOne({ _id: id })).toEqual({ _id: id, a: 1, b: 1 })
  })

  for (const [what, update, expected] of [
    ['the same path', { $set: { a: 'theirs' } }, { done: false, changed: [['a']] }],
    ['another path', { $set: { n: 9 } }, { done: true }],
  ] as const) {
    it(`sees who writes ${what} between its own reading and writing`, async () => {
      const { id, image } = await made({ a: 'two', n: 1 })
      let isFirst = true
      const collection = await live(async () => {
        if (isFirst) await bare.updateOne({ _id: id }, update)
        isFirst = false
      })
      const write = { id, before: image, after: { ...image, a: 'one' }, paths: [['a']] }
      expect(await collection.write(write)).toEqual(expected)
      const record = await bare.findOne({ _id: id })
      expect(record).toMatchObject(update.$set)
      expect(record?.['a']).toBe(expected.done ? 'one' : 'theirs')
    })
  }

  it('sees who takes the id between its own reading and writing', async () => {
    const id = freshId()
    const collection = await live(async () => {
      await bare.updateOne({ _id: id }, { $set: { a: 'theirs' } }, { upsert: true })
    })
    const write = { id, before: undefined, after: { _id: id, a: 'ours' }, paths: [] }
    expect(await collection.write(write)).toEqual({ done: false, changed: [[]] })
    expect(await bare.findOne({ _id: id })).toEqual({ _id: id, a: 'theirs' })
  })
})
