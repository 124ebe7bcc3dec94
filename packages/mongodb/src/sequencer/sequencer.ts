/**
 * Who gives events their numbers?
 *
 * Any process that has the audit store: one at a time for each bucket, decided by leases. It
 * starts and stops with the application, keeps no process alive, and leaves everything that
 * matters in the database, so that the next one goes on where the last one was killed.
 */
import { AuditError, checkOptions, pauseFor } from '@rastro/core'
import type { Logger, WriteTransaction } from '@rastro/core'
import type { Db } from 'mongodb'
import { holdLease } from '../leases/hold-lease.ts'
import type { LeaseHolder } from '../leases/hold-lease.ts'
import { createLeases } from '../leases/leases.ts'
import { checkedDeadlineMs, untilDeadline } from '../leases/until-deadline.ts'
import type { StopOptions } from '../leases/until-deadline.ts'
import type { BsonClasses } from '../store/bson-classes.ts'
import { collectionNames, DEFAULT_PREFIX } from '../store/collection-names.ts'
import { storeNotConnected } from '../store/store-errors.ts'
import { createStoreLinks } from '../store/store-link.ts'
import type { Projection } from './batch.ts'
import { leaseName, MAX_BUCKETS } from './bucket.ts'
import { decideLayout } from './layout.ts'
import { exists, sequenceBucket } from './sequence-bucket.ts'
import type { SequenceGap } from './sequence-bucket.ts'

/** Where the sequencer finds its store, and what else it does with a batch. */
export interface SequencerOptions {
  /** The audit store's database, or undefined while it is not connected. */
  readonly database: () => Db | undefined
  readonly bson?: BsonClasses
  /** What the collections' names begin with. Default `audit_`. */
  readonly prefix?: string
  /** 1 to 16. Counts for a log that has none yet; afterwards the log's own number does. Default 1. */
  readonly buckets?: number
  /** How long a process may be silent before another takes over, in milliseconds. Default 10,000. */
  readonly leaseMs?: number
  /** Between two searches for events without a number, in milliseconds. Default a day. */
  readonly scanEveryMs?: number
  /** Run in the transaction of each batch, in this order. */
  readonly projections?: readonly Projection[]
  /** Stores the event of a gap within the transaction. */
  readonly recordGap?: (gap: SequenceGap, transaction: WriteTransaction) => Promise<void>
  readonly logger?: Logger
}

/** Gives events their numbers. */
export interface Sequencer {
  /** Begins, if it has not begun. Waits for the connection and for the events' collection. */
  start(): void
  /** Buckets of which this process does the numbering at the moment. */
  working(): number
  /** Ends, by the deadline whatever the store does; another process may go on at once. */
  stop(options?: StopOptions): Promise<void>
}

const OPTIONS = [
  'database',
  'bson',
  'prefix',
  'buckets',
  'leaseMs',
  'scanEveryMs',
  'projections',
  'recordGap',
  'logger',
]
const DEFAULT_LEASE_MS = 10_000
const DAY_MS = 86_400_000
const LOOK_EVERY_MS = 500
const SILENT: Logger = { info: () => undefined, warn: () => undefined }

/**
 * Makes a sequencer. It does nothing before `start()`.
 *
 * @throws AuditError `AUDIT_OPTION_UNKNOWN`; `AUDIT_OPTION_INVALID` if `buckets` is not from 1 to 16.
 *
 * @example
 * ```ts
 * const sequencer = createSequencer({ database: () => client.db('app') })
 * sequencer.start()
 * ```
 */
export function createSequencer(options: SequencerOptions): Sequencer {
  checkOptions('createSequencer', options, OPTIONS)
  const { database, bson, prefix = DEFAULT_PREFIX, projections = [], logger = SILENT } = options
  const { leaseMs = DEFAULT_LEASE_MS, scanEveryMs = DAY_MS } = options
  const { recordGap = async () => undefined } = options
  const wanted = checkedBuckets(options.buckets)
  const names = collectionNames(prefix)
  const links = createStoreLinks({ database: () => database(), bson, waitMs: 0 })
  const leases = createLeases({
    database: () => {
      const db = database()
      if (db === undefined) throw storeNotConnected()
      return db
    },
    prefix,
    ttlMs: leaseMs,
  })
  const stopping = new AbortController()
  let holders: readonly LeaseHolder[] = []
  let running: Promise<void> | undefined

  const isConnected = (): boolean => database() !== undefined

  async function hasEvents(): Promise<boolean> {
    if (!isConnected()) return false
    return exists(await links.open(), names.events)
  }

  function hold(bucket: number, buckets: number): LeaseHolder {
    const warn = warnOnce(logger, isConnected)
    return holdLease({
      leases,
      name: leaseName(bucket),
      isPossible: hasEvents,
      onError: warn,
      retryMs: Math.min(LOOK_EVERY_MS * 2, leaseMs / 3),
      async work(lease, signal) {
        const link = await links.open()
        const work = { link, names, bucket, buckets, projections, scanEveryMs, recordGap }
        await sequenceBucket({ ...work, log: logger }, lease, signal)
      },
    })
  }

  /** Waits for a store that can be sequenced; undefined where it never can. */
  async function tryBuckets(): Promise<number | undefined> {
    const warn = warnOnce(logger, isConnected)
    while (!stopping.signal.aborted) {
      try {
        if (isConnected()) {
          const link = await links.open()
          if (!link.isReplicated) return undefined
          if (await exists(link, names.events))
            return await decideLayout(link.db, names.leases, wanted)
        }
      } catch (error) {
        if (!stopping.signal.aborted) warn(error)
      }
      await pauseFor(LOOK_EVERY_MS, stopping.signal)
    }
    return undefined
  }

  async function run(): Promise<void> {
    const buckets = await tryBuckets()
    if (buckets === undefined || stopping.signal.aborted) return
    if (options.buckets !== undefined && buckets !== wanted) {
      logger.warn(
        `audit: this log has ${buckets} bucket(s) for ever; the option buckets is ignored`,
      )
    }
    holders = Array.from({ length: buckets }, (_, bucket) => hold(bucket, buckets))
  }

  return {
    start() {
      if (!stopping.signal.aborted) running ??= run()
    },
    working: () => holders.filter((holder) => holder.isWorking()).length,
    async stop(stopOptions) {
      const deadlineMs = checkedDeadlineMs(stopOptions)
      stopping.abort()
      const ended = (running ?? Promise.resolve()).then(() =>
        Promise.all(holders.map((holder) => holder.stop({ deadlineMs }))),
      )
      await untilDeadline(ended, { deadlineMs })
    },
  }
}

/**
 * Said once until something else happens: a store that is away would fill the log. An application
 * that has closed its connection has nothing to hear.
 */
function warnOnce(logger: Logger, isConnected: () => boolean): (error: unknown) => void {
  let said: unknown
  return (error) => {
    const { name, code } = error as { name?: unknown; code?: unknown }
    const what = `${String(name)} ${String(code)}`
    if (said === what || !isConnected()) return
    said = what
    logger.warn(`audit: numbering events failed and is tried again: ${what}`)
  }
}

function checkedBuckets(buckets = 1): number {
  if (Number.isInteger(buckets) && buckets >= 1 && buckets <= MAX_BUCKETS) return buckets
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    `buckets must be a whole number from 1 to ${MAX_BUCKETS}`,
    { field: 'buckets' },
  )
}
