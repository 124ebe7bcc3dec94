/** The composition root: puts the parts together around the application's own connection. */
import type { Actor, EventStore, PolicyServiceWithStartUp } from '@rastro/core'
import {
  AuditError,
  checkOptions,
  createCatalog,
  createContextKeeper,
  createIdSource,
  createPolicyService,
  createReader,
  createRecorder,
} from '@rastro/core'
import { createAdminRouter } from '@rastro/admin'
import { createContextMiddleware, createExported, createSessionEvents } from '@rastro/express'
import type { ContextOptions } from '@rastro/express'
import {
  assertDriverCollection,
  captureCollection,
  createAuditedModel,
  createCollectionRegistry,
  createMongoStore,
} from '@rastro/mongodb'
import type {
  BsonClasses,
  MongoStoreOptions,
  RecordOptions as CollectionOptions,
} from '@rastro/mongodb'
import { createPlugin, pluggedModels, unpluggedModels } from '@rastro/mongoose'
import type { Audit, RouterOptions } from './audit.ts'
import { announce, isBeingChecked } from './announce.ts'
import { checkCallback, checkNotMounted, checkTarget } from './check-arguments.ts'
import { CONSOLE, prefixed } from './console-logger.ts'
import { connectionsOf } from './connections.ts'
import { metricsText } from './metrics.ts'
import { checkAuditOptions } from './options.ts'
import type { AuditOptions } from './options.ts'
import { createStartUpReport } from './start-up.ts'
import { VERSION } from './version.ts'

const ROUTER_OPTIONS = ['authorize', 'title', 'languages']

/** What happens to records of a plain collection; each may be switched by itself. */
const COLLECTION_OPERATIONS = ['create', 'update', 'delete', 'bulk-delete', 'restore', 'export']

/**
 * Makes an audit around the application's own connection. Needs no open connection and no other
 * option: events go to `audit_*` collections of the same database.
 *
 * @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`, `AUDIT_CONNECTION_REQUIRED`,
 * `AUDIT_CATALOG_INVALID`, `AUDIT_PLACE_UNKNOWN`
 */
export function createAudit(options: AuditOptions): Audit {
  const given = checkAuditOptions(options)
  const { tenant = 'default', zone = 'UTC', language = 'en' } = given
  const log = prefixed(given.log ?? CONSOLE)
  const connections = connectionsOf(given)
  const clock = { now: () => new Date() }
  const keeper = createContextKeeper()
  const catalog = createCatalog(given.catalogs ?? [])
  const store = createMongoStore({
    // The application's own driver, whichever version's types it has.
    database: (client) => connections.database(client) as ReturnType<MongoStoreOptions['database']>,
    ...(connections.bson === undefined ? {} : { bson: connections.bson as BsonClasses }),
    logger: log,
  })
  const recorder = createRecorder({
    tenant,
    catalog,
    policy: () => policy,
    store,
    keeper,
    clock,
    ids: createIdSource(),
    log,
  })
  const policy: PolicyServiceWithStartUp = createPolicyService({
    store,
    catalog,
    places: given.places,
    clock,
    sealChange: (type, facts) => recorder.sealChange(type, facts),
    firstRecordedAt: (whose, place) => firstRecordedAt(store, whose, place),
    logger: log,
  })
  const reader = createReader({ store, catalog, clock, zone })
  const environment = {
    sink: recorder.sink,
    log,
    sharesStore: (client: unknown) => connections.sharesStore(client),
  }
  const plugin = createPlugin({ environment, catalog, mongoose: () => connections.mongoose() })
  const unplugged = (): string[] => unpluggedModels(connections.mongoose(), plugin.plugged)
  const startUp = createStartUpReport({
    log,
    // Collections first: a transaction cannot write to one that is younger than its snapshot. What
    // an administrator decided is known once the policy was read.
    load: async () => {
      await store.prepare()
      return policy.isRecorded(tenant, 'audit.configuration', 'update')
    },
    states: () => policy.knownStates(tenant),
    pending: () => policy.pendingPlaces(),
    unplugged,
  })
  // One turn later: models that are compiled in the same file belong to the picture. Not while it
  // is checked: reading the policy makes the collections whose lack is to be found.
  if (!isBeingChecked()) connections.whenOpen(() => setImmediate(() => void startUp.say()))
  let isClosed = false

  const record: Audit['record'] = async (type, recordOptions) => {
    if (isClosed) throw new AuditError('AUDIT_CLOSED', 'the audit was closed')
    return recorder.record(type, recordOptions)
  }

  const audit: Audit = {
    plugin,
    context(contextOptions: ContextOptions = {}) {
      checkNotMounted(contextOptions)
      const { actor } = given
      return createContextMiddleware({
        ...(actor === undefined ? {} : { actor }),
        ...contextOptions,
        keeper,
        log,
        clock,
      })
    },
    record,
    group(cause, fn) {
      checkCallback('audit.group', fn)
      return recorder.group(cause, fn)
    },
    as(actor: Actor, fn) {
      checkCallback('audit.as', fn)
      return recorder.as(actor, fn)
    },
    collection<T>(collection: T, collectionOptions: CollectionOptions = {}): T {
      // First, or what is no collection would leave a place behind.
      assertDriverCollection(collection)
      const name = collection.collectionName
      const facts = { type: name, collectionName: name }
      const model = createAuditedModel('audit.collection', collectionOptions, facts)
      catalog.declarePlace(model.place, { operations: COLLECTION_OPERATIONS })
      return captureCollection(collection, createCollectionRegistry({ model }), environment)
    },
    router(routerOptions: RouterOptions) {
      checkOptions('audit.router', routerOptions ?? {}, ROUTER_OPTIONS)
      return createAdminRouter({
        ...routerOptions,
        reader,
        policy,
        record,
        catalog,
        keeper,
        clock,
        zone,
        language,
        tenant,
        version: VERSION,
        log,
      })
    },
    find: (query = {}, page) => reader.find({ tenant }, query, page),
    history: (target, page) => reader.history({ tenant }, checkTarget(target), page),
    sessions: createSessionEvents(record),
    exported: createExported(record),
    flush: () => recorder.delivery.flush(),
    async close() {
      isClosed = true
      await recorder.delivery.flush()
    },
    health() {
      const counts = recorder.delivery.counts()
      return { status: counts.lost === 0 ? 'ok' : 'degraded', ...counts }
    },
    metrics: () => metricsText(recorder.delivery.counts()),
    inspect: () => ({
      models: pluggedModels(connections.mongoose(), plugin.plugged),
      unplugged: unplugged(),
      places: policy.knownStates(tenant),
      pending: policy.pendingPlaces(),
      database: connections.database(),
    }),
  }
  announce(audit)
  return audit
}

async function firstRecordedAt(
  store: EventStore,
  tenant: string,
  place: string,
): Promise<Date | undefined> {
  const filter = { tenant, places: [place] }
  const [first] = await store.findByTime({ filter, order: 'oldest', limit: 1 })
  return first?.e.at
}
