/**
 * How does a MongoDB database keep wrapped keys?
 *
 * One document per owner, named by the owner, so that of two processes that make the same key one
 * is later. Keys that stand on the list of erased ones are never given, wherever they came from.
 */
import type { KeyStore, WrappedKey } from '@rastro/core'
import { binaryParts } from '@rastro/core'
import type { Document } from 'mongodb'
import { DURABLE, runCommand } from '../store/commands.ts'
import { findDocuments } from '../store/reads.ts'
import { isDuplicateKey, notConfirmed, storeUnavailable } from '../store/store-errors.ts'
import type { StoreLink } from '../store/store-link.ts'
import { createKeyLinks } from './key-links.ts'
import type { KeyStoreOptions } from './key-links.ts'

const MAX_TRIES = 5

/** Makes the store of keys; nothing is asked before the first use. */
export function createMongoKeyStore(options: KeyStoreOptions): KeyStore {
  const links = createKeyLinks(options)
  const { names, waitMs } = links
  let indexed: Promise<void> | undefined

  async function read(link: StoreLink, query: Document, limit?: number): Promise<WrappedKey[]> {
    const found = await findDocuments(link, {
      collection: names.keys,
      query,
      maxTimeMs: waitMs,
      ...(limit === undefined ? {} : { limit }),
    })
    return found.map(wrappedOf)
  }

  /** Those of the keys that were destroyed, and came back from somewhere. */
  async function erasedOf(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set()
    const found = await links.ofEvents((link) =>
      findDocuments(link, {
        collection: names.erased,
        query: { _id: { $in: [...ids] as never[] } },
        projection: { _id: 1 },
        maxTimeMs: waitMs,
      }),
    )
    return new Set(found.map((one) => String(one['_id'])))
  }

  async function living(keys: readonly WrappedKey[]): Promise<readonly WrappedKey[]> {
    const erased = await erasedOf(keys.map(({ id }) => id))
    return erased.size === 0 ? keys : keys.filter(({ id }) => !erased.has(id))
  }

  async function remove({ owner, id }: WrappedKey): Promise<void> {
    await links.ofKeys(({ db }) =>
      runCommand(db, {
        delete: names.keys,
        deletes: [{ q: { _id: owner, key: id }, limit: 1 }],
        writeConcern: DURABLE,
      }),
    )
  }

  /** By their commitments is how events name keys. Slower without, and never wrong. */
  function index({ db }: StoreLink): Promise<void> {
    indexed ??= runCommand(db, {
      createIndexes: names.keys,
      indexes: [
        { name: 'by_key', key: { key: 1 }, collation: { locale: 'simple' } },
        { name: 'by_source', key: { source: 1 }, collation: { locale: 'simple' } },
      ],
      writeConcern: { w: 'majority' },
    }).then(
      () => undefined,
      () => {
        indexed = undefined
      },
    )
    return indexed
  }

  async function tryInsert(key: WrappedKey): Promise<boolean> {
    return links.ofKeys(async (link) => {
      await index(link)
      const { owner, tenant, id, wrapped, source, madeAt } = key
      const document = {
        _id: owner,
        tenant,
        key: id,
        wrapped: Buffer.from(wrapped),
        source,
        madeAt,
      }
      const reply = await runCommand(link.db, {
        insert: names.keys,
        documents: [document],
        writeConcern: { ...DURABLE, wtimeout: waitMs },
      })
      const [error] = (reply['writeErrors'] ?? []) as readonly { readonly code: number }[]
      if (error !== undefined && !isDuplicateKey(error)) throw storeUnavailable(error)
      assertConfirmed(reply)
      return error === undefined
    })
  }

  return {
    async byOwner(owners) {
      if (owners.length === 0) return []
      const query = { _id: { $in: [...owners] as never[] } }
      return living(await links.ofKeys((link) => read(link, query)))
    },
    async byId(ids) {
      if (ids.length === 0) return []
      const query = { key: { $in: [...ids] } }
      const [found, erased] = await Promise.all([
        links.ofKeys((link) => read(link, query)),
        erasedOf(ids),
      ])
      return found.filter(({ id }) => !erased.has(id))
    },
    async recordsWithId(tenant, id) {
      // Names as core writes them: a list with the model's name in its third place.
      const before = JSON.stringify([tenant, 'record']).slice(0, -1)
      const pattern = `^${escaped(`${before},`)}.*${escaped(`,${JSON.stringify(id)}]`)}$`
      const query = { _id: { $regex: pattern } }
      return (await links.ofKeys((link) => read(link, query))).map(({ owner }) => owner)
    },
    async add(key) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        if (await tryInsert(key)) return key
        const query = { _id: key.owner as never }
        const [other] = await links.ofKeys((link) => read(link, query))
        if (other === undefined) continue
        const [alive] = await living([other])
        if (alive !== undefined) return alive
        await remove(other)
      }
      throw storeUnavailable({ name: 'a key that others keep changing' })
    },
    async erasedAt(owners) {
      if (owners.length === 0) return new Map()
      const found = await links.ofEvents((link) =>
        findDocuments(link, {
          collection: names.erased,
          query: { owner: { $in: [...owners] } },
          sort: { at: 1 },
          maxTimeMs: waitMs,
        }),
      )
      return new Map(found.map(({ owner, at }) => [String(owner), at as Date]))
    },
    wrappedByOthers: (source, limit) =>
      links.ofKeys((link) => read(link, { source: { $ne: source } }, limit)),
    async rewrap({ owner, id, source: old }, { wrapped, source }) {
      await links.ofKeys(async ({ db }) => {
        const reply = await runCommand(db, {
          update: names.keys,
          updates: [
            {
              q: { _id: owner, key: id, source: old },
              u: { $set: { wrapped: Buffer.from(wrapped), source } },
            },
          ],
          writeConcern: { ...DURABLE, wtimeout: waitMs },
        })
        const [error] = (reply['writeErrors'] ?? []) as readonly { readonly code: number }[]
        if (error !== undefined) throw storeUnavailable(error)
        assertConfirmed(reply)
      })
    },
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

export function assertConfirmed(reply: Document): void {
  const unconfirmed = reply['writeConcernError'] as { readonly code: number } | undefined
  if (unconfirmed !== undefined) throw notConfirmed(unconfirmed.code)
}

function wrappedOf(document: Document): WrappedKey {
  const { _id, tenant, key, wrapped, source, madeAt } = document
  return {
    owner: String(_id),
    tenant: String(tenant),
    id: String(key),
    wrapped: Uint8Array.from(binaryParts(wrapped).bytes),
    source: String(source),
    madeAt: madeAt as Date,
  }
}
