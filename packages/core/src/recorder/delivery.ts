/**
 * Brings events to safety, as safe as their class promises, and counts what becomes of them.
 *
 * Nobody's business write fails here, but for two promises: events inside a transaction share its
 * fate, and a `critical` event that cannot be stored is an error. Everything else that the store
 * does not take waits in the spool; without one it is lost, counted and said.
 */
import { createBacklog } from '../durability/backlog.ts'
import type { Waiting } from '../durability/backlog.ts'
import type { Spool, SpooledEvents, SpoolState } from '../durability/spool.ts'
import { createStoreLane } from '../durability/store-lane.ts'
import { createStoreStanding } from '../durability/store-standing.ts'
import { DEFAULT_SAFETY } from '../durability/strictest.ts'
import { createTelemetry } from '../durability/telemetry.ts'
import type { DropPeriod } from '../durability/telemetry.ts'
import { AuditError } from '../errors/audit-error.ts'
import type { StoredEvent } from '../event/event.ts'
import type { Logger } from '../environment/environment.ts'
import type { DurabilityClass, Safety } from '../ports/safety.ts'
import type { AppendOptions, EventStore } from '../ports/store.ts'

/** What became of the events of this process. */
export interface DeliveryCounts {
  readonly stored: number
  readonly lost: number
  /** Handed over and not yet answered. */
  readonly pending: number
  /** Telemetry that did not fit its queue. */
  readonly dropped: number
  /** Safe on this machine's disk, or telemetry in memory, and not yet in the store. */
  readonly waiting: number
  /** Milliseconds since the oldest of those was handed over; 0 where none waits. */
  readonly lagMs: number
  /** Events handed over, by their class. */
  readonly classes: Readonly<Record<DurabilityClass, number>>
  /** Milliseconds since the oldest of those that are not answered was handed over; 0 without any. */
  readonly pendingMs: number
  /** Whether the last try to store anything failed, or a call waited for it in vain. */
  readonly isStoreAway: boolean
  /** Absent where nothing is kept on disk. */
  readonly spool?: SpoolState
}

/** How events are to be delivered. */
export interface DeliverOptions extends AppendOptions {
  /** Default: `standard`, `store`. */
  readonly safety?: Safety
}

/** Hands events to the store. */
export interface Delivery {
  /**
   * Resolves when the events are as safe as they ask to be: with true, or with false when they
   * were lost or dropped.
   * @throws Inside a transaction what the store throws; `AUDIT_STORE_UNAVAILABLE` for a `critical`
   * event that could not be stored.
   */
  deliver(events: readonly StoredEvent[], options?: DeliverOptions): Promise<boolean>
  /** Takes over events that another process left; `waiting.stored` is called when they are there. */
  adopt(waiting: Waiting): void
  /** Resolves when everything handed over so far has been answered and, unless lost, stored. */
  flush(): Promise<void>
  /** Tries no more. What is left stays in the spool. @returns How many events are left and lost. */
  stop(): { readonly left: number; readonly lost: number }
  counts(): DeliveryCounts
}

export interface DeliveryParts {
  readonly store: EventStore
  readonly log: Logger
  readonly now: () => Date
  readonly spool?: Spool
  /** How long the store may take before an event goes to the spool instead, in milliseconds. */
  readonly patienceMs?: number
  /** Called when a period of drops is over. */
  readonly dropsEnded?: (period: DropPeriod) => void
  /** Telemetry events that may wait. */
  readonly maxTelemetryEvents?: number
}

