/** Keys of persons: made once, kept briefly, wrapped anew, refused where they are unsafe. */
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createDataKeys, KEY_CACHE_MS } from '@rastro/core'
import { createMongoKeyStore } from '@rastro/mongodb'
import { createAudit, localKeyFile } from 'rastro'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { bound, memoryKeys, newKeyBytes, newKeyPath, testSource } from './key-desk.ts'
import type { TestSource } from './key-desk.ts'

const clock = { now: () => new Date() }
const OWNER = '["default","record","Client","c-1"]'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
afterEach(async () => {
  await Promise.all([database.db, keysDb()].map((db) => db.dropDatabase()))
})
const keysDb = () => database.client.db(`${database.dbName}_keys`)
const mongoKeys = () => createMongoKeyStore({ keys: keysDb, database: () => database.db })

describe("a person's key", () => {
  it('is one, however many processes make it at the same time', async () => {
    const source = testSource()
    const processes = Array.from({ length: 8 }, () =>
      createDataKeys({ source, store: mongoKeys(), clock }),
    )
    const found = await Promise.all(
      processes.flatMap((one) => [
        one.ofOwners('default', [OWNER]),
        one.ofOwners('default', [OWNER]),
      ]),
    )
    expect(new Set(found.map((keys) => keys.get(OWNER)?.id)).size).toBe(1)
    expect(await keysDb().collection('audit_keys').countDocuments()).toBe(1)
  })

  it('is asked for in one reading with those of everybody else', async () => {
    const source = testSource()
    const store = memoryKeys()
    const first = createDataKeys({ source, store, clock })
    const owners = Array.from({ length: 50 }, (_, n) => `owner ${n}`)
    const made = await first.ofOwners('default', owners)
    let readings = 0
    const counting = {
      ...store,
      byId: (ids: readonly string[]) => {
        readings += 1
        return store.byId(ids)
      },
    }
    const other = createDataKeys({ source, store: counting, clock })
    const ids = [...made.values()].map(({ id }) => id)
    expect((await other.byId(ids)).size).toBe(50)
    await other.byId(ids)
    expect(readings).toBe(1)
  })

  it('is forgotten after a minute, and gone then if it was destroyed elsewhere', async () => {
    let now = 0
    const store = memoryKeys()
    const keys = createDataKeys({ source: testSource(), store, clock, elapsedMs: () => now })
    const id = (await keys.ofOwners('default', [OWNER])).get(OWNER)?.id ?? ''
    store.kept.clear()
    now = KEY_CACHE_MS - 1
    expect((await keys.byId([id])).size).toBe(1)
    now = KEY_CACHE_MS
    expect((await keys.byId([id])).size).toBe(0)
    expect((await keys.ofOwners('default', [OWNER])).get(OWNER)?.id).not.toBe(id)
  })

  it('is not the one of the document if somebody exchanged what is wrapped', async () => {
    const source = testSource()
    const store = memoryKeys()
    const id = (await createDataKeys({ source, store, clock }).ofOwners('default', [OWNER])).get(
      OWNER,
    )?.id
    const kept = store.kept.get(OWNER)
    if (kept === undefined || id === undefined) throw new Error('no key')
    store.kept.set(OWNER, { ...kept, wrapped: await source.wrap(newKeyBytes(), bound(OWNER)) })
    await expect(createDataKeys({ source, store, clock }).byId([id])).rejects.toMatchObject({
      code: 'AUDIT_KEYS_EXCHANGED',
      retryable: false,
    })
  })

  /** What whoever can write the keys' database can do: two persons' keys in each other's place. */
  async function exchanged(source: TestSource, how: 'names' | 'keys') {
    const [one, other] = ['c-1', 'c-2'].map((id) => `["default","record","Client","${id}"]`)
    if (one === undefined || other === undefined) throw new Error('no owner')
    await createDataKeys({ source, store: mongoKeys(), clock }).ofOwners('default', [one, other])
    const keys = keysDb().collection<{ _id: string }>('audit_keys')
    const all = await keys.find().toArray()
    const [a, b] = [one, other].map((id) => all.find(({ _id }) => _id === id))
    if (a === undefined || b === undefined) throw new Error('no key')
    await keys.deleteMany({})
    const swapped =
      how === 'names'
        ? [
            { ...a, _id: other },
            { ...b, _id: one },
          ]
        : [
            { ...a, wrapped: (b as typeof b & { wrapped: unknown }).wrapped },
            { ...b, wrapped: (a as typeof a & { wrapped: unknown }).wrapped },
          ]
    await keys.insertMany(swapped)
    return { owners: [one, other], ids: all.map((key) => String(Reflect.get(key, 'key'))) }
  }

  for (const binds of [true, false]) {
    for (const how of ['names', 'keys'] as const) {
      it(`is refused in another's place: ${how} exchanged, a source that ${binds ? 'binds' : 'does not bind'} them`, async () => {
        const inner = testSource()
        const careless = { ...inner, id: inner.id }
        careless.wrap = (dataKey) => inner.wrap(dataKey, new Uint8Array(0))
        careless.unwrap = (wrapped) => inner.unwrap(wrapped, new Uint8Array(0))
        const source = binds ? inner : careless
        const { owners, ids } = await exchanged(source, how)
        const keys = createDataKeys({ source, store: mongoKeys(), clock })
        const refusal = { code: 'AUDIT_KEYS_EXCHANGED', retryable: false }
        await expect(keys.byId(ids)).rejects.toMatchObject(refusal)
        await expect(keys.ofOwners('default', owners)).rejects.toMatchObject(refusal)
        const next = createDataKeys({
          source: testSource(),
          previous: [source],
          store: mongoKeys(),
          clock,
        })
        await expect(next.rewrap()).rejects.toMatchObject(refusal)
      })
    }
  }

  it('is refused in the name of another tenant', async () => {
    const source = testSource()
    await createDataKeys({ source, store: mongoKeys(), clock }).ofOwners('default', [OWNER])
    await keysDb()
      .collection('audit_keys')
      .updateMany({}, { $set: { tenant: 'other' } })
    await expect(
      createDataKeys({ source, store: mongoKeys(), clock }).ofOwners('default', [OWNER]),
    ).rejects.toMatchObject({ code: 'AUDIT_KEYS_EXCHANGED' })
  })
})

