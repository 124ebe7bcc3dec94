/**
 * Writers as applications have them: some events are inserted at once, and some in transactions
 * that commit long after newer events could be seen.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { StoredEvent } from '@rastro/core'
import type { MongoClient } from 'mongodb'
import type { Log } from './log.ts'
import { makeEvent } from './log.ts'

export interface Writers {
  /** Ids of the events whose write was acknowledged, in the order of acknowledgement. */
  readonly written: string[]
  /** Ends the writers after what they are doing. */
  stop(): Promise<void>
}

const SHARE_IN_TRANSACTIONS = 0.3

export function startWriters(log: Log, client: MongoClient, count: number): Writers {
  const written: string[] = []
  const stopping = new AbortController()

  async function writeLate(event: StoredEvent): Promise<void> {
    const session = client.startSession()
    try {
      session.startTransaction()
      await log.store.append([event], { transaction: { client, session } })
      await delay(20 + 380 * Math.random())
      await session.commitTransaction()
    } finally {
      await session.endSession()
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const event = makeEvent()
      if (Math.random() < SHARE_IN_TRANSACTIONS) await writeLate(event)
      else await log.store.append([event])
      written.push(event._id)
    }
  }

  const running = Array.from({ length: count }, run)
  return {
    written,
    async stop() {
      stopping.abort()
      await Promise.all(running)
    },
  }
}
