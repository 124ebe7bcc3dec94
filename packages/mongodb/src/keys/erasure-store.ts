/**
 * How are keys destroyed, so that they stay destroyed?
 *
 * First they are put on a list beside the events, then their documents are deleted, both on a
 * majority's disks: whoever dies in between has left a list that is carried out at the next start,
 * and a copy of the keys that comes back is of no use.
 */
import type { ErasureStore, LegalHold, WrappedKey } from '@rastro/core'
import { idText } from '@rastro/core'
import type { Document } from 'mongodb'
import { collectionNames, DEFAULT_PREFIX } from '../store/collection-names.ts'
import { DURABLE, runCommand } from '../store/commands.ts'
import { idCandidates } from '../store/id-candidates.ts'
import { countDocuments, findDocuments } from '../store/reads.ts'
import { storeUnavailable } from '../store/store-errors.ts'
import { createKeyLinks } from './key-links.ts'
import type { KeyStoreOptions } from './key-links.ts'
import { assertConfirmed } from './key-store.ts'

const DELETED_AT_ONCE = 500
const MAX_HOLDS = 10_000
const MAX_COUNT = 1_000_000
const MAX_TIME_MS = 60_000

/** Makes it; the options are those of the store of keys. */
export function createMongoErasures(options: KeyStoreOptions): ErasureStore {
  // Events of one person may be many, and nobody waits at a page for this.
  const links = createKeyLinks({ ...options, waitMs: MAX_TIME_MS })
  const { names } = links
  const store = collectionNames(options.prefix ?? DEFAULT_PREFIX)

  async function deleteKeys(ids: readonly string[]): Promise<number> {
    return links.ofKeys(async ({ db }) => {
      const reply = await runCommand(db, {
        delete: names.keys,
        deletes: [{ q: { key: { $in: [...ids] } }, limit: 0 }],
        writeConcern: DURABLE,
      })
      assertDone(reply)
      return Number(reply['n'])
    })
  }

  async function update(collection: string, query: Document, change: Document): Promise<number> {
    return links.ofEvents(async ({ db }) => {
      const reply = await runCommand(db, {
        update: collection,
        updates: [{ q: query, u: change, multi: true }],
        writeConcern: DURABLE,
      })
      assertDone(reply)
      return Number(reply['nModified'])
    })
  }

  async function removeTokens(tenant: string, ids: readonly string[]): Promise<number> {
    const keys = { $in: [...ids] }
    const known = { 'e.tenant': tenant, 'e.sealed': keys }
    const events = await update(
      store.events,
      { ...known, 'tk.k': keys },
      { $pull: { tk: { k: keys } } },
    )
    const named = { tenant, 'name.t': { $exists: true }, 'name.k': keys }
    await update(store.last, named, { $unset: { 'name.t': '' } })
    return events
  }

  return {
    async hold(owner, { tenant, subject, reason, since }) {
      return links.ofEvents(async ({ db }) => {
        const { type, id } = subject
        const reply = await runCommand(db, {
          update: names.holds,
          updates: [
            {
              q: { _id: owner },
              u: { $set: { tenant, type, id, reason }, $setOnInsert: { since } },
              upsert: true,
            },
          ],
          writeConcern: DURABLE,
        })
        assertDone(reply)
        return ((reply['upserted'] ?? []) as unknown[]).length > 0
      })
    },
    async release(owner) {
      return links.ofEvents(async ({ db }) => {
        const reply = await runCommand(db, {
          findAndModify: names.holds,
          query: { _id: owner },
          remove: true,
          writeConcern: DURABLE,
        })
        assertConfirmed(reply)
        const found = reply['value'] as Document | null
        return found === null ? undefined : holdOf(found)
      })
    },
    holdOf: (owner) =>
      links.ofEvents(async (link) => {
        const query = { _id: owner as never }
        const asked = { collection: names.holds, query, limit: 1, maxTimeMs: MAX_TIME_MS }
        const [found] = await findDocuments(link, asked)
        return found && holdOf(found)
      }),
    holds: (tenant) =>
      links.ofEvents(async (link) => {
        const asked = { collection: names.holds, query: { tenant }, limit: MAX_HOLDS }
        return (await findDocuments(link, { ...asked, maxTimeMs: MAX_TIME_MS })).map(holdOf)
      }),
    async destroy(keys, at) {
      if (keys.length === 0) return
      await links.ofEvents(async ({ db }) => {
        const reply = await runCommand(db, {
          update: names.erased,
          updates: keys.map(({ id, tenant, owner }) => ({
            q: { _id: id },
            u: { $setOnInsert: { tenant, owner, at } },
            upsert: true,
          })),
          writeConcern: DURABLE,
        })
        assertDone(reply)
      })
      await deleteKeys(keys.map(({ id }: WrappedKey) => id))
    },
    async removeTokens(tenant, keys) {
      if (keys.length === 0) return { events: 0, tokens: 0 }
      const query = { 'e.tenant': tenant, 'e.sealed': { $in: [...keys] } }
      const events = await links.ofEvents((link) =>
        countDocuments(link, {
          collection: store.events,
          query,
          limit: MAX_COUNT,
          maxTimeMs: MAX_TIME_MS,
        }),
      )
      return { events, tokens: await removeTokens(tenant, keys) }
    },
    unsealed: (tenant, { type, id }) =>
      links.ofEvents((link) => {
        const ids = { $in: idCandidates(idText(id), link.classes) }
        const common = {
          'e.tenant': tenant,
          'e.personal.0': { $exists: true },
          'e.sealed': { $exists: false },
          'e.changes.omitted': { $exists: false },
        }
        const query = {
          $or: [
            { ...common, 'e.subject.id': ids, 'e.subject.type': type },
            { ...common, 'e.target.id': ids, 'e.target.type': type },
          ],
        }
        const collection = store.events
        return countDocuments(link, { collection, query, limit: MAX_COUNT, maxTimeMs: MAX_TIME_MS })
      }),
    async apply() {
      const found = await links.ofEvents((link) =>
        findDocuments(link, { collection: names.erased, query: {}, maxTimeMs: MAX_TIME_MS }),
      )
      let destroyed = 0
      const byTenant = new Map<string, string[]>()
      for (const { _id, tenant } of found) {
        const ids = byTenant.get(String(tenant)) ?? []
        ids.push(String(_id))
        byTenant.set(String(tenant), ids)
      }
      for (const [tenant, ids] of byTenant) {
        for (let from = 0; from < ids.length; from += DELETED_AT_ONCE) {
          const some = ids.slice(from, from + DELETED_AT_ONCE)
          destroyed += await deleteKeys(some)
          await removeTokens(tenant, some)
        }
      }
      return destroyed
    },
  }
}

function assertDone(reply: Document): void {
  const [error] = (reply['writeErrors'] ?? []) as readonly { readonly code: number }[]
  if (error !== undefined) throw storeUnavailable(error)
  assertConfirmed(reply)
}

function holdOf({ tenant, type, id, reason, since }: Document): LegalHold {
  return {
    tenant: String(tenant),
    subject: { type: String(type), id: id as unknown },
    reason: String(reason),
    since: since as Date,
  }
}
