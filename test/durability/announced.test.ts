import { afterAll, describe, expect, it } from '@jest/globals'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createContextKeeper } from '@rastro/core'
import type { AuditedCollection, AuditedModel, CapturedCall, OpenIntent } from '@rastro/core'
import * as bson from 'mongodb'
import {
  comeAfter,
  createSpooledRecorder,
  detailsOf,
  newFolder,
  removeFolders,
  until,
} from './spooled-recorder.ts'
import type { SpooledRecorder } from './spooled-recorder.ts'

afterAll(removeFolders)

const MODEL: AuditedModel = {
  type: 'Order',
  place: 'orders',
  ignore: [],
  nameOf: (record) => String(record['note']),
}

function collectionOf(model: AuditedModel, ...others: readonly AuditedModel[]): AuditedCollection {
  return {
    root: model,
    places: () => [model.place],
    modelOf: () => model,
    models: () => [model, ...others],
  }
}

const COLLECTION = collectionOf(MODEL)

const INTENT = {
  collection: COLLECTION,
  method: 'updateMany',
  namespace: 'app.orders',
  lsid: { id: new bson.Binary(Buffer.alloc(16, 5), 4) },
  txnNumber: 7,
  durability: 'majority',
} as const

function callOn(...ids: readonly unknown[]): Omit<CapturedCall, 'announced'> {
  return {
    collection: COLLECTION,
    method: 'updateMany',
    changes: ids.map((id) => ({
      id,
      before: { _id: id, note: 'planted before' },
      after: { _id: id, note: 'planted after' },
      fidelity: 'exact',
    })),
    durability: 'majority',
    connectedClient: undefined,
  }
}

function spoolText(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.spool'))
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n')
}

const ACTOR = {
  type: 'agent',
  id: 'u1',
  name: 'Ana Example',
  email: 'ana@example.com',
  via: 'session',
} as const

/** A process that announces, and dies at once. */
async function dieAfterAnnouncing(folder: string): Promise<SpooledRecorder> {
  const keeper = createContextKeeper()
  const dead = createSpooledRecorder({ folder, self: 'dead', keeper })
  await keeper.run(
    {
      actor: () => ACTOR,
      origin: () => ({ ip: '192.0.2.7', userAgent: 'planted agent' }),
      request: () => ({ id: 'r1', traceId: 't1', route: '/planted/:id' }),
    },
    () => dead.recorder.sink.announce({ ...INTENT, ids: [1, 2] }),
  )
  return dead
}

describe('the line of an announced write', () => {
  it('says who, which session and which records by ids, and nothing that is anybody’s business', async () => {
    const folder = newFolder()
    await dieAfterAnnouncing(folder)
    const text = spoolText(folder)
    for (const wanted of ['app.orders', 'updateMany', '"u1"', '"session"', '"r1"', '"t1"']) {
      expect(text).toContain(wanted)
    }
    for (const secret of ['Ana', 'example.com', '192.0.2.7', 'planted']) {
      expect(text).not.toContain(secret)
    }
  })

  it('is not written for what may be lost, nor for what shares a transaction with its event', async () => {
    const { recorder, folder } = createSpooledRecorder()
    for (const name of ['critical', 'telemetry'] as const) {
      const collection = collectionOf({ ...MODEL, safety: { class: name } })
      expect(await recorder.sink.announce({ ...INTENT, collection })).toBeUndefined()
    }
    expect(spoolText(folder)).toBe('')
  })

  it('is written once, and never where there is no spool', async () => {
    const { recorder } = createSpooledRecorder({ spool: undefined as never })
    expect(await recorder.sink.announce(INTENT)).toBeUndefined()
  })
})

