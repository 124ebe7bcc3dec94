/**
 * How do events that wait behind their calls get into the store?
 *
 * In the order they came, in bounded batches, again and again until they are there. While nobody
 * waits for them, a moment is given to those that come next: one insert of many costs little more
 * than one of one, and competes less with the calls. A batch that fails becomes smaller, and one
 * event that the store will not take lets the others pass.
 */
import type { StoredEvent } from '../event/event.ts'
import type { EventStore } from '../ports/store.ts'
import { createPause } from './pause.ts'

const MAX_BATCH_EVENTS = 1_000
const MAX_BATCH_BYTES = 8 * 1024 * 1024
/** Long enough for some calls one after the other, short beside the second that readers may lag. */
const GATHER_MS = 50
const FIRST_PAUSE_MS = 200
const MAX_PAUSE_MS = 30_000

/** Events that wait. */
export interface Waiting {
  readonly count: number
  readonly bytes: number
  /** When they were handed over. */
  readonly sinceMs: number
  /** @throws If they cannot be read any more. */
  read(): readonly StoredEvent[]
  stored(): void
  /** They could not be read: they are gone. */
  gone(): void
}

export interface Backlog {
  add(waiting: Waiting): void
  /** Something was stored elsewhere: the store is there, so there is no need to wait. */
  nudge(): void
  /** Resolves when everything added so far is stored or gone, or nothing more is tried. */
  drained(): Promise<void>
  /** Events that wait. */
  count(): number
  bytes(): number
  oldestMs(): number | undefined
  /** Whether the last try failed. */
  isStuck(): boolean
  /** Tries no more. @returns What waits still. */
  stop(): readonly Waiting[]
}

export function createBacklog(parts: {
  readonly store: Pick<EventStore, 'append'>
  readonly now: () => Date
}): Backlog {
  const { store, now } = parts
  const queue: (Waiting & { readonly turn: number })[] = []
  const pause = createPause()
  let waiters: { readonly after: number; readonly resolve: () => void }[] = []
  let added = 0
  let count = 0
  let bytes = 0
  let limit = MAX_BATCH_EVENTS
  let failures = 0
  let isRunning = false
  let isStopped = false

  function remove(n: number): readonly Waiting[] {
    const gone = queue.splice(0, n)
    for (const one of gone) {
      count -= one.count
      bytes -= one.bytes
    }
    return gone
  }

  function nextBatch(): { readonly taken: number; readonly events: readonly StoredEvent[] } {
    const events: StoredEvent[] = []
    let taken = 0
    let size = 0
    for (const one of queue) {
      if (taken > 0 && (events.length + one.count > limit || size + one.bytes > MAX_BATCH_BYTES)) {
        break
      }
      // In its turn: what cannot be read is taken out when it is the first.
      const read = tryRead(one)
      if (read === undefined && taken > 0) break
      // One by one: thousands do not fit the arguments of a call.
      for (const event of read ?? []) events.push(event)
      taken += 1
      size += one.bytes
      if (read === undefined) break
    }
    return { taken, events }
  }

  function tryRead(one: Waiting): readonly StoredEvent[] | undefined {
    try {
      return one.read()
    } catch {
      return undefined
    }
  }

  async function storeNext(): Promise<void> {
    const { taken, events } = nextBatch()
    if (events.length === 0) {
      for (const one of remove(taken)) one.gone()
      return
    }
    try {
      const recordedAt = now()
      await store.append(events.map((event) => ({ ...event, recordedAt })))
    } catch {
      await failed()
      return
    }
    failures = 0
    limit = Math.min(MAX_BATCH_EVENTS, limit * 4)
    for (const one of remove(taken)) one.stored()
  }

  async function failed(): Promise<void> {
    failures += 1
    if (limit === 1 || queue[0]?.count === 1) {
      // Perhaps this very one is refused: the next try is with another.
      const first = queue.shift()
      if (first !== undefined) queue.push(first)
    }
    limit = Math.max(1, Math.floor(limit / 8))
    const longest = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10))
    if (isStopped) return
    // With jitter: many processes lose the same store at the same moment.
    await pause.wait(longest * (0.5 + Math.random() / 2), waiters.length > 0)
  }

  async function run(): Promise<void> {
    if (isRunning) return
    isRunning = true
    const isGoingOn = (): boolean => queue.length > 0 && !isStopped
    while (isGoingOn()) {
      const isFull = count >= MAX_BATCH_EVENTS || bytes >= MAX_BATCH_BYTES
      if (failures === 0 && waiters.length === 0 && !isFull) await pause.wait(GATHER_MS, true)
      if (!isGoingOn()) break
      await storeNext()
      waiters = waiters.filter(({ after, resolve }) => {
        // Not by count: an event that is refused lets younger ones pass.
        if (queue.some(({ turn }) => turn <= after)) return true
        resolve()
        return false
      })
    }
    isRunning = false
  }

  return {
    add(waiting) {
      added += 1
      queue.push({ ...waiting, turn: added })
      count += waiting.count
      bytes += waiting.bytes
      void run()
    },
    nudge() {
      if (failures > 0) pause.end()
    },
    drained() {
      if (queue.length === 0 || isStopped) return Promise.resolve()
      return new Promise((resolve) => {
        waiters.push({ after: added, resolve })
        // The pause that runs lets the process end; one that somebody waits for must not.
        pause.end()
      })
    },
    count: () => count,
    bytes: () => bytes,
    oldestMs: () =>
      queue.reduce<number | undefined>(
        (least, { sinceMs }) => Math.min(least ?? sinceMs, sinceMs),
        undefined,
      ),
    isStuck: () => failures > 0,
    stop() {
      isStopped = true
      pause.end()
      for (const { resolve } of waiters.splice(0)) resolve()
      return [...queue]
    },
  }
}
