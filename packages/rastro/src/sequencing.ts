/**
 * Who numbers this audit's events, and who follows the numbers?
 *
 * The parts of `createAudit` that have to do with order, put together: every process that makes an
 * audit offers itself for the numbering, and takes part in it when its turn comes.
 */
import { AuditError, createFollow } from '@rastro/core'
import type { EventSequence, EventStore, FollowFunction, Logger, StoredEvent } from '@rastro/core'
import {
  createLastValueProjection,
  createMongoSequence,
  createSequenceLag,
  createSequencer,
} from '@rastro/mongodb'
import type { BsonClasses, MongoSequenceOptions } from '@rastro/mongodb'
import type { Connections } from './connections.ts'
import type { Protection } from './keys/protection.ts'
import { createNumberingLag } from './numbering-lag.ts'

// Captured at load: applications fake timers in their tests.
const startTimer = setTimeout

/**
 * A script that ends before that never takes a lease, which it would keep for seconds after its end
 * unless it closed the audit.
 */
const START_AFTER_MS = 1_500

/** A lease that is not given back by then runs out by itself. */
const MAX_STOP_MS = 2_000

/** The order of one audit's events. */
export interface Sequencing {
  readonly sequence: EventSequence
  readonly follow: FollowFunction
  /** Offers this process for the numbering. */
  start(): void
  /** How far behind the numbering is, in milliseconds, as of the last look; null before the first. */
  lagMs(): number | null
  /**
   * Ends every following and gives the numbering away.
   *
   * @param deadlineMs - How long readers that are under way are waited for; the numbering at most
   * two seconds of it.
   */
  stop(deadlineMs: number): Promise<void>
}

export interface SequencingParts {
  readonly connections: Connections
  readonly store: EventStore
  readonly protection: Pick<Protection, 'sequence'>
  readonly tenant: string
  readonly log: Logger
  /** Undefined for the default, false where other processes do the numbering. */
  readonly sequencer: false | { readonly buckets?: number } | undefined
  readonly sealOwn: (type: string, details: Readonly<Record<string, unknown>>) => StoredEvent
}

export function createSequencing(parts: SequencingParts): Sequencing {
  const { connections, store, tenant, log, sealOwn } = parts
  const database = ((client?: unknown) =>
    connections.database(client)) as MongoSequenceOptions['database']
  // What runs by itself must not open a connection that the application has not opened.
  const openDatabase = () => {
    const db = database()
    const client = db?.client as { topology?: unknown } | undefined
    return client?.topology === undefined ? undefined : db
  }
  const bson = connections.bson === undefined ? {} : { bson: connections.bson as BsonClasses }
  const sequence = parts.protection.sequence(createMongoSequence({ database, ...bson }))
  const follow = createFollow({ sequence, tenant, log })
  const askLag = createSequenceLag({ database: openDatabase, ...bson, tenant })
  const lagMs = createNumberingLag(() =>
    isStopped || openDatabase() === undefined ? undefined : askLag(),
  )
  const following = new Set<ReturnType<FollowFunction>>()
  let isStopped = false
  const sequencer =
    parts.sequencer === false
      ? undefined
      : createSequencer({
          database: openDatabase,
          ...bson,
          ...parts.sequencer,
          logger: log,
          projections: [createLastValueProjection({ database: openDatabase })],
          async recordGap({ reason, since, bucket }, transaction) {
            const event = sealOwn('audit.integrity.order-lost', { reason, since, bucket })
            await store.append([event], { transaction })
          },
        })

  return {
    sequence,
    follow(after, reader, options) {
      if (isStopped) throw new AuditError('AUDIT_CLOSED', 'the audit was closed')
      const handle = follow(after, reader, options)
      following.add(handle)
      void handle.done.catch(() => undefined).then(() => following.delete(handle))
      return handle
    },
    start() {
      const timer = startTimer(() => {
        if (!isStopped) sequencer?.start()
      }, START_AFTER_MS)
      timer.unref()
    },
    lagMs,
    async stop(deadlineMs) {
      isStopped = true
      const readers = Promise.all([...following].map(async (one) => one.stop()))
      // Readers are the application's own, and may never end.
      await Promise.all([
        withinMs(readers, deadlineMs),
        sequencer?.stop({ deadlineMs: Math.min(deadlineMs, MAX_STOP_MS) }),
      ])
    },
  }
}

async function withinMs(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = startTimer(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
