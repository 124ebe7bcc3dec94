/**
 * How does a process offer itself for a piece of work, for as long as it runs?
 *
 * It asks for the lease again and again, does the work while it has it, renews it meanwhile, and
 * gives it back at the end. Nothing here keeps a process alive, and nothing here is urgent: timers
 * are unreferenced, and a failure waits before the next try.
 */
import { AuditError, pauseFor } from '@rastro/core'
import type { Lease } from './lease.ts'
import type { Leases } from './leases.ts'
import { untilDeadline } from './until-deadline.ts'
import type { StopOptions } from './until-deadline.ts'

/** What is to be done by one process at a time. */
export interface HeldWork {
  readonly leases: Leases
  readonly name: string
  /** Whether there is anything to do it on; asked when the lease is free. Default: always. */
  readonly isPossible?: () => boolean | Promise<boolean>
  /**
   * Does the work until `signal` is aborted or it fails. Both when the lease is lost and when
   * this process stops, the signal is aborted.
   */
  readonly work: (lease: Lease, signal: AbortSignal) => Promise<void>
  /** Hears of failures other than a lost lease. */
  readonly onError?: (error: unknown) => void
  /** How long to wait between two tries, in milliseconds. Default a third of the lease's time. */
  readonly retryMs?: number
}

/** A process that offers itself for work. */
export interface LeaseHolder {
  /** Whether this process does the work at the moment. */
  isWorking(): boolean
  /** Stops, gives the lease back, and resolves when that is done or the deadline has come. */
  stop(options?: StopOptions): Promise<void>
}

/** Offers this process for the work, from now until `stop()`. */
export function holdLease(options: HeldWork): LeaseHolder {
  const { leases, name, work, isPossible, onError = () => undefined } = options
  const { retryMs = leases.ttlMs / 3 } = options
  const stopping = new AbortController()
  let isWorking = false

  async function tryOnce(): Promise<void> {
    const lease = await leases.tryAcquire(name, isPossible)
    if (lease === undefined) return
    try {
      if (!stopping.signal.aborted) await workWith(lease)
    } finally {
      await lease.release()
    }
  }

  async function workWith(lease: Lease): Promise<void> {
    const lost = new AbortController()
    const signal = AbortSignal.any([stopping.signal, lost.signal])
    isWorking = true
    const renewing = renewWhile(lease, { signal, onLost: () => lost.abort() })
    try {
      await work(lease, signal)
    } finally {
      isWorking = false
      lost.abort()
      await renewing
    }
  }

  async function renewWhile(
    lease: Lease,
    { signal, onLost }: { signal: AbortSignal; onLost: () => void },
  ): Promise<void> {
    while (!signal.aborted) {
      await pauseFor(leases.ttlMs / 6, signal)
      // A failure of the network is no loss: the fence decides, at the next write.
      if (!signal.aborted) await lease.keep().catch(() => undefined)
      if (!lease.isHeld()) onLost()
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await tryOnce().catch((error: unknown) => {
        const isLost = AuditError.is(error) && error.code === 'AUDIT_LEASE_LOST'
        if (!isLost && !stopping.signal.aborted) onError(error)
      })
      await pauseFor(retryMs, stopping.signal)
    }
  }

  const running = run()
  return {
    isWorking: () => isWorking,
    async stop(stopOptions) {
      stopping.abort()
      await untilDeadline(running, stopOptions)
    },
  }
}
