/**
 * How do encryption, opening and erasure come together around one audit?
 *
 * The parts of `createAudit` that have to do with keys. Nothing is asked before something personal
 * is recorded or read.
 */
import type {
  Clock,
  ErasedSubject,
  Delivery,
  EraseAllOptions,
  Erasure,
  ErasureCertificate,
  EventSequence,
  EventStore,
  Logger,
  PersonalData,
  RecordFunction,
  Sealing,
  ValueMaker,
} from '@rastro/core'
import {
  AuditError,
  createDataKeys,
  createErasure,
  createOpeningSequence,
  createOpeningStore,
  createSealing,
  createSealingDelivery,
  createSealingPersonal,
  KEY_CACHE_MS,
} from '@rastro/core'
import { VIEWS_PART, viewsWithout } from '@rastro/admin'
import { createMongoErasures, createMongoKeyStore, createValueMaker } from '@rastro/mongodb'
import type { AllBsonClasses, BsonClasses, KeyStoreOptions } from '@rastro/mongodb'
import type { Connections } from '../connections.ts'
import type { KeyChoice } from './key-choice.ts'
import type { KeyOptions } from './key-options.ts'
import { readLong } from './read-long.ts'

// Taken at load: applications fake timers.
const { setTimeout, clearTimeout } = globalThis

const MAX_SETTLE_MS = 5_000

/** What it is made of. */
export interface ProtectionParts {
  readonly options: KeyOptions | undefined
  readonly choice: KeyChoice
  readonly connections: Connections
  readonly personal: PersonalData
  /** What keeps the events, as they are stored. */
  readonly store: EventStore
  readonly tenant: string
  readonly clock: Clock
  readonly log: Logger
}

interface LongClass {
  readonly Long?: { fromBigInt(value: bigint): unknown }
}

/** Encryption around one audit. */
export interface Protection {
  readonly sealing: Sealing
  /** Takes plain events and gives opened ones. */
  readonly store: EventStore
  sequence(sequence: EventSequence): EventSequence
  delivery(delivery: Delivery): Delivery
  /** Destroys again what was destroyed, wherever it came from. */
  start(): Promise<void>
  erasure(parts: {
    readonly settle: () => Promise<void>
    readonly record: RecordFunction
  }): Erasure & {
    rotateKeys(): Promise<{ readonly rewrapped: number }>
    /** A request's person is of the tenant whose request it is, and not of this audit's alone. */
    readonly eraseAll: (
      tenant: string,
      what: EraseAllOptions,
    ) => Promise<readonly ErasureCertificate[]>
  }
}

