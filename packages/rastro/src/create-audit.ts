/** The composition root: puts the parts together around the application's own connection. */
import type { IncomingMessage } from 'node:http'
import type { Actor, ClientMode, EventStore, PolicyServiceWithStartUp } from '@rastro/core'
import {
  AuditError,
  checkOptions,
  codeSafety,
  createCatalog,
  createGuardedPast,
  createGuardedReader,
  createPersonalData,
  createContextKeeper,
  createIdSource,
  createPolicyService,
  createReader,
  createExportGate,
  createRecorder,
  createRecordLinks,
  createTimeTravel,
  readable,
} from '@rastro/core'
import { createAdminRouter } from '@rastro/admin'
import type { HostRequest } from '@rastro/admin'
import {
  createContextMiddleware,
  createExport,
  createExported,
  createSessionEvents,
  sendExport,
} from '@rastro/express'
import type { ContextOptions } from '@rastro/express'
import {
  assertDriverCollection,
  captureCollection,
  createAttachedSites,
  createAuditedModel,
  createCollectionRegistry,
  createLiveRecords,
  createMongoStore,
  createRecoverWrites,
  createValueMaker,
} from '@rastro/mongodb'
import type {
  AllBsonClasses,
  BsonClasses,
  MongoStoreOptions,
  RecordOptions as CollectionOptions,
} from '@rastro/mongodb'
import { createPlugin, pluggedModels, unpluggedModels } from '@rastro/mongoose'
import type { Audit, CloseOptions, RouterOptions } from './audit.ts'
import { announce, isBeingChecked } from './announce.ts'
import { checkCallback, checkDeadline, checkNotMounted, checkTarget } from './check-arguments.ts'
import { CONSOLE, prefixed } from './console-logger.ts'
import { connectionsOf } from './connections.ts'
import { createCriticalCheck, refuseUnsafe } from './critical.ts'
import { healthOf } from './health.ts'
import type { AuditHealth } from './health.ts'
import { instrumentMeter, metricsText } from './metrics.ts'
import { checkAuditOptions } from './options.ts'
import type { AuditOptions } from './options.ts'
import { createPrivacy } from './privacy.ts'
import { createSequencing } from './sequencing.ts'
import { spoolChoice } from './spool/spool-choice.ts'
import { guardedFollower } from './guarded-follower.ts'
import { createStartUpReport } from './start-up.ts'
import { VERSION } from './version.ts'
import { createWatching } from './watching.ts'

const ROUTER_OPTIONS = [
  'authorize',
  'title',
  'languages',
  'links',
  'lang',
  'basePath',
  'csp',
  'signInUrl',
]

/** What happens to records of a plain collection; each may be switched by itself. */
const COLLECTION_OPERATIONS = ['create', 'update', 'delete', 'bulk-delete', 'restore', 'export']

/** What counts and times a record's writes where no schema says otherwise: a revert leaves it. */
const BOOKKEEPING = ['__v', 'updatedAt']

/**
 * Makes an audit around the application's own connection. Needs no open connection and no other
 * option: events go to `audit_*` collections of the same database.
 *
 * @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`, `AUDIT_CONNECTION_REQUIRED`,
 * `AUDIT_CATALOG_INVALID`, `AUDIT_PLACE_UNKNOWN`, `AUDIT_CRITICAL_UNSAFE`
 */
