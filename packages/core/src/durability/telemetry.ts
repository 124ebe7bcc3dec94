/**
 * What becomes of events that may be dropped?
 *
 * They wait in a bounded queue. What does not fit is dropped and counted, and each period of
 * drops is told once it is over.
 */
import type { StoredEvent } from '../event/event.ts'
import type { EventStore } from '../ports/store.ts'
import { byteSize } from '../values/byte-size.ts'
import { createBacklog } from './backlog.ts'
import type { Waiting } from './backlog.ts'

const MAX_EVENTS = 10_000
const MAX_BYTES = 16 * 1024 * 1024

/** Drops between two moments at which nothing was dropped. */
export interface DropPeriod {
  readonly count: number
  readonly from: Date
  readonly until: Date
}

export interface Telemetry {
  /** False if they were dropped. */
  add(events: readonly StoredEvent[]): boolean
  nudge(): void
  drained(): Promise<void>
  waiting(): number
  bytes(): number
  dropped(): number
  oldestMs(): number | undefined
  /** Tells of the drops that were not told yet. */
  tell(): void
  stop(): readonly Waiting[]
}

export function createTelemetry(parts: {
  readonly store: Pick<EventStore, 'append'>
  readonly now: () => Date
  readonly stored: (count: number) => void
  readonly told: (period: DropPeriod) => void
  /** For tests of the bound. */
  readonly maxEvents?: number
}): Telemetry {
  const { store, now, maxEvents = MAX_EVENTS } = parts
  const backlog = createBacklog({ store, now })
  let dropped = 0
  let isStopped = false
  let period: DropPeriod | undefined

  function drop(count: number): void {
    dropped += count
    const at = now()
    period = { count: (period?.count ?? 0) + count, from: period?.from ?? at, until: at }
  }

  function tell(): void {
    if (period === undefined) return
    const over = period
    period = undefined
    parts.told(over)
  }

  return {
    add(events) {
      const bytes = sizeOf(events)
      const isFull =
        backlog.count() + events.length > maxEvents || backlog.bytes() + bytes > MAX_BYTES
      if (isFull || isStopped) {
        drop(events.length)
        return false
      }
      backlog.add({
        count: events.length,
        bytes,
        sinceMs: now().getTime(),
        read: () => events,
        stored() {
          parts.stored(events.length)
          // There is room again: the period is over.
          tell()
        },
        gone: () => drop(events.length),
      })
      return true
    },
    nudge: () => backlog.nudge(),
    drained: () => backlog.drained(),
    waiting: () => backlog.count(),
    bytes: () => backlog.bytes(),
    dropped: () => dropped,
    oldestMs: () => backlog.oldestMs(),
    tell,
    stop() {
      isStopped = true
      return backlog.stop()
    },
  }
}

function sizeOf(events: readonly StoredEvent[]): number {
  try {
    return events.reduce((sum, event) => sum + byteSize(event), 0)
  } catch {
    return MAX_BYTES + 1
  }
}
