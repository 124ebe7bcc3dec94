/** A legal hold that is granted while an erasure is at work: it is in time until a key is destroyed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createDataKeys, createErasure, ownersOfPerson } from '@rastro/core'
import type { PersonalStore } from '@rastro/core'
import { createMongoErasures, createMongoKeyStore } from '@rastro/mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { testSource } from './key-desk.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const clock = { now: () => new Date() }
const HOW = { reason: 'asked', method: 'deleted' } as const

/** An erasure of somebody with one key, and what happens while it reads what people keep. */
async function openErasure(id: string) {
  const where = {
    keys: () => database.client.db(`${database.dbName}_keys`),
    database: () => database.db,
  }
  const keyStore = createMongoKeyStore(where)
  const keys = createDataKeys({ source: testSource(), store: keyStore, clock })
  const subject = { type: 'Client', id }
  const owners = ownersOfPerson('default', subject)
  await keys.ofOwners('default', owners.slice(0, 1))
  const meanwhile: { happens: () => Promise<unknown> } = { happens: async () => undefined }
  const kept: PersonalStore = {
    read: async () => undefined,
    save: async () => true,
    async every() {
      await meanwhile.happens()
      return []
    },
  }
  const recorded: string[] = []
  const erasure = createErasure({
    tenant: 'default',
    store: createMongoErasures(where),
    keyStore,
    isPerson: () => true,
    keys,
    make() {
      throw new Error('nobody keeps anything')
    },
    arranged: { store: kept, part: 'views', without: () => undefined },
    clock,
    settle: async () => undefined,
    async record(type) {
      recorded.push(type)
      return type
    },
  })
  const left = async () => (await keyStore.byOwner(owners)).length
  return { erasure, subject, meanwhile, recorded, left }
}

describe('a legal hold that is granted while an erasure is at work', () => {
  it('keeps every key, as none was destroyed yet', async () => {
    const { erasure, subject, meanwhile, recorded, left } = await openErasure('c-1')
    meanwhile.happens = () => erasure.hold(subject, { reason: 'a court order' })
    await expect(erasure.erase({ subject, ...HOW })).rejects.toMatchObject({
      code: 'AUDIT_ERASURE_HELD',
    })
    expect(await left()).toBe(1)
    expect(recorded).toEqual(['audit.privacy.held'])
  })

  it('lets the erasure be carried out once it has ended', async () => {
    const { erasure, subject, meanwhile, left } = await openErasure('c-2')
    meanwhile.happens = () => erasure.hold(subject, { reason: 'a court order' })
    await erasure.erase({ subject, ...HOW }).catch(() => undefined)
    await erasure.release(subject, { reason: 'settled' })
    meanwhile.happens = async () => undefined
    expect(await erasure.erase({ subject, ...HOW })).toMatchObject({ keysDestroyed: 1 })
    expect(await left()).toBe(0)
  })
})