describe('another master key', () => {
  it('wraps every key anew, and the keys stay the same', async () => {
    const [old, next] = [testSource(), testSource()]
    const before = createDataKeys({ source: old, store: mongoKeys(), clock })
    const owners = Array.from({ length: 3 }, (_, n) => `["default","record","Client","c-${n}"]`)
    const made = await before.ofOwners('default', owners)
    const after = createDataKeys({ source: next, previous: [old], store: mongoKeys(), clock })
    expect(await after.rewrap()).toBe(3)
    expect(await after.rewrap()).toBe(0)
    const without = createDataKeys({ source: next, store: mongoKeys(), clock })
    const ids = [...made.values()].map(({ id }) => id)
    expect([...(await without.byId(ids)).keys()].toSorted()).toEqual(ids.toSorted())
    await expect(
      createDataKeys({ source: old, store: mongoKeys(), clock }).byId(ids),
    ).rejects.toMatchObject({ code: 'AUDIT_KEYS_UNAVAILABLE' })
  })
})

describe('a key file', () => {
  it('is made for its owner alone when it is needed, and not before', async () => {
    const path = newKeyPath()
    const source = localKeyFile(path)
    expect(existsSync(path)).toBe(false)
    const dataKey = newKeyBytes()
    const wrapped = await source.wrap(dataKey, bound())
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(Buffer.from(await localKeyFile(path).unwrap(wrapped, bound()))).toEqual(
      Buffer.from(dataKey),
    )
    expect(source.id).toBe(localKeyFile(path).id)
    expect(readFileSync(path, 'utf8')).not.toContain(source.id.slice(5))
    expect(Buffer.from(wrapped).includes(Buffer.from(dataKey))).toBe(false)
  })

  it('is refused where others can read it, and where it holds something else', async () => {
    const path = newKeyPath()
    await localKeyFile(path).wrap(newKeyBytes(), bound())
    chmodSync(path, 0o640)
    expect(() => localKeyFile(path).id).toThrow(
      expect.objectContaining({ code: 'AUDIT_KEYS_UNSAFE' }),
    )
    const other = newKeyPath()
    writeFileSync(other, 'secret', { mode: 0o600 })
    expect(() => localKeyFile(other).id).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    )
  })

  it('unwraps nothing that was changed', async () => {
    const source = localKeyFile(newKeyPath())
    const wrapped = Buffer.from(await source.wrap(newKeyBytes(), bound()))
    wrapped[14] = (wrapped[14] ?? 0) ^ 1
    await expect(source.unwrap(wrapped, bound())).rejects.toThrow()
  })
})

describe("the option 'keys'", () => {
  const options = () => ({ client: database.client, db: database.dbName, spool: false as const })
  const silent = { info: () => undefined, warn: () => undefined }

  it('is required in production as soon as anything is personal', () => {
    const { NODE_ENV } = process.env
    process.env['NODE_ENV'] = 'production'
    try {
      const audit = createAudit({ ...options(), log: silent })
      const collection = database.db.collection('leads')
      expect(() => audit.collection(database.db.collection('tickets'))).not.toThrow()
      expect(() => audit.collection(collection, { personal: ['email'] })).toThrow(
        expect.objectContaining({ code: 'AUDIT_KEYS_REQUIRED', field: 'keys' }),
      )
      const source = testSource()
      const other = createAudit({ ...options(), log: silent, keys: { source } })
      expect(() => other.collection(collection, { personal: ['email'] })).not.toThrow()
    } finally {
      process.env['NODE_ENV'] = NODE_ENV
    }
  })

  for (const [keys, field] of [
    [{}, 'keys.source'],
    [{ source: { wrap: 1 } }, 'keys.source'],
    [{ source: testSource(), previous: [{}] }, 'keys.previous'],
    [{ source: testSource(), store: { db: 1 } }, 'keys.store'],
    [{ source: testSource(), backupDays: -1 }, 'keys.backupDays'],
    [{ source: testSource(), spoolKeyFile: '' }, 'keys.spoolKeyFile'],
  ] as const) {
    it(`is refused where ${field} is wrong`, () => {
      const given = { ...options(), keys: keys as never }
      expect(() => createAudit(given)).toThrow(
        expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field }),
      )
    })
  }
})
