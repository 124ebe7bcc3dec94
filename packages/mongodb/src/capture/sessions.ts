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
  /** The number of the latest retryable write, where no other command can have used the session. */
  txnNumber(): number | undefined
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
    // Kept out of the pool until now: the next user of the server session overwrites its record
    // in `config.transactions`, by which this write is recognised as ours.
    release: () => session.endSession(),
  }
}

function borrowedSession(real: DriverSession): ObservedSession {
  let latest: DriverTimestamp | undefined
  const proxy = new Proxy(real, {
    get(target, key) {
      if (key === 'advanceOperationTime') {
        return (time: DriverTimestamp) => {
          if (latest === undefined || time.greaterThan(latest)) latest = time
          // A session without causal consistency keeps no time: it shall not start to.
          if (target.supports.causalConsistency) target.advanceOperationTime(time)
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
    // Others may use it at the same moment.
    txnNumber: () => undefined,
    release: async () => undefined,
  }
}
