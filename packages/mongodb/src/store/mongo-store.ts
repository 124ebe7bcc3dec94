/**
 * How does a MongoDB database keep the promises of core's `EventStore`?
 *
 * Only the composition: which parts there are and in which order they are asked. Each part is a
 * file of its own: connection (`store-link.ts`), collections and indexes (`prepare.ts`), known
 * filter keys (`dictionary.ts`), insertion (`append.ts`), queries (`filter-query.ts`,
 * `event-reader.ts`) and policies (`policies.ts`).
 */
import { AuditError, checkOptions } from '@rastro/core'
import type { EventStore, Logger, StoredEvent, WriteTransaction } from '@rastro/core'
import type { ClientSession, Db, MongoClient } from 'mongodb'
import { appendEvents } from './append.ts'
import type { BsonClasses } from './bson-classes.ts'
import { collectionNames, DEFAULT_PREFIX } from './collection-names.ts'
import { withinTime } from './deadline.ts'
import { createDictionary } from './dictionary.ts'
import { droppedDatabases } from './dropped-databases.ts'
import { createEventReader } from './event-reader.ts'
import { collectionIdentity } from './identity.ts'
import { createPersonalKeeper } from './personal.ts'
import { createPolicyKeeper } from './policies.ts'
import { createPreparation } from './prepare.ts'
import { readFailed, storeTooSlow, storeUnavailable } from './store-errors.ts'
import { createStoreLinks } from './store-link.ts'
import type { StoreLink } from './store-link.ts'

/** Where the store finds its database, and how long it may wait. */
export interface MongoStoreOptions {
  /**
   * The application's own database, or undefined while it is not connected. Asked at each use;
   * given a client that is known to be connected where a write brought one along.
   */
  readonly database: (connectedClient?: unknown) => Db | undefined
  /**
   * The driver's BSON classes, e.g. `mongoose.mongo`. Without them they are learned from the
   * driver's own values, and ids of the type decimal cannot be found by their text.
   */
  readonly bson?: BsonClasses
  /** What the collections' names begin with. Default `audit_`. */
  readonly prefix?: string
  /** Longest wait for the database in one call, in milliseconds, at least 1. Default 10,000. */
  readonly waitMs?: number
  readonly logger?: Logger
}

const OPTIONS = ['database', 'bson', 'prefix', 'waitMs', 'logger'] as const
const DEFAULT_WAIT_MS = 10_000
/** The server ends a query by itself; ours is for servers that do not answer at all. */
const REPLY_GRACE_MS = 2_000
const SILENT: Logger = { info: () => undefined, warn: () => undefined }

/**
 * Makes a store in the application's own database. Nothing is opened, asked or created before the
 * first use.
 *
 * @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`
 *
 * @example
 * ```ts
 * const store = createMongoStore({ database: () => client.db('app') })
 * ```
 */
