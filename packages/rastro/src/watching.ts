/** How does the audit watch the application's own data, and what does it say of them? */
import type {
  Catalog,
  ClientMode,
  Clock,
  CodePlaces,
  CompletenessFunction,
  Delivery,
  EventStore,
  Logger,
  OpenIntents,
  PersonalData,
  Sealing,
} from '@rastro/core'
import { AuditError, createCompleteness } from '@rastro/core'
import { createReconciler } from '@rastro/mongodb'
import type {
  AttachedSites,
  BsonClasses,
  ReconcilerParts,
  WatchHandle,
  WatchOptions,
} from '@rastro/mongodb'
import type { Connections } from './connections.ts'

/** What watching is made with. */
export interface WatchingParts {
  readonly connections: Connections
  readonly attached: AttachedSites
  readonly store: EventStore
  readonly catalog: Catalog
  readonly places: CodePlaces | undefined
  readonly clientMode: (place: string) => ClientMode | undefined
  readonly personal: PersonalData
  readonly sealing: Pick<Sealing, 'open'>
  readonly tenant: string
  readonly delivery: Pick<Delivery, 'counts'>
  readonly openIntents: OpenIntents
  readonly clock: Clock
  readonly log: Logger
}

/** The watching of one audit. */
export interface Watching {
  watch(options?: WatchOptions): WatchHandle
  readonly completeness: CompletenessFunction
  /**
   * Ends what was begun.
   *
   * @param deadlineMs - How long what is under way is waited for.
   */
  stop(deadlineMs: number): Promise<void>
}

/** Makes it; nothing is watched before it is asked for. */
export function createWatching(parts: WatchingParts): Watching {
  const { connections, store, tenant, clock, delivery } = parts
  // What runs by itself must not open a connection that the application has not opened.
  const openDatabase = (): ReturnType<ReconcilerParts['database']> => {
    const db = connections.database() as ReturnType<ReconcilerParts['database']>
    const client = db?.client as { topology?: unknown } | undefined
    return client?.topology === undefined ? undefined : db
  }
  const reconciler = createReconciler({
    // The application's own driver, whichever version's types it has.
    database: openDatabase,
    ...(connections.bson === undefined ? {} : { bson: connections.bson as BsonClasses }),
    sites: parts.attached,
    store,
    catalog: parts.catalog,
    places: parts.places,
    clientMode: parts.clientMode,
    personal: parts.personal,
    open: (events) => parts.sealing.open(events),
    tenant,
    // What was handed over and not answered yet is younger than any grace.
    isQuiet: () => delivery.counts().waiting === 0,
    openIntents: parts.openIntents,
    now: () => clock.now(),
    logger: parts.log,
  })
  let handle: WatchHandle | undefined
  return {
    watch(options) {
      if (handle !== undefined) {
        throw new AuditError(
          'AUDIT_OPTION_INVALID',
          'audit.watch was called before in this process',
        )
      }
      const begun = reconciler.watch(options)
      handle = begun
      return {
        isWorking: () => begun.isWorking(),
        async stop(stopOptions) {
          if (handle === begun) handle = undefined
          await begun.stop(stopOptions)
        },
      }
    },
    completeness: createCompleteness({ store, standings: reconciler, clock, tenant }),
    async stop(deadlineMs) {
      await handle?.stop({ deadlineMs })
    },
  }
}
