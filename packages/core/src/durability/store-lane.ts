/**
 * How do many calls share one insert?
 *
 * What comes while an insert is under way goes along with the next one, in the order it came. A
 * batch that fails is tried call by call, so that one call's events cannot fail another's.
 */
import type { StoredEvent } from '../event/event.ts'
import type { AppendOptions, EventStore } from '../ports/store.ts'

const MAX_BATCH_EVENTS = 1_000
/** A failure that took longer is the store's and not one event's. */
const QUICK_MS = 1_000

/** Events of one call, on their way. */
export interface Sending {
  /** Resolves when they are stored. @throws What the store throws. */
  readonly done: Promise<void>
  /** They need not be sent any more, unless they are under way already. */
  abandon(): void
}

export interface StoreLane {
  send(events: readonly StoredEvent[], options: AppendOptions): Sending
}

interface Entry {
  readonly events: readonly StoredEvent[]
  readonly options: AppendOptions
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export function createStoreLane(store: Pick<EventStore, 'append'>): StoreLane {
  let queue: Entry[] = []
  let isRunning = false

  function take(): Entry[] {
    let size = 0
    let n = 0
    for (const { events } of queue) {
      if (n > 0 && size + events.length > MAX_BATCH_EVENTS) break
      size += events.length
      n += 1
    }
    return queue.splice(0, n)
  }

  async function run(): Promise<void> {
    isRunning = true
    while (queue.length > 0) await sendTogether(take())
    isRunning = false
  }

  async function sendTogether(entries: readonly Entry[]): Promise<void> {
    const [only] = entries
    if (entries.length === 1 && only !== undefined) {
      await sendOne(only)
      return
    }
    const began = performance.now()
    try {
      const events = entries.flatMap((entry) => entry.events)
      await store.append(events, entries.at(-1)?.options ?? {})
      for (const entry of entries) entry.resolve()
    } catch (error) {
      if (performance.now() - began < QUICK_MS) await Promise.all(entries.map(sendOne))
      else for (const entry of entries) entry.reject(error)
    }
  }

  async function sendOne(entry: Entry): Promise<void> {
    try {
      await store.append(entry.events, entry.options)
      entry.resolve()
    } catch (error) {
      entry.reject(error)
    }
  }

  return {
    send(events, options) {
      let entry: Entry | undefined
      const done = new Promise<void>((resolve, reject) => {
        entry = { events, options, resolve, reject }
        queue.push(entry)
      })
      if (!isRunning) void run()
      return {
        done,
        abandon() {
          queue = queue.filter((one) => one !== entry)
        },
      }
    },
  }
}
