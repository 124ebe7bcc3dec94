/** Which announced writes does a process know of, about which nobody has told? */
import { afterAll, expect, it } from '@jest/globals'
import type { AuditedCollection, AuditedModel, IntentFate, Recorder } from '@rastro/core'
import { Binary } from 'mongodb'
import {
  comeAfter,
  createSpooledRecorder,
  newFolder,
  removeFolders,
  until,
} from '../durability/spooled-recorder.ts'

afterAll(removeFolders)

const MODEL: AuditedModel = { type: 'Order', place: 'orders', ignore: [], nameOf: () => undefined }
const COLLECTION: AuditedCollection = {
  root: MODEL,
  places: () => ['orders'],
  modelOf: () => MODEL,
}

function announce({ sink }: Recorder, id: number) {
  return sink.announce({
    collection: COLLECTION,
    namespace: 'app.orders',
    method: 'updateOne',
    lsid: new Binary(Buffer.alloc(16, id), 4),
    txnNumber: id,
    ids: [id],
    durability: 'majority',
  })
}

function known({ safekeeping }: Recorder): unknown[] {
  return safekeeping
    .intents()
    .flatMap(({ ids = [] }) => ids.map(Number))
    .toSorted((a, b) => a - b)
}

it('knows its own until they are over, with what stands on the disk', async () => {
  const { recorder } = createSpooledRecorder()
  const first = await announce(recorder, 1)
  await announce(recorder, 2)
  expect(known(recorder)).toEqual([1, 2])
  first?.close()
  expect(known(recorder)).toEqual([2])
  expect(recorder.safekeeping.intents()[0]).toMatchObject({
    namespace: 'app.orders',
    txnNumber: 2n,
    actor: { type: 'system' },
  })
})

it('knows those of a process that is gone, also when its folder is', async () => {
  const folder = newFolder()
  const dead = createSpooledRecorder({ folder, self: 'dead' })
  for (const id of [1, 2, 3]) await announce(dead.recorder, id)
  let fates: readonly IntentFate[] = ['later', 'later', 'later']
  const { recorder, store } = comeAfter(folder, {
    recover: async (intents) =>
      new Map(intents.map(({ id, ids }) => [id, fates[Number(ids?.[0]) - 1] ?? 'later'])),
  })
  await until('it is taken over', () => recorder.safekeeping.openIntents() === 3)
  expect(known(recorder)).toEqual([1, 2, 3])
  fates = ['recorded', 'unknown', 'never-happened']
  await until('the folder is gone', () =>
    [...store.events.values()].some(({ e }) => e.type === 'audit.integrity.recovered'),
  )
  expect(recorder.safekeeping.openIntents()).toBe(0)
  expect(known(recorder)).toEqual([2])
}, 30_000)
