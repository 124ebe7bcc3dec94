/**
 * Where are requests of persons about their data kept?
 *
 * One small document each, in a collection of their own; every change is made over the version that
 * was read. They are no events and no evidence: what happened to them is in the log too.
 */
import { AuditError, OPEN_STATES } from '@rastro/core'
import type { RequestPageAsk, RequestStore, SubjectKey, SubjectRequest } from '@rastro/core'
import type { ClientSession, Db, Document } from 'mongodb'
import { collectionNames, DEFAULT_PREFIX } from '../store/collection-names.ts'
import { DURABLE, runCommand } from '../store/commands.ts'
import { withinTime } from '../store/deadline.ts'
import { findDocuments } from '../store/reads.ts'
import {
  isDuplicateKey,
  readFailed,
  storeTooSlow,
  storeUnavailable,
} from '../store/store-errors.ts'
import { createStoreLinks } from '../store/store-link.ts'
import type { StoreLink } from '../store/store-link.ts'
import { writeTogether } from './write-together.ts'
import type { TogetherParts } from './write-together.ts'

/** Where the requests' database is. */
export interface MongoRequestOptions {
  readonly database: (connectedClient?: unknown) => Db | undefined
  /** Stores the events of a step: in the transaction of the step, or by themselves. */
  readonly append: TogetherParts['append']
  /** What the collections' names begin with. Default `audit_`. */
  readonly prefix?: string
  /** Longest wait for the database in one call, in milliseconds. Default 10,000. */
  readonly waitMs?: number
}

const DEFAULT_WAIT_MS = 10_000
const REPLY_GRACE_MS = 2_000