export function createAudit(options: AuditOptions): Audit {
  const given = checkAuditOptions(options)
  const { tenant = 'default', zone = 'UTC', language = 'en' } = given
  const log = prefixed(given.log ?? CONSOLE)
  const connections = connectionsOf(given)
  const clock = { now: () => new Date() }
  const keeper = createContextKeeper()
  const catalog = createCatalog(given.catalogs ?? [])
  const personal = createPersonalData()
  const store = createMongoStore({
    // The application's own driver, whichever version's types it has.
    database: (client) => connections.database(client) as ReturnType<MongoStoreOptions['database']>,
    ...(connections.bson === undefined ? {} : { bson: connections.bson as BsonClasses }),
    logger: log,
  })
  const attached = createAttachedSites()
  const critical = createCriticalCheck(given, connections)
  const spool = spoolChoice(given.spool, () =>
    createValueMaker(
      connections.bson as AllBsonClasses | undefined,
      connections.applicationClient(),
    ),
  )
  const recorder = createRecorder({
    safety: given,
    placeSafety: codeSafety(given.places),
    criticalRefusal: () => critical.refusal(),
    recover: createRecoverWrites({ sites: attached, log }),
    namesOf: (questions) => live.namesOf(questions),
    personal,
    ...(spool === undefined ? {} : { spool }),
    tenant,
    catalog,
    policy: () => policy,
    store,
    keeper,
    clock,
    ids: createIdSource(),
    log,
  })
  refuseUnsafe(recorder.rules.hasCritical(), critical.refusal())
  const policy: PolicyServiceWithStartUp = createPolicyService({
    store,
    catalog,
    places: given.places,
    clock,
    sealChange: (type, facts) => recorder.sealChange(type, facts),
    firstRecordedAt: (whose, place) => firstRecordedAt(store, whose, place),
    logger: log,
  })
  const sequencing = createSequencing({
    connections,
    store,
    tenant,
    log,
    sequencer: given.sequencer,
    sealOwn: (type, details) => recorder.sealOwn(type, details),
  })
  const watching = createWatching({
    connections,
    attached,
    store,
    catalog,
    places: given.places,
    clientMode: (place) => policy.tryClientMode(tenant, place),
    personal,
    tenant,
    delivery: recorder.delivery,
    openIntents: () => recorder.safekeeping.intents(),
    clock,
    log,
  })
  const { sequence } = sequencing
  const { guard, rebuild } = createPrivacy({ connections, personal, sequence, policy, tenant })
  // What works on records needs every value; every door gets the reader that the guard has seen.
  const wholeReader = createReader({ store, sequence, catalog, clock, zone })
  const reader = createGuardedReader(wholeReader, guard)
  const environment = {
    sink: recorder.sink,
    log,
    attached,
    sharesStore: (client: unknown) => connections.sharesStore(client),
  }
  const exports = { send: sendExport, gate: createExportGate() }
  const live = createLiveRecords()
  const links = createRecordLinks()
  const plugin = createPlugin({
    environment,
    catalog,
    mongoose: () => connections.mongoose(),
    live,
    links,
    personal,
  })
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
    likelyPersonal: () => pluggedModels(connections.mongoose(), plugin.plugged),
  })
  // One turn later: models that are compiled in the same file belong to the picture. Not while it
  // is checked: reading the policy makes the collections whose lack is to be found.
  if (!isBeingChecked()) connections.whenOpen(() => setImmediate(() => void startUp.say()))
  if (!isBeingChecked())
    connections.whenConnected(() => setImmediate(() => void startSafekeeping()))
  if (!isBeingChecked()) connections.whenConnected(() => setImmediate(() => sequencing.start()))
  async function startSafekeeping(): Promise<void> {
    recorder.safekeeping.start(async () => store.identity?.())
    const refusal = await critical.run().catch(() => undefined)
    if (refusal !== undefined && asksForCritical()) log.warn(`audit: ${refusal.message}`)
  }
  function asksForCritical(): boolean {
    const models = pluggedModels(connections.mongoose(), plugin.plugged)
    return recorder.rules.hasCritical() || models.some(({ safety }) => safety?.class === 'critical')
  }
  let isClosed = false
  const travel = createTimeTravel({
    reader: wholeReader,
    secretsOf: (type) => personal.secretsOf(type),
    live,
    tenant,
    clock,
    settle: () => recorder.delivery.flush(),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    modeOf: (place) => clientModeOf(place),
    isRecorded: (place, operation) => policy.isRecorded(tenant, place, operation),
    noting: (note, run) => keeper.with({ note }, run),
  })
  const past = createGuardedPast(travel, guard)
  function clientModeOf(place: string): ClientMode {
    const isPersonal = catalog.places.get(place)?.personal === true
    return isPersonal ? (policy.tryClientMode(tenant, place) ?? 'full') : 'full'
  }

  const record: Audit['record'] = async (type, recordOptions) => {
    if (isClosed) throw new AuditError('AUDIT_CLOSED', 'the audit was closed')
    return recorder.record(type, recordOptions)
  }

  const health = (): AuditHealth =>
    healthOf(recorder.delivery.counts(), recorder.safekeeping.openIntents(), clock.now())

  let closing: Promise<void> | undefined
  async function end(deadlineMs: number): Promise<void> {
    const endsAt = performance.now() + deadlineMs
    const { left, lost } = await recorder.safekeeping.close(deadlineMs)
    await watching.stop()
    await sequencing.stop(Math.max(0, endsAt - performance.now()))
    if (left > 0)
      log.warn(
        `audit: closed with ${left} event(s) in the spool, stored when the application starts again`,
      )
    if (lost > 0) log.warn(`audit: closed, and ${lost} event(s) were lost`)
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
      refuseUnsafe(model.safety?.class === 'critical', critical.refusal())
      const about = model.personal
      if (about !== undefined) personal.add(model.type, about)
      catalog.declarePlace(model.place, {
        operations: COLLECTION_OPERATIONS,
        personal: about !== undefined && (about.isPerson || about.paths.length > 0),
      })
      const registry = createCollectionRegistry({ model })
      if (model.url !== undefined) links.add(model.type, model.url)
      const captured = captureCollection(collection, registry, environment)
      live.add({
        type: model.type,
        collection: () => captured,
        audited: registry,
        environment,
        bookkeeping: BOOKKEEPING,
      })
      return captured
    },
    router<Request extends IncomingMessage = HostRequest>(routerOptions: RouterOptions<Request>) {
      checkOptions('audit.router', routerOptions ?? {}, ROUTER_OPTIONS)
      return createAdminRouter({
        ...routerOptions,
        reader,
        policy,
        past,
        completeness: watching.completeness,
        ...(store.personal === undefined ? {} : { personal: store.personal }),
        exports,
        recordLinks: links,
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
    readable: (event, reader = language) => readable(event, { catalog, zone, language: reader }),
    follow: (after, fn, followOptions) =>
      sequencing.follow(after, guardedFollower(fn, { guard, tenant }), followOptions),
    watch(watchOptions) {
      if (isClosed) throw new AuditError('AUDIT_CLOSED', 'the audit was closed')
      return watching.watch(watchOptions)
    },
    completeness: watching.completeness,
    stateAt: (target, instant) => past.stateAt({ tenant }, target, instant),
    rebuildLastValues: rebuild,
    compare: (target, from, to) => past.compare({ tenant }, target, { from, to }),
    async revert(what, revertOptions) {
      if (isClosed) throw new AuditError('AUDIT_CLOSED', 'the audit was closed')
      return past.revert({ tenant }, what, revertOptions)
    },
    sessions: createSessionEvents(record),
    exported: createExported(record),
    export: createExport({ record, catalog, clock, log }),
    flush: () => recorder.delivery.flush(),
    async close(closeOptions: CloseOptions = {}) {
      const deadlineMs = checkDeadline(closeOptions)
      isClosed = true
      closing ??= end(deadlineMs)
      await closing
    },
    health,
    metrics: () => metricsText(health()),
    instrument: (meter) => instrumentMeter(meter, health),
    inspect: () => ({
      models: pluggedModels(connections.mongoose(), plugin.plugged).map(
        ({ name, place, safety, likelyPersonal }) => ({
          name,
          place,
          likelyPersonal,
          class: recorder.rules.ofModel(place, safety).class,
        }),
      ),
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