export function createMongoStore(options: MongoStoreOptions): EventStore {
  checkOptions('createMongoStore', options, OPTIONS)
  const { database, bson, prefix = DEFAULT_PREFIX, logger = SILENT } = options
  const waitMs = checkedWait(options.waitMs)
  const names = collectionNames(prefix)
  const links = createStoreLinks({ database, bson, waitMs })
  const preparation = createPreparation({ names, prefix, logger })
  const dictionary = createDictionary({ names, waitMs })
  const reader = createEventReader({ names, dictionary, maxTimeMs: waitMs })
  const policies = createPolicyKeeper({ collection: names.policies, waitMs, append: insert })
  const personal = createPersonalKeeper({ collection: names.personal, waitMs })

  let drops = droppedDatabases()

  function forgetDropped(): void {
    if (drops === droppedDatabases()) return
    drops = droppedDatabases()
    preparation.forget()
    dictionary.forget()
  }

  /** Everything that has to happen outside the transaction in which the events are stored. */
  async function makeReady(events: readonly StoredEvent[], client?: unknown): Promise<StoreLink> {
    const link = await links.open(client)
    forgetDropped()
    await preparation.collections(link.db)
    await dictionary.learn(link, events)
    return link
  }

  async function insert(
    link: StoreLink,
    events: readonly StoredEvent[],
    session?: ClientSession,
  ): Promise<void> {
    const { hasValidator } = await preparation.collections(link.db)
    const { db, classes } = link
    const collection = names.events
    const target = { db, collection, classes, session, waitMs }
    await appendEvents(events, { ...target, bypassValidation: hasValidator })
  }

  function write<T>(work: Promise<T>): Promise<T> {
    return withinTime(work, { waitMs, late: storeTooSlow }).catch((error: unknown) => {
      throw storeUnavailable(error)
    })
  }

  async function read<T>(ask: (link: StoreLink) => Promise<T>): Promise<T> {
    const work = links.open().then(ask)
    const deadline = { waitMs: waitMs + REPLY_GRACE_MS, late: storeTooSlow }
    return withinTime(work, deadline).catch((error: unknown) => {
      throw readFailed(error)
    })
  }

  async function appendInside(
    events: readonly StoredEvent[],
    transaction: WriteTransaction,
  ): Promise<void> {
    const client = transaction.client as MongoClient
    const link = await write(makeReady(events, client))
    // Through the transaction's own client: a session belongs to one. Not bounded by us: the
    // session must not be used for anything else while this command is on its way.
    const db = client.db(link.db.databaseName)
    await insert({ ...link, db }, events, transaction.session as ClientSession).catch(
      (error: unknown) => {
        throw storeUnavailable(error)
      },
    )
  }

  return {
    async append(events, { transaction, connectedClient } = {}) {
      if (events.length === 0) return
      if (transaction) await appendInside(events, transaction)
      else {
        await write(makeReady(events, connectedClient).then((link) => insert(link, events)))
      }
    },

    findByTime: (request) => read((link) => reader.findByTime(link, request)),
    findByRecord: (request) => read((link) => reader.findByRecord(link, request)),
    scan: (request) => read((link) => reader.scan(link, request)),
    count: (filter, upTo) => read((link) => reader.count(link, filter, upTo)),
    countLines: (filter, upTo) => read((link) => reader.countLines(link, filter, upTo)),
    get: (filter, id) => read((link) => reader.get(link, filter, id)),
    heads: (tenant, groups) => read((link) => reader.heads(link, tenant, groups)),
    seen: (tenant) => read((link) => reader.seen(link, tenant)),

    policyVersions: (tenant) =>
      read(async (link) => {
        // Whoever records asks for the policy first, and perhaps inside a transaction next: one
        // that has begun cannot write to collections that are made after its beginning.
        forgetDropped()
        await preparation.collections(link.db).catch(() => undefined)
        return policies.versions(link, tenant)
      }),

    async savePolicy(next, events) {
      const saving = makeReady(events).then((link) => policies.save(link, next, events))
      await write(saving)
    },

    personal: {
      read: (key) => read((link) => personal.read(link, key)),
      every: (tenant, part) => read((link) => personal.every(link, tenant, part)),
      save: (key, text, expected) =>
        write(
          links.open().then(async (link) => {
            forgetDropped()
            await preparation.collections(link.db)
            return personal.save(link, key, { text, expected })
          }),
        ),
    },

    identity: () => read(({ db }) => collectionIdentity(db, names.events)),

    // Not bounded: indexes of a large collection take as long as they take.
    async prepare() {
      const link = await write(links.open())
      await preparation.everything(link.db).catch((error: unknown) => {
        throw storeUnavailable(error)
      })
    },
  }
}

function checkedWait(waitMs: number = DEFAULT_WAIT_MS): number {
  if (Number.isInteger(waitMs) && waitMs >= 1) return waitMs
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    'waitMs must be a whole number of milliseconds, at least 1',
    { field: 'waitMs' },
  )
}
