import { afterAll, describe, expect, it } from '@jest/globals'
import type {
  AuditedCollection,
  AuditedModel,
  CapturedCall,
  CapturedIntent,
  ClusterTimestamp,
} from '@rastro/core'
import * as bson from 'mongodb'
import {
  comeAfter,
  createSpooledRecorder,
  createSwitchableStore,
  detailsOf,
  newFolder,
  removeFolders,
  until,
} from './spooled-recorder.ts'
import type { SwitchableStore } from './spooled-recorder.ts'

afterAll(removeFolders)

const MODEL: AuditedModel = { type: 'Order', place: 'orders', ignore: [], nameOf: () => undefined }
const COLLECTION: AuditedCollection = {
  root: MODEL,
  places: () => ['orders'],
  modelOf: () => MODEL,
  models: () => [MODEL],
}
const AT: ClusterTimestamp = { _bsontype: 'Timestamp', t: 1_800_000_000, i: 7 }
const CT = { t: AT, n: 0 }
const INTENT = {
  collection: COLLECTION,
  method: 'updateMany',
  namespace: 'app.orders',
  lsid: { id: new bson.Binary(Buffer.alloc(16, 5), 4) },
  txnNumber: 7,
  durability: 'majority',
} as const

function callOn(ids: readonly number[]): Omit<CapturedCall, 'announced'> {
  return {
    collection: COLLECTION,
    method: 'updateMany',
    changes: ids.map((id, n) => ({
      id,
      before: { _id: id, n: 1 },
      after: { _id: id, n: 2 },
      fidelity: 'exact',
      ct: { ...CT, n },
    })),
    durability: 'majority',
    connectedClient: undefined,
  }
}

/** What recovery hands over where the images cannot be had any more. */
function withoutImages(ids?: readonly number[]): Omit<CapturedCall, 'announced'> {
  const known = ids === undefined ? {} : { ids, count: ids.length }
  const intent: CapturedIntent = { operation: 'update', because: 'no-images', ct: CT, ...known }
  return { ...callOn([]), intent }
}

interface Crash {
  /** Records of which the events were made before the crash. */
  readonly told: readonly number[]
  readonly announced?: readonly number[]
  readonly isAway?: boolean
  /** They could be told without images only. */
  readonly isUnseen?: boolean
}

async function crash(folder: string, how: Crash): Promise<SwitchableStore> {
  const { told, announced, isAway = false, isUnseen = false } = how
  const store = createSwitchableStore()
  store.isAway = isAway
  const dead = createSpooledRecorder({ folder, self: 'dead', store })
  const { sink, delivery } = dead.recorder
  const write = await sink.announce({ ...INTENT, ...(announced && { ids: announced }) })
  const call = isUnseen ? withoutImages(told) : callOn(told)
  if (told.length > 0) await sink.accept({ ...call, ...(write && { announced: write }) })
  delivery.stop()
  store.isAway = false
  return store
}

async function recovered(
  folder: string,
  store: SwitchableStore,
  call: Omit<CapturedCall, 'announced'>,
) {
  const next = comeAfter(folder, {
    store,
    recover: async (intents, door) => {
      for (const intent of intents) await door.accept(intent, call)
      return new Map(intents.map(({ id }) => [id, 'recorded']))
    },
  })
  await until('it is looked into', () => detailsOf(store, 'audit.integrity.recovered').length === 1)
  await next.recorder.delivery.flush()
  const events = [...store.events.values()].map(({ e }) => e)
  // The head of a group is about no record.
  const isHead = (group: { index?: number } | undefined): boolean =>
    group !== undefined && group.index === undefined
  return events.filter(({ place, group }) => place === 'orders' && !isHead(group))
}

describe('a write whose events were made before a crash, and that can be told in another way only after it', () => {
  it('is not told again', async () => {
    const folder = newFolder()
    const store = await crash(folder, { told: [1, 2], announced: [1, 2] })
    const events = await recovered(folder, store, withoutImages([1, 2]))
    expect(events.map(({ fidelity }) => fidelity)).toEqual(['exact', 'exact'])
  })

  it('is not told again where nobody knows any more which records it wrote', async () => {
    const folder = newFolder()
    const store = await crash(folder, { told: [1] })
    const events = await recovered(folder, store, withoutImages())
    expect(events.map(({ fidelity }) => fidelity)).toEqual(['exact'])
  })

  it('is not told again where its events were on the disk alone', async () => {
    const folder = newFolder()
    const store = await crash(folder, { told: [1, 2], announced: [1, 2], isAway: true })
    const events = await recovered(folder, store, withoutImages([1, 2]))
    expect(events.map(({ fidelity }) => fidelity)).toEqual(['exact', 'exact'])
  })

  it('is told of the records that had none', async () => {
    const folder = newFolder()
    const store = await crash(folder, { told: [1], announced: [1, 2] })
    const events = await recovered(folder, store, withoutImages([1, 2]))
    expect(events).toMatchObject([
      { fidelity: 'exact', target: { id: 1 } },
      { fidelity: 'intent', target: { id: 2 }, details: { count: 1 } },
    ])
  })

  it('is not told again by its images where it was told without', async () => {
    const folder = newFolder()
    const store = await crash(folder, { told: [1, 2], announced: [1, 2], isUnseen: true })
    const events = await recovered(folder, store, callOn([1, 2]))
    expect(events.map(({ fidelity }) => fidelity)).toEqual(['intent'])
  })

  it('is told where it had none at all', async () => {
    const folder = newFolder()
    const store = await crash(folder, { told: [] })
    const events = await recovered(folder, store, withoutImages())
    expect(events.map(({ fidelity }) => fidelity)).toEqual(['intent'])
  })
})
