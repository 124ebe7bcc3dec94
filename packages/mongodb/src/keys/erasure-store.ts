/**
 * How are keys destroyed, so that they stay destroyed?
 *
 * First they are put on a list beside the events and on the same beside the keys, then their
 * documents are deleted, all on a majority's disks: whoever dies in between has left a list that is
 * carried out at the next start, and an old copy of either database is of no use.
 */
import type { ErasureStore, LegalHold } from '@rastro/core'
import { idText } from '@rastro/core'
import type { Document } from 'mongodb'
import { collectionNames, DEFAULT_PREFIX } from '../store/collection-names.ts'
import { DURABLE, runCommand, TYPED } from '../store/commands.ts'
import { eventOf } from '../store/event-document.ts'
import { idCandidates } from '../store/id-candidates.ts'
import { countDocuments, findDocuments } from '../store/reads.ts'
import { storeUnavailable } from '../store/store-errors.ts'
import { createKeyLinks } from './key-links.ts'
import type { KeyLinks, KeyStoreOptions } from './key-links.ts'
import { assertConfirmed } from './key-store.ts'

const DELETED_AT_ONCE = 500
const LISTED_AT_ONCE = 500
const READ_AT_ONCE = 500
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

  async function enlist(of: KeyLinks['ofKeys'], listed: readonly Document[]): Promise<void> {
    for (let from = 0; from < listed.length; from += LISTED_AT_ONCE) {
      const some = listed.slice(from, from + LISTED_AT_ONCE)
      await of(async ({ db }) => {
        const updates = some.map(({ _id, ...said }) => ({
          q: { _id },
          u: { $setOnInsert: said },
          upsert: true,
        }))
        const command = { update: names.erased, updates, writeConcern: DURABLE }
        assertDone(await runCommand(db, command))
      })
    }
  }

  async function list(of: KeyLinks['ofKeys']): Promise<ReadonlyMap<string, Document>> {
    const asked = { collection: names.erased, query: {}, maxTimeMs: MAX_TIME_MS }
    const found = await of((link) => findDocuments(link, asked))
    return new Map(found.map((one) => [String(one['_id']), one]))
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
      const listed = keys.map(({ id, tenant, owner }) => ({ _id: id, tenant, owner, at }))
      // Beside the keys as well: where an old copy of the log comes back, its own list is old too.
      await enlist(links.ofEvents, listed)
      await enlist(links.ofKeys, listed)
      await deleteKeys(keys.map(({ id }) => id))
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
    async *sealedUnder(tenant, keys) {
      if (keys.length === 0) return
      let after: string | undefined
      for (;;) {
        const position = after === undefined ? {} : { _id: { $gt: after } }
        const query = { 'e.tenant': tenant, 'e.sealed': { $in: [...keys] }, ...position }
        const found = await links.ofEvents((link) =>
          findDocuments(link, {
            collection: store.events,
            query,
            sort: { _id: 1 },
            limit: READ_AT_ONCE,
            maxTimeMs: MAX_TIME_MS,
            bson: TYPED,
          }),
        )
        if (found.length === 0) return
        const events = found.map(eventOf)
        yield events
        after = events.at(-1)?._id
      }
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
      const [beside, withKeys] = await Promise.all([list(links.ofEvents), list(links.ofKeys)])
      const found = [...new Map([...beside, ...withKeys]).values()]
      await enlist(links.ofEvents, missing(withKeys, beside))
      await enlist(links.ofKeys, missing(beside, withKeys))
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

function missing(
  all: ReadonlyMap<string, Document>,
  known: ReadonlyMap<string, Document>,
): readonly Document[] {
  return [...all].flatMap(([id, one]) => (known.has(id) ? [] : one))
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
