/** The composition root: puts the parts together around the application's own connection. */
import type { IncomingMessage } from 'node:http'
import type { Actor, ClientMode, PolicyServiceWithStartUp } from '@rastro/core'
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
  idText,
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
  createAttachedSites,
  createLiveRecords,
  createMongoStore,
  createRecoverWrites,
  createValueMaker,
} from '@rastro/mongodb'
import type { AllBsonClasses, BsonClasses, MongoStoreOptions } from '@rastro/mongodb'
import { createPlugin, pluggedModels, unpluggedModels } from '@rastro/mongoose'
import type { Audit, CloseOptions, RouterOptions } from './audit.ts'
import { announce, isBeingChecked } from './announce.ts'
import { createAuditedCollection } from './audited-collection.ts'
import { checkCallback, checkDeadline, checkNotMounted, checkTarget } from './check-arguments.ts'
import { CONSOLE, prefixed } from './console-logger.ts'
import { connectionsOf } from './connections.ts'
import { createCriticalCheck, refuseUnsafe } from './critical.ts'
import { createEnding } from './ending.ts'
import { createFirstRecorded } from './first-recorded.ts'
import { healthOf } from './health.ts'
import type { AuditHealth } from './health.ts'
import { createInspection } from './inspection.ts'
import { instrumentMeter, metricsText } from './metrics.ts'
import { keyChoice } from './keys/key-choice.ts'
import { createProtection } from './keys/protection.ts'
import { checkAuditOptions } from './options.ts'
import type { AuditOptions } from './options.ts'
import { createOwnDoors } from './own-door.ts'
import { createPrivacy } from './privacy.ts'
import { createSequencing } from './sequencing.ts'
import { spoolChoice } from './spool/spool-choice.ts'
import { guardedFollower } from './guarded-follower.ts'
import { createStartUpReport } from './start-up.ts'
import { createStarting } from './starting.ts'
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

/**
 * Makes an audit around the application's own connection. Needs no open connection and no other
 * option: events go to `audit_*` collections of the same database.
 *
 * @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`, `AUDIT_CONNECTION_REQUIRED`,
 * `AUDIT_CATALOG_INVALID`, `AUDIT_PLACE_UNKNOWN`, `AUDIT_CRITICAL_UNSAFE`; later, from whatever
 * says that something is personal, `AUDIT_KEYS_REQUIRED`
 */
export function createAudit(options: AuditOptions): Audit {
  const given = checkAuditOptions(options)
  const { tenant = 'default', zone = 'UTC', language = 'en' } = given
  const log = prefixed(given.log ?? CONSOLE)
  const connections = connectionsOf(given)
  const clock = { now: () => new Date() }
  const keeper = createContextKeeper()
  const catalog = createCatalog(given.catalogs ?? [])
  const keys = keyChoice(given.keys, log)
  const personal = keys.demanding(createPersonalData())
  const plainStore = createMongoStore({
    // The application's own driver, whichever version's types it has.
    database: (client) => connections.database(client) as ReturnType<MongoStoreOptions['database']>,
    ...(connections.bson === undefined ? {} : { bson: connections.bson as BsonClasses }),
    logger: log,
  })
  const protection = createProtection({
    options: given.keys,
    choice: keys,
    connections,
    personal,
    store: plainStore,
    tenant,
    clock,
    log,
  })
  // Everything below speaks of events as they were recorded; how they are stored ends here.
  const { store, sealing } = protection
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
    wrapDelivery: (delivery) => protection.delivery(delivery),
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
    firstRecordedAt: createFirstRecorded(plainStore),
    logger: log,
  })
  const sequencing = createSequencing({
    connections,
    store,
    protection,
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
    sealing,
    tenant,
    delivery: recorder.delivery,
    openIntents: () => recorder.safekeeping.intents(),
    clock,
    log,
  })
  const { sequence } = sequencing
  const { guard, rebuild } = createPrivacy({
    connections,
    personal,
    sealing,
    sequence,
    policy,
    tenant,
  })
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
  const startSafekeeping = createStarting({
    recorder,
    store,
    protection,
    critical,
    models: () => pluggedModels(connections.mongoose(), plugin.plugged),
    log,
  })
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

  async function whileOpen<T>(work: () => Promise<T> | T): Promise<T> {
    if (isClosed) throw new AuditError('AUDIT_CLOSED', 'the audit was closed')
    return work()
  }

  const record: Audit['record'] = (type, facts) => whileOpen(() => recorder.record(type, facts))

  const settle = (): Promise<void> => recorder.delivery.flush()
  const { eraseAll, ...erasure } = protection.erasure({ settle, record })
  const own = createOwnDoors({
    options: given.requests,
    connections,
    sealing,
    store,
    personal,
    record,
    makeEvent: (type, facts) => whileOpen(() => recorder.sealRecord(type, facts)),
    keeper,
    clock,
    ids: createIdSource(),
    log,
    zone,
    tenant,
    eraseAll,
    // Nothing of a person's own is hidden from the person.
    reader: wholeReader,
    exports,
    catalog,
    language,
  })

  const health = (): AuditHealth =>
    healthOf(recorder.delivery.counts(), {
      openWrites: recorder.safekeeping.openIntents(),
      spoolAgeMs: recorder.safekeeping.spoolAgeMs(),
      numberingLagMs: sequencing.lagMs(),
    })

  const end = createEnding({ recorder, watching, sequencing, log })

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
    collection: createAuditedCollection({
      critical,
      personal,
      catalog,
      links,
      live,
      environment,
    }),
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
        requests: own.service,
        data: personal,
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
    subjectRouter: own.subjectRouter,
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
    ...erasure,
    async erase(what) {
      const certificate = await erasure.erase(what)
      const { type, id } = certificate.subject
      const whose = { tenant: what.tenant ?? tenant }
      await own.service.forgetWords(whose, { type, id: idText(id) })
      return certificate
    },
    requests: own.requests,
    looked: own.looked,
    sessions: createSessionEvents(record),
    exported: createExported(record),
    export: createExport({ record, catalog, clock, log }),
    flush: () => recorder.delivery.flush(),
    async close(closeOptions: CloseOptions = {}) {
      const deadlineMs = checkDeadline(closeOptions)
      isClosed = true
      await end(deadlineMs)
    },
    health,
    metrics: () => metricsText(health()),
    instrument: (meter) => instrumentMeter(meter, health),
    inspect: createInspection({
      connections,
      plugged: plugin.plugged,
      recorder,
      policy,
      tenant,
      unplugged,
    }),
  }
  announce(audit)
  return audit
}