describe('a write whose process died', () => {
  it('is asked after with all that was known of it', async () => {
    const folder = newFolder()
    await dieAfterAnnouncing(folder)
    const asked: OpenIntent[] = []
    const next = comeAfter(folder, {
      recover: async (intents) => {
        asked.push(...intents)
        return new Map(intents.map(({ id }) => [id, 'never-happened']))
      },
    })
    await until(
      'it is looked into',
      () => detailsOf(next.store, 'audit.integrity.recovered').length === 1,
    )
    expect(asked).toEqual([
      expect.objectContaining({
        tenant: 'default',
        type: 'Order',
        place: 'orders',
        namespace: 'app.orders',
        method: 'updateMany',
        txnNumber: 7n,
        ids: [1, 2],
        durability: 'majority',
        actor: { type: 'agent', id: 'u1', via: 'session' },
        request: { id: 'r1', traceId: 't1' },
      }),
    ])
    expect(asked[0]?.lsid).toEqual(INTENT.lsid)
    expect(detailsOf(next.store, 'audit.integrity.recovered')).toEqual([
      { recorded: 0, neverHappened: 1, unknown: 0 },
    ])
  })

  it('gets events in the name and at the time of the announcement', async () => {
    const folder = newFolder()
    await dieAfterAnnouncing(folder)
    let announcedAt: Date | undefined
    const next = comeAfter(folder, {
      recover: async (intents, door) => {
        for (const intent of intents) {
          announcedAt = intent.at
          await door.accept(intent, callOn(1, 2))
        }
        return new Map(intents.map(({ id }) => [id, 'recorded']))
      },
    })
    await until(
      'it is looked into',
      () => detailsOf(next.store, 'audit.integrity.recovered').length === 1,
    )
    const events = [...next.store.events.values()].filter(({ e }) => e.type === 'orders.updated')
    expect(events).toHaveLength(3)
    for (const { e } of events) {
      expect(e.actor).toEqual({ type: 'agent', id: 'u1', via: 'session' })
      expect(e.at).toEqual(announcedAt)
      expect(e.group?.id).toBe(events[0]?.e.group?.id)
    }
  })

  it('has one event where its events were stored before the crash and are made again after it', async () => {
    const folder = newFolder()
    const dead = createSpooledRecorder({ folder, self: 'dead' })
    const announced = await dead.recorder.sink.announce({ ...INTENT, ids: [1, 2] })
    await dead.recorder.sink.accept({ ...callOn(1, 2), ...(announced && { announced }) })
    const before = [...dead.store.events.keys()]
    expect(before).toHaveLength(3)
    const next = comeAfter(folder, {
      recover: async (intents, door) => {
        // In another order: recovery need not find records as the call did.
        for (const intent of intents) await door.accept(intent, callOn(2, 1))
        return new Map(intents.map(({ id }) => [id, 'recorded']))
      },
    })
    await until(
      'it is looked into',
      () => detailsOf(next.store, 'audit.integrity.recovered').length === 1,
    )
    const after = [...next.store.events.values()].filter(({ e }) => e.type === 'orders.updated')
    expect(after.map(({ _id }) => _id).toSorted()).toEqual(before.toSorted())
  })

  it('is asked after again as long as nobody can say', async () => {
    const folder = newFolder()
    await dieAfterAnnouncing(folder)
    let times = 0
    const next = comeAfter(folder, {
      recover: async (intents) => {
        times += 1
        return new Map(intents.map(({ id }) => [id, times < 2 ? 'later' : 'never-happened']))
      },
    })
    await until('it was asked once', () => times === 1)
    expect(next.recorder.safekeeping.openIntents()).toBe(1)
    await until(
      'it is looked into',
      () => detailsOf(next.store, 'audit.integrity.recovered').length === 1,
    )
    expect(next.recorder.safekeeping.openIntents()).toBe(0)
  })

  it('leaves a gap that is an event where nobody can say any more', async () => {
    const folder = newFolder()
    await dieAfterAnnouncing(folder)
    const next = comeAfter(folder, {
      recover: async (intents) => new Map(intents.map(({ id }) => [id, 'unknown'])),
    })
    await until('the gap is told', () => detailsOf(next.store, 'audit.integrity.gap').length === 1)
    expect(detailsOf(next.store, 'audit.integrity.gap')).toEqual([
      expect.objectContaining({
        because: 'fate-unknown',
        namespace: 'app.orders',
        call: 'updateMany',
      }),
    ])
  })

  it('that was closed is asked after by nobody', async () => {
    const folder = newFolder()
    const dead = createSpooledRecorder({ folder, self: 'dead' })
    const announced = await dead.recorder.sink.announce(INTENT)
    announced?.close()
    await until('its end is written', () => spoolText(folder).includes('C["'))
    let asked = 0
    const next = comeAfter(folder, {
      recover: async () => {
        asked += 1
        return new Map()
      },
    })
    await until(
      'the folder is gone',
      () => readdirSync(folder).filter((name) => name.startsWith('spool-')).length === 1,
    )
    expect(asked).toBe(0)
    expect([...next.store.events.values()]).toEqual([])
  })

  it('whose events were lost stays open, so that they are made again', async () => {
    const folder = newFolder()
    const dead = createSpooledRecorder({ folder, self: 'dead' })
    const announced = await dead.recorder.sink.announce(INTENT)
    dead.store.isAway = true
    dead.files.freeBytes = 0
    await dead.recorder.sink.accept({ ...callOn(1), ...(announced && { announced }) })
    announced?.close()
    expect(dead.recorder.delivery.counts().lost).toBe(1)
    const next = comeAfter(folder, {
      recover: async (intents, door) => {
        for (const intent of intents) await door.accept(intent, callOn(1))
        return new Map(intents.map(({ id }) => [id, 'recorded']))
      },
    })
    await until(
      'it is looked into',
      () => detailsOf(next.store, 'audit.integrity.recovered').length === 1,
    )
    expect(detailsOf(next.store, 'audit.integrity.recovered')).toEqual([
      { recorded: 1, neverHappened: 0, unknown: 0 },
    ])
  })
})

