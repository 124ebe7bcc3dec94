/** Are events safe, and where are those that are not stored yet? For a health check. */
import type { DeliveryCounts, DurabilityClass } from '@rastro/core'

/** Whether events are safe, for a health check. */
export interface AuditHealth {
  /**
   * `degraded` while events wait because the store is away, and once an event was lost or dropped
   * or the spool cannot be written; `down` while the store is away and nothing can be kept.
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
  /** `false` where the application wants none. */
  readonly spool:
    | false
    | {
        readonly path: string
        readonly writable: boolean
        readonly bytes: number
        readonly maxBytes: number
        readonly segments: number
        /** Age of the oldest file that is still needed, in milliseconds; 0 where none is. */
        readonly oldestMs: number
      }
}

export function healthOf(counts: DeliveryCounts, openWrites: number, now: Date): AuditHealth {
  const { stored, lost, dropped, pending, waiting, lagMs, classes, isStoreAway, spool } = counts
  return {
    status: statusOf(counts),
    stored,
    lost,
    dropped,
    pending,
    waiting,
    lagMs,
    classes,
    openWrites,
    spool:
      spool === undefined
        ? false
        : {
            path: spool.path,
            writable: spool.writable,
            bytes: spool.bytes,
            maxBytes: spool.maxBytes,
            segments: spool.segments,
            oldestMs: spool.oldestAt === undefined ? 0 : now.getTime() - spool.oldestAt.getTime(),
          },
  }

  function statusOf({ spool: folder }: DeliveryCounts): AuditHealth['status'] {
    const isKept = folder?.writable === true
    if (isStoreAway && !isKept) return 'down'
    const isFine = lost === 0 && dropped === 0 && !isStoreAway && folder?.writable !== false
    return isFine ? 'ok' : 'degraded'
  }
}