/** Makes it. */
export function createProtection(parts: ProtectionParts): Protection {
  const { options, choice, connections, personal, tenant, clock, log } = parts
  const eventsDatabase = (): DatabaseLike | undefined =>
    connections.database() as DatabaseLike | undefined
  const where: KeyStoreOptions = {
    // The application's own driver, whichever version's types it has.
    keys: (() => keysDatabase(options?.store, eventsDatabase())) as KeyStoreOptions['keys'],
    database: eventsDatabase as KeyStoreOptions['database'],
    ...(connections.bson === undefined ? {} : { bson: connections.bson as BsonClasses }),
  }
  const keyStore = createMongoKeyStore(where)
  const erasures = createMongoErasures(where)
  const { source, previous, localKey } = choice
  const keys = createDataKeys({ source, previous, store: keyStore, clock })
  let maker: { readonly client: unknown; readonly make: ValueMaker } | undefined
  function make(): ValueMaker {
    const client = connections.applicationClient()
    if (maker === undefined || maker.client !== client) {
      const bson = connections.bson as (AllBsonClasses & LongClass) | undefined
      const Long = bson?.Long
      // As the driver reads it: a bigint in an event would be no JSON.
      const long = (value: bigint): unknown => Long?.fromBigInt(value) ?? readLong(value)
      maker = { client, make: { ...createValueMaker(bson, client), long } }
    }
    return maker.make
  }
  const hasKeys = options !== undefined
  const sealing = createSealing({ data: personal, keys, make, localKey, log, hasKeys })
  const opening = createOpeningStore(parts.store, sealing)
  const { personal: kept } = parts.store
  const arranged = kept && createSealingPersonal(kept, sealing, [VIEWS_PART])

  /** While the audit's own connection is closed, it is reached by that of whoever writes. */
  function noteClient(client: unknown): void {
    if (client !== undefined && personal.isAny()) connections.database(client)
  }

  return {
    sealing,
    store: {
      ...opening,
      ...(arranged === undefined ? {} : { personal: arranged }),
      append(events, how) {
        noteClient(how?.transaction?.client ?? how?.connectedClient)
        return opening.append(events, how)
      },
    },
    sequence: (sequence) => createOpeningSequence(sequence, sealing),
    delivery(inner) {
      const sealed = createSealingDelivery(inner, sealing)
      return {
        ...sealed,
        deliver(events, how) {
          noteClient(how?.transaction?.client ?? how?.connectedClient)
          return sealed.deliver(events, how)
        },
      }
    },
    async start() {
      if (!personal.isAny()) return
      const destroyed = await erasures.apply().catch(() => 0)
      if (destroyed > 0) log.warn(`audit: ${destroyed} erased key(s) had come back, and are gone`)
    },
    erasure({ settle, record }) {
      const erasureOf = (whose: string): ReturnType<typeof createErasure> =>
        createErasure({
          tenant: whose,
          store: erasures,
          keyStore,
          keys,
          clock,
          make,
          arranged: arranged && { store: arranged, part: VIEWS_PART, without: viewsWithout },
          isPerson: (type) => personal.isPerson(type),
          // Nobody's erasure waits for a store or a key source that is away: what comes later is
          // sealed under keys that are gone.
          settle: () => withinMs(settle(), MAX_SETTLE_MS),
          record: (type, facts) => record(type, { ...facts, tenant: whose }),
          backupDays: options?.backupDays,
        })
      // Other processes may have had the keys for so long, and stored tokens of new events.
      const onceMore = (): unknown =>
        setTimeout(() => void erasures.apply().catch(() => 0), KEY_CACHE_MS + 5_000).unref()
      return {
        async erase(what) {
          const { of, options: asked } = withTenant('audit.erase', what)
          const certificate = await of.erase({ ...asked, subject: asModel(asked.subject) })
          onceMore()
          return certificate
        },
        async hold(subject, asked) {
          const { of, options: how } = withTenant('audit.hold', asked)
          return of.hold(asModel(subject), how)
        },
        async release(subject, asked) {
          const { of, options: how } = withTenant('audit.release', asked)
          return of.release(asModel(subject), how)
        },
        holds: async (asked = {}) => withTenant('audit.holds', asked).of.holds(),
        eraseAll: (whose, what) => erasureOf(whose).eraseAll(what).finally(onceMore),
        rotateKeys: async () => ({ rewrapped: await keys.rewrap() }),
      }

      /** A person may be named as a kind of the model under which they are known. */
      function asModel(subject: ErasedSubject): ErasedSubject {
        const type: unknown = (subject as ErasedSubject | undefined)?.type
        return typeof type === 'string' ? { ...subject, type: personal.modelOf(type) } : subject
      }

      /** What is left of the options is checked where it is carried out. */
      function withTenant<T extends { readonly tenant?: string }>(door: string, given: T) {
        const { tenant: whose = tenant, ...asked } = given ?? {}
        if (typeof whose === 'string' && whose !== '') {
          return { of: erasureOf(whose), options: asked }
        }
        throw new AuditError('AUDIT_OPTION_INVALID', `${door}: option 'tenant' must be a text`, {
          field: 'tenant',
        })
      }
    },
  }
}

async function withinMs(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}

interface DatabaseLike {
  readonly databaseName: string
  readonly client: { db(name: string): unknown }
}

/** Of a database's name, in bytes. */
const MAX_NAME = 63
const SUFFIX = '_keys'

function keysDatabase(given: KeyOptions['store'], events: DatabaseLike | undefined): unknown {
  if (typeof given?.db === 'object') return given.db
  const client = (given?.client ?? events?.client) as DatabaseLike['client'] | undefined
  if (client === undefined || events === undefined) return undefined
  const name = typeof given?.db === 'string' ? given.db : nameOfKeys(events.databaseName)
  return client.db(name)
}

function nameOfKeys(events: string): string {
  return `${events.slice(0, MAX_NAME - SUFFIX.length)}${SUFFIX}`
}
