/**
 * Who compares the application's own data with the log?
 *
 * Any process that was asked to: one at a time for each database, decided by leases. What it found
 * and where it stands is in the database, so that the next one goes on where the last one was
 * killed.
 */
import type {
  Catalog,
  ClientMode,
  PersonalData,
  CodePlaces,
  EventStore,
  Logger,
  OpenIntents,
  OutOfBandParts,
  StoredEvent,
  WatchStandings,
  WriteTransaction,
} from '@rastro/core'
import { AuditError, checkOptions, codeSettings, pauseFor, recordedThen } from '@rastro/core'
import type { Db } from 'mongodb'
import type { AttachedSites } from '../capture/attached-sites.ts'
import { holdLease } from '../leases/hold-lease.ts'
import type { LeaseHolder } from '../leases/hold-lease.ts'
import { createLeases } from '../leases/leases.ts'
import { checkedDeadlineMs, untilDeadline } from '../leases/until-deadline.ts'
import type { StopOptions } from '../leases/until-deadline.ts'
import type { BsonClasses } from '../store/bson-classes.ts'
import { collectionNames, DEFAULT_PREFIX } from '../store/collection-names.ts'
import { runCommand } from '../store/commands.ts'
import { storeNotConnected } from '../store/store-errors.ts'
import { createStoreLinks } from '../store/store-link.ts'
import type { StoreLink } from '../store/store-link.ts'
import { lastReplay, lateRepairs } from './late-events.ts'
import type { LogToAsk } from './known-events.ts'
import { createOwnEvents } from './own-events.ts'
import { createWatchStandings, watchLease } from './standing.ts'
import { watchDatabase } from './watch-database.ts'
import { watchedDatabases } from './watched-databases.ts'
import type { WatchedDatabase } from './watched-databases.ts'

/** How the data are watched. */
export interface WatchOptions {
  /**
   * How long an event may be on its way before its change counts as out of band, in milliseconds,
   * at least 0. Default 60,000.
   */
  readonly graceMs?: number
  /** How long the periods are that are stated, in milliseconds, at least 1,000. Default an hour. */
  readonly periodMs?: number
  /** How long a process may be silent before another takes over, in milliseconds. Default 10,000. */
  readonly leaseMs?: number
  /** Most changes that are kept in memory, at least 1. Default 5,000. */
  readonly windowSize?: number
}

/** What a reconciler works with. */
export interface ReconcilerParts {
  /** The audit store's database, or undefined while it is not connected. */
  readonly database: () => Db | undefined
  readonly bson?: BsonClasses
  /** What the collections' names begin with. Default `audit_`. */
  readonly prefix?: string
  readonly sites: AttachedSites
  readonly store: EventStore
  readonly catalog: Catalog
  readonly places?: CodePlaces | undefined
  readonly clientMode: (place: string) => ClientMode | undefined
  /** Which data is about a person. */
  readonly personal?: PersonalData | undefined
  /** Opens what is stored encrypted, where values are compared. */
  readonly open?: LogToAsk['open']
  readonly tenant: string
  /** Whether no event of this process waits outside the store. */
  readonly isQuiet: () => boolean
  readonly openIntents?: OpenIntents
  readonly now: () => Date
  readonly logger: Logger
}

/** A process that offers itself for watching; what `audit.watch()` gives. */
export interface WatchHandle {
  /** Whether this process does it at the moment, for any database. */
  isWorking(): boolean
  /** Ends, by the deadline whatever the database does; another process may go on at once. */
  stop(options?: StopOptions): Promise<void>
}

/** Watches, and tells where watching stands. */
export interface Reconciler extends WatchStandings {
  /** @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID` */
  watch(options?: WatchOptions): WatchHandle
}

const OPTIONS = ['graceMs', 'periodMs', 'leaseMs', 'windowSize']
const DEFAULTS = { graceMs: 60_000, periodMs: 3_600_000, leaseMs: 10_000, windowSize: 5_000 }
const LEAST = { graceMs: 0, periodMs: 1_000, leaseMs: 100, windowSize: 1 }
const LOOK_EVERY_MS = 500
const LATE_EVERY_MS = 60_000

