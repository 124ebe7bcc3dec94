/**
 * Hands events to the store, and counts what becomes of them.
 *
 * An event outside a transaction that cannot be stored is counted and said to be lost: the
 * business write it tells about has happened and stays. Inside the caller's transaction the error
 * goes on, since the events share that transaction's fate.
 */
import type { StoredEvent } from '../event/event.ts'
import type { Logger } from '../environment/environment.ts'
import type { AppendOptions, EventStore } from '../ports/store.ts'

/** What became of the events of this process. */
export interface DeliveryCounts {
  readonly stored: number
  readonly lost: number
  /** Handed over and not yet answered. */
  readonly pending: number
}

/** Hands events to the store. */
export interface Delivery {
  /** Resolves with true when the events are stored, with false when they were lost. */
  deliver(events: readonly StoredEvent[], options?: AppendOptions): Promise<boolean>
  /** Resolves when everything handed over so far has been answered. */
  flush(): Promise<void>
  counts(): DeliveryCounts
}

/** A store that is away would otherwise fill the log with one line per event. */
const MS_BETWEEN_WARNINGS = 10_000

export function createDelivery(parts: {
  readonly store: EventStore
  readonly log: Logger
  readonly now: () => Date
}): Delivery {
  const { store, log, now } = parts
  const underWay = new Set<Promise<unknown>>()
  let stored = 0
  let lost = 0
  let pending = 0
  let warnedAt = -Infinity

  function countLost(n: number, error: unknown): void {
    lost += n
    const at = now().getTime()
    if (at - warnedAt < MS_BETWEEN_WARNINGS) return
    warnedAt = at
    const code = (error as { code?: unknown }).code
    const why = typeof code === 'string' ? code : 'the store failed'
    log.warn(`audit: ${n} event(s) lost, ${lost} in this process so far: ${why}`)
  }

  async function send(events: readonly StoredEvent[], options: AppendOptions): Promise<boolean> {
    pending += events.length
    try {
      await store.append(events, options)
      stored += events.length
      return true
    } catch (error) {
      if (options.transaction !== undefined) throw error
      countLost(events.length, error)
      return false
    } finally {
      pending -= events.length
    }
  }

  return {
    deliver(events, options = {}) {
      const sent = send(events, options)
      const settled = sent.then(
        () => undefined,
        () => undefined,
      )
      underWay.add(settled)
      void settled.then(() => underWay.delete(settled))
      return sent
    },
    async flush() {
      await Promise.all(underWay)
    },
    counts: () => ({ stored, lost, pending }),
  }
}
