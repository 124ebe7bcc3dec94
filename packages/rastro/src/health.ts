/** Are events safe, and where are those that are not stored yet? For a health check. */
import type { DeliveryCounts, DurabilityClass } from '@rastro/core'

/** Whether events are safe, for a health check. */
export interface AuditHealth {
  /**
   * `degraded` from the first attempt to store an event that fails to the first that succeeds;
   * while events wait for more than two seconds, or for their numbers for more than a minute; once
   * one was lost or dropped; and while the spool cannot be written. `down` while the store is away
   * and nothing can be kept.
   */
  readonly status: 'ok' | 'degraded' | 'down'
  /** Events in the store, since this process began. */
  readonly stored: number
  readonly lost: number
  /** Telemetry that did not fit its queue. */
  readonly dropped: number
  /** Handed over and not answered yet. */
  readonly pending: number
  /** Safe on this machine's disk, or telemetry in memory, and not in the store yet. */
  readonly waiting: number
  /** How long the oldest of those waits, in milliseconds. */
  readonly lagMs: number
  /** Events handed over, by their class. */
  readonly classes: Readonly<Record<DurabilityClass, number>>
  /** Announced writes of earlier processes whose fate is not known yet. */
  readonly openWrites: number
  readonly sequencing: {
    /**
     * How long the oldest event of the whole log waits that has no number yet, in milliseconds, when
     * it was last looked at: that is begun by asking, at most once a second, and seen by who asks
     * next. Null until then, and on a standalone server.
     */
    readonly lagMs: number | null
  }
  /** `false` where the application wants none. */
  readonly spool:
    | false
    | {
        readonly path: string
        readonly writable: boolean
        readonly bytes: number
        readonly maxBytes: number
        readonly segments: number
        /**
         * Age of the oldest event or announced write in it that is still needed, in milliseconds;
         * 0 where none is. What earlier processes left counts from the last write of its file.
         */
        readonly oldestMs: number
      }
}

/** What else a health check is made from. */
export interface HealthParts {
  readonly openWrites: number
  readonly spoolAgeMs: number
  readonly numberingLagMs: number | null
}

/** Longer than an event that nothing is wrong with waits on a slow machine. */
const MAX_WAIT_MS = 2_000
/** Longer than a takeover of the numbering takes. */
const MAX_NUMBERING_MS = 60_000

export function healthOf(counts: DeliveryCounts, parts: HealthParts): AuditHealth {
  const { stored, lost, dropped, pending, waiting, lagMs, classes, spool } = counts
  return {
    status: statusOf(counts, parts),
    stored,
    lost,
    dropped,
    pending,
    waiting,
    lagMs,
    classes,
    openWrites: parts.openWrites,
    sequencing: { lagMs: parts.numberingLagMs },
    spool:
      spool === undefined
        ? false
        : {
            path: spool.path,
            writable: spool.writable,
            bytes: spool.bytes,
            maxBytes: spool.maxBytes,
            segments: spool.segments,
            oldestMs: parts.spoolAgeMs,
          },
  }
}

function statusOf(counts: DeliveryCounts, { numberingLagMs }: HealthParts): AuditHealth['status'] {
  const { lost, dropped, lagMs, pendingMs, isStoreAway, spool } = counts
  if (isStoreAway && spool?.writable !== true) return 'down'
  const isLate = Math.max(lagMs, pendingMs) > MAX_WAIT_MS
  const isUnnumbered = (numberingLagMs ?? 0) > MAX_NUMBERING_MS
  const isWorse =
    isStoreAway || isLate || isUnnumbered || lost > 0 || dropped > 0 || spool?.writable === false
  return isWorse ? 'degraded' : 'ok'
}