/** Makes the reconciler of one audit. Nothing is asked before it is told to watch. */
export function createReconciler(parts: ReconcilerParts): Reconciler {
  const { prefix = DEFAULT_PREFIX, bson, sites, store, catalog, tenant, logger } = parts
  const names = collectionNames(prefix)
  const links = createStoreLinks({ database: () => parts.database(), bson, waitMs: 0 })
  const ownEvents = createOwnEvents({ catalog, tenant, now: parts.now })

  async function eventParts(): Promise<OutOfBandParts> {
    const versions = await store.policyVersions(tenant)
    const code = codeSettings(parts.places, catalog)
    const recorded = recordedThen({ catalog, code }, versions)
    return {
      tenant,
      catalog,
      recordedThen: recorded,
      modeOf: (place) =>
        catalog.place(place).personal === true ? (parts.clientMode(place) ?? 'full') : 'full',
      intents: parts.openIntents?.() ?? [],
      personal: parts.personal,
      now: parts.now(),
    }
  }

  async function isReady(): Promise<boolean> {
    const db = parts.database()
    if (db === undefined) return false
    const reply = await runCommand(db, {
      listCollections: 1,
      filter: { name: names.events },
      nameOnly: true,
    })
    const { firstBatch } = reply['cursor'] as { firstBatch: unknown[] }
    return firstBatch.length > 0
  }

  async function append(
    events: readonly StoredEvent[],
    transaction: WriteTransaction,
  ): Promise<void> {
    try {
      await store.append(events, { transaction })
    } catch (error) {
      // Whether a transaction may be tried again stands on the driver's own error.
      throw AuditError.is(error) && error.cause !== undefined ? error.cause : error
    }
  }

  const logOf = (link: StoreLink): LogToAsk => ({ link, names, tenant, open: parts.open })

  return {
    read: async () => createWatchStandings(() => links.open(), names.leases).read(),
    watch(options = {}) {
      const { graceMs, periodMs, leaseMs, windowSize } = checkWatchOptions(options)
      const leases = createLeases({
        database: () => {
          const db = parts.database()
          if (db === undefined) throw storeNotConnected()
          return db
        },
        prefix,
        ttlMs: leaseMs,
      })
      const stopping = new AbortController()
      const holders = new Map<string, LeaseHolder>()
      const warn = (error: unknown): void => {
        const { name, code } = error as { name?: unknown; code?: unknown }
        const what = code === undefined ? String(name) : `${String(name)} ${String(code)}`
        logger.warn(`audit: watching failed and is tried again: ${what}`)
      }
      const retryMs = Math.min(LOOK_EVERY_MS * 2, leaseMs / 3)

      function hold(database: WatchedDatabase): LeaseHolder {
        return holdLease({
          leases,
          name: watchLease(database.key),
          isPossible: isReady,
          onError: warn,
          retryMs,
          async work(lease, signal) {
            const log = logOf(await links.open())
            const { sharesStore } = database
            await watchDatabase(
              {
                log,
                database,
                sharesStore,
                ownEvents,
                graceMs,
                periodMs,
                windowSize,
                eventParts,
                isQuiet: () => parts.isQuiet(),
                append: (events, transaction) => append(events, transaction),
                logger,
              },
              lease,
              signal,
            )
          },
        })
      }

      function holdLate(): LeaseHolder {
        return holdLease({
          leases,
          name: watchLease('!late-events'),
          isPossible: isReady,
          onError: warn,
          retryMs,
          async work(lease, signal) {
            const work = { log: logOf(await links.open()), store, ownEvents }
            let replay: string | undefined
            while (!signal.aborted) {
              const last = await lastReplay(work)
              const isAll = last !== replay
              const repairs = await lateRepairs(work, { isAll, now: parts.now() })
              replay = last
              for (let from = 0; from < repairs.length; from += 500) {
                const some = repairs.slice(from, from + 500)
                await lease.transaction((session) =>
                  append(some, { client: work.log.link.db.client, session }),
                )
              }
              await pauseFor(Math.min(LATE_EVERY_MS, graceMs + LOOK_EVERY_MS), signal)
            }
          },
        })
      }

      async function run(): Promise<void> {
        while (!stopping.signal.aborted) {
          const db = parts.database()
          if (db !== undefined) {
            if (!holders.has('')) holders.set('', holdLate())
            for (const database of watchedDatabases(sites, db.client)) {
              if (!holders.has(database.key)) holders.set(database.key, hold(database))
            }
          }
          await pauseFor(LOOK_EVERY_MS, stopping.signal)
        }
      }

      const running = run()
      return {
        isWorking: () => [...holders].some(([key, holder]) => key !== '' && holder.isWorking()),
        async stop(stopOptions) {
          const deadlineMs = checkedDeadlineMs(stopOptions)
          stopping.abort()
          const ended = running.then(() =>
            Promise.all([...holders.values()].map((holder) => holder.stop({ deadlineMs }))),
          )
          await untilDeadline(ended, { deadlineMs })
        },
      }
    },
  }
}

function checkWatchOptions(options: WatchOptions): Required<WatchOptions> {
  checkOptions('audit.watch', options, OPTIONS)
  const given = { ...DEFAULTS, ...options }
  for (const [name, least] of Object.entries(LEAST) as [keyof typeof LEAST, number][]) {
    const value = given[name]
    if (Number.isInteger(value) && value >= least) continue
    throw new AuditError(
      'AUDIT_OPTION_INVALID',
      `audit.watch: ${name} must be a whole number, at least ${least}`,
      { field: name },
    )
  }
  return given
}
