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
  /**
   * Whether the driver sent a numbered command more than once. The server answers the repetition
   * with what it remembers, and with the time of that moment, not of the write.
   */
  wasRepeated(): boolean
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
  const isOwn = given === undefined
  return throughProxy(isOwn ? client.startSession({ causalConsistency: true }) : given, isOwn)
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

function throughProxy(real: DriverSession, isOwn: boolean): ObservedSession {
  let latest: DriverTimestamp | undefined
  let numbers = 0
  let txnNumber: number | undefined
  const { use, end } = beginUse(real)
  const sends = countSends(real)
  const proxy = new Proxy(real, {
    get(target, key) {
      if (key === 'advanceOperationTime') {
        return (time: DriverTimestamp) => {
          if (latest === undefined || time.greaterThan(latest)) latest = time
          if (numbers > 0) txnNumber = target.serverSession?.txnNumber
          // A session without causal consistency keeps no time: it shall not start to.
          if (target.supports.causalConsistency) target.advanceOperationTime(time)
        }
      }
      if (key === 'incrementTransactionNumber') {
        return () => {
          target.incrementTransactionNumber?.()
          // The driver counts when it sends the command: the number is known with the reply.
          numbers += 1
        }
      }
      if (key === 'supports') return { ...target.supports, causalConsistency: true }
      if (key === 'serverSession') return sends.counted()
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
    wasRepeated: () => numbers > 0 && sends.count() > numbers,
    release: async () => {
      end()
      // Kept out of the pool until now: the next user of the server session overwrites its record
      // in `config.transactions`, by which this write is recognised as ours.
      if (isOwn) await real.endSession()
    },
  }
}

/** Counts how often the driver puts the session on a command: more often than once is a repetition. */
function countSends(real: DriverSession): { counted(): unknown; count(): number } {
  let count = 0
  let server: unknown
  let counted: unknown
  return {
    counted() {
      const now = real.serverSession
      if (now === undefined || now === server) return counted ?? now
      server = now
      counted = new Proxy(now, {
        set(target, key, value) {
          // The driver notes the last use each time it sends.
          if (key === 'lastUse') count += 1
          return Reflect.set(target, key, value, target)
        },
      })
      return counted
    },
    count: () => count,
  }
}