describe('ids of the events of announced writes', () => {
  it('sort as they were announced, and those of one call as the call names its records', async () => {
    const { recorder, store } = createSpooledRecorder()
    const wanted: unknown[] = []
    for (let n = 0; n < 40; n += 1) {
      const announced = await recorder.sink.announce({ ...INTENT, ids: [`${n}b`, `${n}a`] })
      await recorder.sink.accept({
        ...callOn(`${n}a`, `${n}b`),
        ...(announced && { announced }),
      })
      wanted.push(`${n}b`, `${n}a`)
    }
    const members = [...store.events.values()].filter(({ e }) => e.target !== undefined)
    const sorted = members.toSorted((a, b) => (a._id < b._id ? -1 : 1))
    expect(sorted.map(({ e }) => e.target?.id)).toEqual(wanted)
    expect(members.every(({ _id }) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(_id))).toBe(true)
  })

  it('sort as the records were made, where the call does not name them', async () => {
    const { recorder, store } = createSpooledRecorder()
    const announced = await recorder.sink.announce(INTENT)
    const ids = Array.from({ length: 200 }, () => new bson.ObjectId())
    await recorder.sink.accept({ ...callOn(...ids.toReversed()), ...(announced && { announced }) })
    const members = [...store.events.values()].filter(({ e }) => e.target !== undefined)
    const sorted = members.toSorted((a, b) => (a._id < b._id ? -1 : 1))
    expect(sorted.map(({ e }) => String(e.target?.id))).toEqual(ids.map(String))
  })

  it('are different also for records whose ids tell nothing of their order', async () => {
    const { recorder, store } = createSpooledRecorder()
    const announced = await recorder.sink.announce(INTENT)
    // Same second, same counter: made on three thousand machines.
    const alike = Array.from(
      { length: 3_000 },
      (_, n) => new bson.ObjectId(`64b64c1f${n.toString(16).padStart(10, '0')}000001`),
    )
    const texts = alike.map(String)
    await recorder.sink.accept({ ...callOn(...alike, ...texts), ...(announced && { announced }) })
    expect(store.events.size).toBe(6_001)
  })

  it('are different for different steps of one call on one record', async () => {
    const { recorder, store } = createSpooledRecorder()
    const announced = await recorder.sink.announce(INTENT)
    await recorder.sink.accept({ ...callOn(1, 1), ...(announced && { announced }) })
    expect(store.events.size).toBe(3)
  })
})

describe('the safety of a collection', () => {
  it('is the strictest of what its models ask', () => {
    const { recorder } = createSpooledRecorder({ safety: { ack: 'spool' } })
    const loose = { ...MODEL, safety: { class: 'telemetry' as const } }
    const strict = { ...MODEL, type: 'Special', safety: { ack: 'fsync' as const } }
    expect(recorder.sink.safetyOf(collectionOf(loose))).toEqual({
      class: 'telemetry',
      ack: 'spool',
    })
    expect(recorder.sink.safetyOf(collectionOf(loose, strict))).toEqual({
      class: 'standard',
      ack: 'fsync',
    })
  })

  it('is what the code says of the place, before what the model says', () => {
    const { recorder } = createSpooledRecorder({
      placeSafety: new Map([['orders', { class: 'critical' }]]),
    })
    expect(recorder.sink.safetyOf(COLLECTION)).toEqual({ class: 'critical', ack: 'store' })
  })
})