/** Makes the store of requests. */
export function createMongoRequests(options: MongoRequestOptions): RequestStore {
  const { database, append, prefix = DEFAULT_PREFIX, waitMs = DEFAULT_WAIT_MS } = options
  const collection = collectionNames(prefix).requests
  const links = createStoreLinks({ database, bson: undefined, waitMs })
  const writeConcern = { ...DURABLE, wtimeout: waitMs }
  let indexed: { readonly db: Db; readonly done: Promise<void> } | undefined

  function ask<T>(
    question: (link: StoreLink) => Promise<T>,
    failed: (error: unknown) => AuditError,
  ): Promise<T> {
    const deadline = { waitMs: waitMs + REPLY_GRACE_MS, late: storeTooSlow }
    return withinTime(links.open().then(question), deadline).catch((error: unknown) => {
      throw failed(error)
    })
  }

  /** Of two that are opened at once one counts. Without it, the reading before has to do. */
  function index({ db }: StoreLink): Promise<void> {
    if (indexed === undefined || indexed.db !== db) {
      const open = { open: { $exists: true } }
      const done = runCommand(db, {
        createIndexes: collection,
        indexes: [
          { name: 'one_open', key: { open: 1 }, unique: true, partialFilterExpression: open },
        ],
        writeConcern: { w: 'majority' },
      }).then(
        () => undefined,
        () => {
          indexed = undefined
        },
      )
      indexed = { db, done }
    }
    return indexed.done
  }

  /** Of a transaction it is the transaction's own. */
  function withConcern(command: Document, session: ClientSession | undefined): Document {
    return session === undefined ? { ...command, writeConcern } : command
  }

  async function tryInsert(
    { db }: StoreLink,
    document: Document,
    session: ClientSession | undefined,
  ): Promise<boolean> {
    const command = withConcern({ insert: collection, documents: [document] }, session)
    try {
      const reply = await runCommand(db, command, { session })
      const [error] = (reply['writeErrors'] ?? []) as readonly { readonly code: number }[]
      if (error !== undefined && isDuplicateKey(error)) return false
      assertDone(reply)
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }

  async function find(query: Document, more: { sort?: [string, 1 | -1][]; limit: number }) {
    const found = await ask(
      (link) => findDocuments(link, { collection, query, maxTimeMs: waitMs, ...more }),
      readFailed,
    )
    return found.map(asRequest)
  }

  return {
    async insert(request, events = []) {
      return ask(async (link) => {
        await index(link)
        const document = asDocument(request)
        return writeTogether(link, {
          events,
          append,
          isPossible: async () => {
            const { open } = document
            return open === undefined || (await find({ open }, { limit: 1 })).length === 0
          },
          write: (session) => tryInsert(link, document, session),
        })
      }, storeUnavailable)
    },
    async get(tenant, id) {
      return (await find({ _id: id, tenant }, { limit: 1 }))[0]
    },
    async replace(next, events = []) {
      const { _id, ...fields } = asDocument(next)
      const q = { _id, tenant: next.tenant, version: next.version - 1 }
      return ask(
        (link) =>
          writeTogether(link, {
            events,
            append,
            isPossible: async () => (await find(q, { limit: 1 })).length === 1,
            async write(session) {
              const command = { update: collection, updates: [{ q, u: fields }] }
              const reply = await runCommand(link.db, withConcern(command, session), { session })
              assertDone(reply)
              return reply['n'] === 1
            },
          }),
        storeUnavailable,
      )
    },
    async list(tenant, page) {
      const field = page.order === 'due' ? 'dueAt' : 'openedAt'
      const way = page.order === 'due' ? 1 : -1
      return find(
        { tenant, ...filterOf(page), ...positionOf(page, field) },
        {
          sort: [
            [field, way],
            ['_id', way],
          ],
          limit: page.limit,
        },
      )
    },
  }
}

function filterOf({ states, kinds, subjects, naming, from, before }: RequestPageAsk): Document {
  // A position has an `$or` of its own.
  const all: Document[] = []
  if (from !== undefined || before !== undefined) {
    all.push({ openedAt: { ...(from && { $gte: from }), ...(before && { $lt: before }) } })
  }
  if (naming !== undefined) {
    const ids = naming.map(({ type, id }) => ({ ids: { $elemMatch: { type, id } } }))
    all.push({ $or: [{ person: { $in: naming.map(personOf) } }, ...ids] })
  }
  return {
    ...(states === undefined ? {} : { state: { $in: [...states] } }),
    ...(kinds === undefined ? {} : { kind: { $in: [...kinds] } }),
    ...(subjects === undefined ? {} : { person: { $in: subjects.map(personOf) } }),
    ...(all.length === 0 ? {} : { $and: all }),
  }
}

function positionOf({ after, order }: RequestPageAsk, field: string): Document {
  if (after === undefined) return {}
  const beyond = order === 'due' ? '$gt' : '$lt'
  return {
    $or: [{ [field]: { [beyond]: after.at } }, { [field]: after.at, _id: { [beyond]: after.id } }],
  }
}

/** A model's name may hold any character: as a list, no two keys read the same. */
function personOf({ type, id }: SubjectKey): string {
  return JSON.stringify([type, id])
}

function asDocument(
  request: SubjectRequest,
): Document & { readonly _id: string; readonly open?: string } {
  const { id, ...fields } = request
  const { tenant, kind, state } = request
  const person = personOf(request.subject)
  const isOpen = OPEN_STATES.includes(state)
  const open = isOpen ? { open: JSON.stringify([tenant, kind, person]) } : {}
  return { _id: id, ...fields, person, ...open }
}

function asRequest(document: Document): SubjectRequest {
  const { _id, person: _, open: __, ...fields } = document
  return { id: _id as unknown as string, ...fields } as unknown as SubjectRequest
}

function assertDone(reply: Document): void {
  const [error] = (reply['writeErrors'] ?? []) as readonly { readonly code: number }[]
  const unconfirmed = reply['writeConcernError'] as { readonly code: number } | undefined
  const code = error?.code ?? unconfirmed?.code
  if (code === undefined) return
  throw new AuditError('AUDIT_STORE_UNAVAILABLE', `The audit store refused a request: ${code}`)
}
