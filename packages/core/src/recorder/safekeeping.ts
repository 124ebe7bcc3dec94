/**
 * Puts together what keeps events safe: the way to the store, the spool, and the repair of what
 * processes before this one left.
 */
import type { IdSource, Logger } from '../environment/environment.ts'
import { holdsAnything } from '../durability/left-behind.ts'
import { createPause } from '../durability/pause.ts'
import { createRepair } from '../durability/repair.ts'
import type { Repair, Repaired } from '../durability/repair.ts'
import { createSpoolFolder } from '../durability/spool-folder.ts'
import { createSpool } from '../durability/spool.ts'
import type { Spool } from '../durability/spool.ts'
import type {
  IntentFate,
  OpenIntent,
  ProcessWatch,
  SpoolFiles,
  ValueMaker,
} from '../ports/spool.ts'
import type { EventStore } from '../ports/store.ts'
import { createDelivery } from './delivery.ts'
import type { Delivery } from './delivery.ts'

/** The folder that a recorder keeps events in until they are stored, and what it needs for it. */
export interface SpoolChoice {
  readonly files: SpoolFiles
  readonly watch: ProcessWatch
  /** Of the folder that all processes of the application share. */
  readonly path: string
  readonly maxBytes: number
  /** Makes values of the application's own driver; asked when something is read. */
  readonly make: () => ValueMaker
}

/** What was left when it was closed. */
export interface Leftovers {
  /** Events in the spool, which the next process stores. */
  readonly left: number
  readonly lost: number
}

/** Everything that keeps the events of one recorder safe. */
export interface Safekeeping {
  readonly spool: Spool | undefined
  readonly delivery: Delivery
  /**
   * Begins the work that goes on by itself: telling other processes of this one, and repair.
   * @param identify - Which store this is, so that events of another one stay where they are;
   * undefined where it cannot be told yet.
   */
  start(identify: () => Promise<string | undefined>): void
  /** Announced writes of earlier processes whose fate is not known yet. */
  openIntents(): number
  /**
   * Milliseconds since the oldest thing was written that is still needed on the disk, by this
   * process or by earlier ones that it took over; 0 where nothing is.
   */
  spoolAgeMs(): number
  /**
   * Announced writes of which nobody has told what became of them: of this process, and of earlier
   * ones that it took over. For whoever finds a change without an event.
   */
  intents(): readonly OpenIntent[]
  close(deadlineMs: number): Promise<Leftovers>
}

export interface SafekeepingParts {
  readonly store: EventStore
  readonly log: Logger
  readonly now: () => Date
  readonly ids: IdSource
  readonly choice: SpoolChoice | undefined
  readonly patienceMs?: number | undefined
  readonly maxTelemetryEvents?: number | undefined
  readonly recover?:
    ((intents: readonly OpenIntent[]) => Promise<ReadonlyMap<string, IntentFate>>) | undefined
  /** Wraps the delivery: what comes before a queue, a spool or the store. */
  readonly wrap?: ((delivery: Delivery) => Delivery) | undefined
  /** Records an event of the audit's own, and resolves when it is safe. */
  readonly tell: (type: string, details: Readonly<Record<string, unknown>>) => Promise<void>
}

const MS_BETWEEN_SIGNS = 5_000
/** Folders of other processes are looked for this often: every so many signs. */
const SIGNS_BETWEEN_LOOKS = 6

// Taken at load: applications fake timers.
const { setInterval, clearInterval } = globalThis

export function createSafekeeping(parts: SafekeepingParts): Safekeeping {
  const { store, log, now, choice, tell } = parts
  const folder =
    choice === undefined
      ? undefined
      : createSpoolFolder({
          files: choice.files,
          watch: choice.watch,
          root: choice.path,
          name: parts.ids().toLowerCase(),
          holdsAnything: (path) => holdsAnything(choice.files, path),
          log,
        })
  const spool =
    choice === undefined || folder === undefined
      ? undefined
      : createSpool({ ...choice, folder, log, nowMs: () => now().getTime() })
  const inner = createDelivery({
    store,
    log,
    now,
    ...(spool === undefined ? {} : { spool }),
    ...(parts.patienceMs === undefined ? {} : { patienceMs: parts.patienceMs }),
    ...(parts.maxTelemetryEvents === undefined
      ? {}
      : { maxTelemetryEvents: parts.maxTelemetryEvents }),
    dropsEnded: (period) =>
      void tell('audit.integrity.dropped', { ...period }).catch(() => undefined),
  })
  const delivery = parts.wrap?.(inner) ?? inner
  let repair: Repair | undefined
  let timer: NodeJS.Timeout | undefined
  let signs = 0
  let identify: () => Promise<string | undefined> = () => Promise.resolve(undefined)
  let isIdentified = false

  function sign(): void {
    signs += 1
    spool?.sign()
    if (repair === undefined) return
    const isTime = signs % SIGNS_BETWEEN_LOOKS === 0
    if (isTime || !isIdentified || repair.openIntents() > 0) void repairNow()
  }

  async function repairNow(): Promise<void> {
    if (!isIdentified) {
      const id = await identify().catch(() => undefined)
      // Events of other stores must not come here, and nobody knows yet which those are.
      if (id === undefined) return
      isIdentified = true
      folder?.belongsTo(id)
    }
    await repair?.run()
  }

  return {
    spool,
    delivery,
    start(ask) {
      if (choice === undefined || folder === undefined || repair !== undefined) return
      identify = ask
      spool?.begin()
      repair = createRepair({
        ...choice,
        folder,
        now,
        log,
        adopt: (waiting) => delivery.adopt(waiting),
        ...(parts.recover === undefined ? {} : { recover: parts.recover }),
        tell: (what) => tellRepaired(tell, what),
      })
      timer = setInterval(sign, MS_BETWEEN_SIGNS)
      timer.unref()
      void repairNow()
    },
    openIntents: () => repair?.openIntents() ?? 0,
    spoolAgeMs() {
      const at = now().getTime()
      const own = spool?.state().oldestAt?.getTime() ?? at
      return Math.max(0, at - Math.min(own, repair?.oldestMs() ?? at))
    },
    intents: () => [...(spool?.intents() ?? []), ...(repair?.intents() ?? [])],
    async close(deadlineMs) {
      const pause = createPause()
      // Writes that are under way hand over their events first.
      const done = (spool?.idle() ?? Promise.resolve()).then(() => delivery.flush())
      await Promise.race([done, pause.wait(deadlineMs, true)])
      pause.end()
      clearInterval(timer)
      repair?.stop()
      const leftovers = delivery.stop()
      spool?.release()
      return leftovers
    },
  }
}

async function tellRepaired(tell: SafekeepingParts['tell'], what: Repaired): Promise<void> {
  const { events, unreadable, damaged, fates, unknown } = what
  const { recorded, 'never-happened': neverHappened } = fates
  if (events > 0) await tell('audit.integrity.replayed', { events })
  if (recorded + neverHappened + unknown.length > 0) {
    const details = { recorded, neverHappened, unknown: unknown.length }
    await tell('audit.integrity.recovered', details)
  }
  if (unreadable + damaged > 0) {
    await tell('audit.integrity.gap', { because: 'spool-damaged', count: unreadable + damaged })
  }
  for (const { at, namespace, method } of unknown) {
    const details = { because: 'fate-unknown', namespace, call: method, from: at, until: at }
    await tell('audit.integrity.gap', details)
  }
}