/** A store that is away would otherwise fill the log with one line per event. */
const MS_BETWEEN_WARNINGS = 10_000
/** Shorter than an election of a new primary usually takes is too short. */
const DEFAULT_PATIENCE_MS = 5_000
/** Of one record of the spool, so that even the largest events together fit it. */
const MAX_KEPT_TOGETHER = 100
/** What waits is kept in memory up to here, and read from the disk beyond. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024

const { setTimeout, clearTimeout } = globalThis

export function createDelivery(parts: DeliveryParts): Delivery {
  const { log, now, spool, patienceMs = DEFAULT_PATIENCE_MS } = parts
  const underWay = new Map<Promise<unknown>, number>()
  const standing = createStoreStanding(parts.store)
  const { store } = standing
  const lane = createStoreLane(store)
  const backlog = createBacklog({ store, now })
  const telemetry = createTelemetry({
    store,
    now,
    stored: countStored,
    told: (period) => parts.dropsEnded?.(period),
    ...(parts.maxTelemetryEvents === undefined ? {} : { maxEvents: parts.maxTelemetryEvents }),
  })
  const classes = { critical: 0, standard: 0, telemetry: 0 }
  let stored = 0
  let lost = 0
  let pending = 0
  let memoryBytes = 0
  let warnedAt = -Infinity
  // Since a call waited in vain, and until anything is stored.
  let isSlow = false

  function countStored(n: number): void {
    stored += n
  }

  function countLost(n: number, error: unknown): void {
    lost += n
    const at = now().getTime()
    if (at - warnedAt < MS_BETWEEN_WARNINGS) return
    warnedAt = at
    const code = (error as { code?: unknown } | undefined)?.code
    const why = typeof code === 'string' ? code : 'the store failed'
    log.warn(`audit: ${n} event(s) lost, ${lost} in this process so far: ${why}`)
  }

  async function append(events: readonly StoredEvent[], options: AppendOptions): Promise<void> {
    await store.append(events, options)
    stored += events.length
  }

  /** Stored, or else kept here; lost where neither can be. */
  async function sendToStore(
    events: readonly StoredEvent[],
    options: AppendOptions,
  ): Promise<boolean> {
    // Known to be away: nobody waits to learn it again.
    if ((isSlow || backlog.isStuck()) && keep(events)) return true
    const sending = lane.send(events, options)
    try {
      await (spool === undefined ? sending.done : withPatience(sending.done))
      stored += events.length
      isSlow = false
      backlog.nudge()
      telemetry.nudge()
      return true
    } catch (error) {
      sending.abandon()
      if (keep(events)) {
        isSlow ||= error instanceof TooSlow
        return true
      }
      countLost(events.length, error)
      return false
    }
  }

  async function withPatience(done: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new TooSlow(patienceMs)), patienceMs)
    })
    try {
      await Promise.race([done, late])
    } finally {
      clearTimeout(timer)
      done.catch(() => undefined)
    }
  }

  /** Writes them to the spool, all or none, from where they are stored behind. */
  function keep(events: readonly StoredEvent[]): boolean {
    if (spool === undefined) return false
    const kept: { readonly events: readonly StoredEvent[]; readonly spooled: SpooledEvents }[] = []
    for (let at = 0; at < events.length; at += MAX_KEPT_TOGETHER) {
      const together = events.slice(at, at + MAX_KEPT_TOGETHER)
      const spooled = spool.keep(together)
      if (spooled === undefined) {
        for (const one of kept) one.spooled.stored()
        return false
      }
      kept.push({ events: together, spooled })
    }
    for (const one of kept) storeBehind(one.events, one.spooled)
    return true
  }

  function storeBehind(events: readonly StoredEvent[], spooled: SpooledEvents): void {
    const { bytes } = spooled
    let held: readonly StoredEvent[] | undefined
    if (memoryBytes + bytes <= MAX_WAITING_BYTES) {
      held = events
      memoryBytes += bytes
    }
    const letGo = (): void => {
      if (held === undefined) return
      held = undefined
      memoryBytes -= bytes
    }
    backlog.add({
      count: events.length,
      bytes,
      sinceMs: now().getTime(),
      read: () => held ?? spooled.read(),
      stored() {
        letGo()
        isSlow = false
        stored += events.length
        spooled.stored()
      },
      gone() {
        letGo()
        countLost(events.length, { code: 'the spool cannot be read' })
        spooled.stored()
      },
    })
  }

  async function send(events: readonly StoredEvent[], options: DeliverOptions): Promise<boolean> {
    const { safety = DEFAULT_SAFETY, ...how } = options
    classes[safety.class] += events.length
    if (how.transaction !== undefined || safety.class === 'critical') {
      await append(events, how)
      return true
    }
    if (safety.class === 'telemetry') return telemetry.add(events)
    if (safety.ack === 'store' || !keep(events)) return sendToStore(events, how)
    if (safety.ack === 'spool' || spool === undefined) return true
    // What the disk would not confirm is not safe until the store has it.
    if (!(await spool.sync())) await backlog.drained()
    return true
  }

  async function counted(
    events: readonly StoredEvent[],
    options: DeliverOptions,
  ): Promise<boolean> {
    pending += events.length
    try {
      return await send(events, options)
    } finally {
      pending -= events.length
    }
  }

  return {
    deliver(events, options = {}) {
      const sent = counted(events, options)
      const settled = sent.then(
        () => undefined,
        () => undefined,
      )
      underWay.set(settled, now().getTime())
      void settled.then(() => underWay.delete(settled))
      return sent
    },
    adopt(waiting) {
      backlog.add({
        ...waiting,
        stored() {
          stored += waiting.count
          waiting.stored()
        },
      })
    },
    async flush() {
      // What tells of drops is an event itself.
      telemetry.tell()
      await Promise.all(underWay.keys())
      await Promise.all([backlog.drained(), telemetry.drained()])
      telemetry.tell()
      await Promise.all(underWay.keys())
      await backlog.drained()
    },
    stop() {
      const behind = sum(backlog.stop())
      const unsent = telemetry.stop()
      const gone = sum(unsent.filter((one) => spool?.keep(one.read()) === undefined))
      lost += gone
      return { left: behind + sum(unsent) - gone, lost: gone }
    },
    counts() {
      const oldest = Math.min(backlog.oldestMs() ?? Infinity, telemetry.oldestMs() ?? Infinity)
      const at = now().getTime()
      const sinceMs = (since: number): number => (since === Infinity ? 0 : Math.max(0, at - since))
      return {
        stored,
        lost,
        pending,
        dropped: telemetry.dropped(),
        waiting: backlog.count() + telemetry.waiting(),
        lagMs: sinceMs(oldest),
        classes: { ...classes },
        pendingMs: sinceMs(oldestOf(underWay)),
        isStoreAway: isSlow || standing.isFailing() || backlog.isStuck(),
        ...(spool === undefined ? {} : { spool: spool.state() }),
      }
    },
  }
}

/** Entries are in the order in which they came. */
function oldestOf(underWay: ReadonlyMap<unknown, number>): number {
  const [first = Infinity] = underWay.values()
  return first
}

function sum(all: readonly Waiting[]): number {
  return all.reduce((total, { count }) => total + count, 0)
}

/** The store did not answer in time, whatever was to be stored. */
class TooSlow extends AuditError {
  constructor(waitedMs: number) {
    super('AUDIT_STORE_UNAVAILABLE', `The audit store did not answer within ${waitedMs} ms`)
  }
}
