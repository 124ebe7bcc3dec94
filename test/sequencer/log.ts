/** A log of its own for a test: store, sequencers that may be many, and what they made of it. */
import { createFollow } from '@rastro/core'
import type { AuditEvent, EventSequence, EventStore, FollowHandle, StoredEvent } from '@rastro/core'
import { createIdSource, sealEvent } from '@rastro/core'
import { createMongoSequence, createMongoStore, createSequencer } from '@rastro/mongodb'
import type { Sequencer, SequencerOptions } from '@rastro/mongodb'
import type { Db, MongoClient } from 'mongodb'
import { until } from './until.ts'

export interface Log {
  readonly db: Db
  readonly store: EventStore
  readonly sequence: EventSequence
  /** What the suite said to the operator. */
  readonly said: string[]
  sequencer(options?: Partial<SequencerOptions>): Sequencer
  /** Waits until nothing is left of the search for events that were there before. */
  streaming(): Promise<void>
  /** Ids in the order of their numbers, of all batches; fails where a number is missing. */
  sequenced(bucket?: number): Promise<string[]>
  /** Waits until as many events have numbers. */
  sequencedCount(count: number): Promise<string[]>
  /** Follows a tenant and keeps what it got. */
  follow(after: number | 'now' | undefined, tenant?: string): Followed
  stop(): Promise<void>
}

export interface Followed {
  readonly handle: FollowHandle
  readonly ids: string[]
  readonly numbers: number[]
}

/** Long enough for a busy machine, short enough for a takeover within a test. */
export const LEASE_MS = 1_500

const nextId = createIdSource()

export function makeEvent(fields: Partial<AuditEvent> = {}): StoredEvent {
  const now = new Date()
  const event: AuditEvent = {
    v: 1,
    tenant: 'default',
    at: now,
    type: 'tickets.updated',
    operation: 'update',
    place: 'tickets',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: { type: 'agent', id: 'u-1', name: 'Ana Example', email: 'ana@example.com' },
    ...fields,
  }
  return sealEvent(event, { id: nextId(), now })
}

export function makeEvents(count: number, fields: Partial<AuditEvent> = {}): StoredEvent[] {
  return Array.from({ length: count }, () => makeEvent(fields))
}

export async function openLog(client: MongoClient, name: string): Promise<Log> {
  const db = client.db(name)
  const said: string[] = []
  const log = { info: (line: string) => said.push(line), warn: (line: string) => said.push(line) }
  const store = createMongoStore({ database: () => db })
  const sequence = createMongoSequence({ database: () => db })
  await store.prepare()
  const running: { stop(): Promise<void> }[] = []

  async function sequenced(bucket = 0): Promise<string[]> {
    const batches = await db
      .collection('audit_batches')
      .find({ bucket }, { sort: { _id: 1 }, readConcern: { level: 'majority' } })
      .toArray()
    const ids: string[] = []
    for (const batch of batches) {
      const { first, count, events } = batch as unknown as {
        first: number
        count: number
        events: { id: string }[]
      }
      if (first !== ids.length + 1 || count !== events.length) throw new Error(`hole at ${first}`)
      ids.push(...events.map(({ id }) => id))
    }
    return ids
  }

  return {
    db,
    store,
    sequence,
    said,
    sequencer(options = {}) {
      const sequencer = createSequencer({
        database: () => db,
        leaseMs: LEASE_MS,
        logger: log,
        ...options,
      })
      running.push(sequencer)
      sequencer.start()
      return sequencer
    },
    async streaming() {
      await until(async () => db.collection('audit_leases').findOne({ 'note.scans': { $size: 0 } }))
    },
    sequenced,
    async sequencedCount(count) {
      await until(async () => (await sequenced()).length >= count)
      return sequenced()
    },
    follow(after, tenant = 'default') {
      const follow = createFollow({ sequence, tenant, log })
      const ids: string[] = []
      const numbers: number[] = []
      const handle = follow(after, (events) => {
        ids.push(...events.map(({ event }) => event.id))
        numbers.push(...events.map((one) => one.sequence))
      })
      running.push(handle)
      return { handle, ids, numbers }
    },
    async stop() {
      await Promise.all(running.map(async (one) => one.stop()))
    },
  }
}
