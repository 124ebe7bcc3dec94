/**
 * Who numbers this audit's events, and who follows the numbers?
 *
 * The parts of `createAudit` that have to do with order, put together: every process that makes an
 * audit offers itself for the numbering, and takes part in it when its turn comes.
 */
import { AuditError, createFollow } from '@rastro/core'
import type { EventSequence, EventStore, FollowFunction, Logger, StoredEvent } from '@rastro/core'
import { createLastValueProjection, createMongoSequence, createSequencer } from '@rastro/mongodb'
import type { BsonClasses, MongoSequenceOptions } from '@rastro/mongodb'
import type { Connections } from './connections.ts'

// Captured at load: applications fake timers in their tests.
const startTimer = setTimeout

/**
 * A script that ends before that never takes a lease, which it would keep for seconds after its end
 * unless it closed the audit.
 */
const START_AFTER_MS = 1_500

/** The order of one audit's events. */
export interface Sequencing {
  readonly sequence: EventSequence
  readonly follow: FollowFunction
  /** Offers this process for the numbering. */
  start(): void
  /** Ends every following and gives the numbering away; takes about two seconds at most. */
  /** @param deadlineMs - How long readers that are under way are waited for. */
  stop(deadlineMs: number): Promise<void>
}

export interface SequencingParts {
  readonly connections: Connections
  readonly store: EventStore
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
  const sequence = createMongoSequence({ database, ...bson })
  const follow = createFollow({ sequence, tenant, log })
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
    async stop(deadlineMs) {
      isStopped = true
      // Readers are the application's own, and may never end.
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = startTimer(resolve, deadlineMs)
      })
      await Promise.race([Promise.all([...following].map(async (one) => one.stop())), late])
      clearTimeout(timer)
      await sequencer?.stop()
    },
  }
}
