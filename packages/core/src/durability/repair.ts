/**
 * What happens after a crash?
 *
 * Folders of processes that are gone are taken over; their events are stored, and what became of
 * the writes that they announced is found out. A folder goes when nothing is left to do in it, so
 * a crash here costs nothing: the next process begins again, and what is stored twice is one event.
 */
import type { Logger } from '../environment/environment.ts'
import type { IntentFate, OpenIntent, SpoolFiles, ValueMaker } from '../ports/spool.ts'
import type { Waiting } from './backlog.ts'
import { createPause } from './pause.ts'
import { readLeftBehind } from './left-behind.ts'
import type { SpoolFolder } from './spool-folder.ts'

/** What was found and done in one folder. */
export interface Repaired {
  /** Events that were stored after the process was gone. */
  readonly events: number
  /** Events that could not be read any more. */
  readonly unreadable: number
  readonly damaged: number
  /** Announced writes, by what became of them. */
  readonly fates: Readonly<Record<Exclude<IntentFate, 'later'>, number>>
  readonly unknown: readonly OpenIntent[]
}

export interface Repair {
  /** Looks for folders and works on those that are here; one run at a time. */
  run(): Promise<void>
  /** Announced writes of other processes whose fate is not known yet. */
  openIntents(): number
  /** Since when the oldest of what is to be done waits; undefined where nothing is. */
  oldestMs(): number | undefined
  /** These, and the latest whose fate cannot be known any more. */
  intents(): readonly OpenIntent[]
  stop(): void
}

export interface RepairParts {
  readonly files: SpoolFiles
  readonly folder: SpoolFolder
  readonly make: () => ValueMaker
  readonly now: () => Date
  readonly log: Logger
  /** Hands events over to be stored. */
  readonly adopt: (waiting: Waiting) => void
  /** Finds out what became of writes; absent where nobody can. */
  readonly recover?: (intents: readonly OpenIntent[]) => Promise<ReadonlyMap<string, IntentFate>>
  /** Tells what was done in a folder; it goes when this resolves. */
  readonly tell: (what: Repaired) => Promise<void>
}

/** Their folders are gone: who asks later finds the latest of them here. */
const MAX_UNKNOWN = 1_000
/** Of one event that the store will not take nothing else has to wait for long. */
const STORED_WITHIN_MS = 10_000

interface Case {
  readonly path: string
  open: Map<string, OpenIntent>
  waiting: number
  readonly foundMs: number
  /** Of the oldest events that waited when the folder was found. */
  waitingSinceMs: number
  events: number
  unreadable: number
  damaged: number
  readonly fates: { recorded: number; 'never-happened': number; unknown: number }
  readonly unknown: OpenIntent[]
}

export function createRepair(parts: RepairParts): Repair {
  const { files, folder, make, now, log } = parts
  const cases = new Map<string, Case>()
  const unknown: OpenIntent[] = []
  let running: Promise<void> | undefined
  let isStopped = false
  const pause = createPause()

  function take(path: string): void {
    const left = readLeftBehind(files, path, make)
    const found: Case = {
      path,
      open: new Map(left.intents.map((intent) => [intent.id, intent])),
      waiting: left.events.length,
      foundMs: performance.now(),
      waitingSinceMs: Infinity,
      events: 0,
      unreadable: 0,
      damaged: left.damaged,
      fates: { recorded: 0, 'never-happened': 0, unknown: 0 },
      unknown: [],
    }
    cases.set(path, found)
    for (const one of left.events) {
      const sinceMs = now().getTime() - one.idleMs
      found.waitingSinceMs = Math.min(found.waitingSinceMs, sinceMs)
      let count = 0
      parts.adopt({
        // How many there are is known when they are read, and no number is shown before.
        count: 1,
        bytes: one.bytes,
        sinceMs,
        read() {
          const events = one.read()
          count = events.length
          return events
        },
        stored() {
          found.events += count
          settled(found)
        },
        gone() {
          found.unreadable += 1
          settled(found)
        },
      })
    }
  }

  function settled(one: Case): void {
    one.waiting -= 1
    if (one.waiting === 0) pause.end()
    void finish(one)
  }

  // Who asks what became of a write has to see the events that it left.
  async function whenStored(one: Case): Promise<void> {
    const mustWait = (): boolean => one.waiting > 0 && one.open.size > 0 && !isStopped
    while (mustWait()) {
      const restMs = one.foundMs + STORED_WITHIN_MS - performance.now()
      if (restMs <= 0) return
      // Ended too when the last event of another folder is stored.
      await pause.wait(restMs, false)
    }
  }

  async function settleIntents(one: Case): Promise<void> {
    if (parts.recover === undefined || one.open.size === 0) return
    const fates = await parts.recover([...one.open.values()])
    for (const [id, fate] of fates) {
      const intent = one.open.get(id)
      if (intent === undefined || fate === 'later') continue
      one.open.delete(id)
      one.fates[fate] += 1
      if (fate !== 'unknown') continue
      one.unknown.push(intent)
      unknown.push(intent)
    }
    unknown.splice(0, unknown.length - MAX_UNKNOWN)
  }

  async function finish(one: Case): Promise<void> {
    if (isStopped || one.open.size > 0 || one.waiting > 0 || !cases.has(one.path)) return
    cases.delete(one.path)
    try {
      const { events, unreadable, damaged, fates, unknown: forgotten } = one
      await parts.tell({ events, unreadable, damaged, fates, unknown: forgotten })
      folder.discard(one.path)
    } catch (error) {
      cases.set(one.path, one)
      say(error)
    }
  }

  async function work(): Promise<void> {
    for (const path of folder.adopt()) {
      if (cases.has(path) || isStopped) continue
      try {
        take(path)
      } catch (error) {
        // One folder that cannot be read must not keep the others from being taken over.
        say(error)
      }
    }
    for (const one of cases.values()) {
      await whenStored(one)
      if (isStopped) return
      await settleIntents(one)
      await finish(one)
    }
  }

  // Names no path and no value: only that it is tried again.
  function say(error: unknown): void {
    const code: unknown = (error as { code?: unknown } | null)?.code
    log.warn(
      `audit: what an earlier process left could not be taken over yet: ${typeof code === 'string' ? code : 'it failed'}`,
    )
  }

  return {
    run() {
      running ??= work()
        .catch(say)
        .finally(() => (running = undefined))
      return running
    },
    openIntents: () => [...cases.values()].reduce((sum, { open }) => sum + open.size, 0),
    oldestMs() {
      let oldest = Infinity
      for (const { open, waiting, waitingSinceMs } of cases.values()) {
        if (waiting > 0) oldest = Math.min(oldest, waitingSinceMs)
        for (const { at } of open.values()) oldest = Math.min(oldest, at.getTime())
      }
      return oldest === Infinity ? undefined : oldest
    },
    intents: () => [...[...cases.values()].flatMap(({ open }) => [...open.values()]), ...unknown],
    stop() {
      isStopped = true
      pause.end()
    },
  }
}
