/**
 * At what time did exactly this command write?
 *
 * A reply's `operationTime` reaches the application's side only through its session. Where the
 * caller gave a session it is used, through a proxy that notes this one command's time; where it
 * gave none, the command runs on a session of our own.
 */
import type { Doc, DriverClient, DriverSession, DriverTimestamp } from './driver.ts'

export interface ObservedSession {
  /** Give this one to the driver. */
  readonly session: DriverSession
  /** The latest time that a reply on it carried. */
  time(): DriverTimestamp | undefined
  /** The number of the latest retryable write; undefined if none or where others may have used it. */
  txnNumber(): number | undefined
  /**
   * Whether another captured write ran on the same session meanwhile. The driver gives both one
   * number then, and the server answers the second with the result of the first.
   */
  overlapped(): boolean
  /** Call when the event is safe: an own session goes back to the pool only then. */
  release(): Promise<void>
}

/**
 * Returns a session to run one command on.
 *
 * @param client - The collection's client.
 * @param given - The caller's session, if any.
 */
export function observe(client: DriverClient, given: DriverSession | undefined): ObservedSession {
  return given === undefined ? ownSession(client) : borrowedSession(given)
}

/** The session in the options, or undefined; Mongoose passes null for none. */
export function sessionOf(options: Doc): DriverSession | undefined {
  const session = options['session']
  return typeof session === 'object' && session !== null ? (session as DriverSession) : undefined
}

/** True for sessions that the driver is going to refuse: it shall do so in its own words. */
export function isUnusable(session: DriverSession, client: DriverClient): boolean {
  return session.hasEnded || session.snapshotEnabled === true || session.client !== client
}

function ownSession(client: DriverClient): ObservedSession {
  const session = client.startSession({ causalConsistency: true })
  return {
    session,
    time: () => session.operationTime,
    txnNumber: () => session.serverSession?.txnNumber,
    overlapped: () => false,
    // Kept out of the pool until now: the next user of the server session overwrites its record
    // in `config.transactions`, by which this write is recognised as ours.
    release: () => session.endSession(),
  }
}

interface Use {
  overlapped: boolean
}

/** The writes that are under way on a caller's session. */
const uses = new WeakMap<DriverSession, Set<Use>>()

function beginUse(session: DriverSession): { use: Use; end: () => void } {
  const current = uses.get(session) ?? new Set<Use>()
  uses.set(session, current)
  const use = { overlapped: current.size > 0 }
  for (const other of current) other.overlapped = true
  current.add(use)
  return { use, end: () => current.delete(use) }
}

function borrowedSession(real: DriverSession): ObservedSession {
  let latest: DriverTimestamp | undefined
  let isNumbered = false
  let txnNumber: number | undefined
  const { use, end } = beginUse(real)
  const proxy = new Proxy(real, {
    get(target, key) {
      if (key === 'advanceOperationTime') {
        return (time: DriverTimestamp) => {
          if (latest === undefined || time.greaterThan(latest)) latest = time
          if (isNumbered) txnNumber = target.serverSession?.txnNumber
          // A session without causal consistency keeps no time: it shall not start to.
          if (target.supports.causalConsistency) target.advanceOperationTime(time)
        }
      }
      if (key === 'incrementTransactionNumber') {
        return () => {
          target.incrementTransactionNumber?.()
          // The driver counts when it sends the command: the number is known with the reply.
          isNumbered = true
        }
      }
      if (key === 'supports') return { ...target.supports, causalConsistency: true }
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  })
  return {
    session: proxy,
    time: () => latest,
    txnNumber: () => (use.overlapped ? undefined : txnNumber),
    overlapped: () => use.overlapped,
    release: async () => {
      end()
    },
  }
}
