/** A recorder on a store that a test can take away, with a spool of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createCatalog,
  createContextKeeper,
  createIdSource,
  createMemoryStore,
  createRecorder,
} from '@rastro/core'
import type {
  EventStore,
  PolicyService,
  Recorder,
  RecorderParts,
  StoredEvent,
  ValueMaker,
} from '@rastro/core'
import { createValueMaker } from '@rastro/mongodb'
import * as mongodb from 'mongodb'
import { createFragileFiles } from './fragile-files.ts'
import type { FragileFiles } from './fragile-files.ts'

export const MAKE: ValueMaker = createValueMaker(mongodb, undefined)

/** A store in memory that can be away, be slow, or refuse one event. */
export interface SwitchableStore extends EventStore {
  isAway: boolean
  /** Held back until it is called. */
  hold(): () => void
  /** Events with this reason are refused for good. */
  refused: string | undefined
  readonly appends: (readonly StoredEvent[])[]
  readonly events: Map<string, StoredEvent>
}

export function createSwitchableStore(): SwitchableStore {
  const memory = createMemoryStore()
  let gate: Promise<void> = Promise.resolve()
  const store: SwitchableStore = {
    ...memory,
    isAway: false,
    refused: undefined,
    appends: [],
    events: new Map(),
    identity: async () => 'store-1',
    hold() {
      let open = (): void => undefined
      gate = new Promise((resolve) => {
        open = resolve
      })
      return open
    },
    async append(events, options) {
      store.appends.push(events)
      await gate
      if (
        store.isAway ||
        events.some(({ e }) => e.reason !== undefined && e.reason === store.refused)
      ) {
        throw Object.assign(new Error('away'), { code: 'AUDIT_STORE_UNAVAILABLE' })
      }
      for (const event of events) store.events.set(event._id, event)
      await memory.append(events, options)
    },
  }
  return store
}

export interface SpooledRecorder {
  readonly recorder: Recorder
  readonly store: SwitchableStore
  readonly files: FragileFiles
  readonly folder: string
  readonly said: string[]
  /** Paths of the files in the recorder's own folder. */
  readonly segments: () => readonly string[]
}

const POLICY = {
  isRecorded: () => Promise.resolve(true),
  tryIsRecorded: () => true,
  tryClientMode: () => 'full',
} as unknown as PolicyService

const folders: string[] = []

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'audit-spool-'))
  folders.push(folder)
  return folder
}

/** Call it in `afterAll`. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

export function createSpooledRecorder(
  given: Partial<RecorderParts> & {
    readonly folder?: string
    readonly maxBytes?: number
    /** Names of other "processes" that are dead. */
    readonly self?: string
    readonly alive?: ReadonlySet<string>
  } = {},
): SpooledRecorder {
  const { folder = newFolder(), maxBytes = 64 * 1024 * 1024, self = 'p1', alive, ...parts } = given
  const store = (given.store ?? createSwitchableStore()) as SwitchableStore
  const files = createFragileFiles()
  const said: string[] = []
  const catalog = createCatalog([])
  catalog.declarePlace('orders', {
    operations: ['create', 'update', 'delete', 'bulk-delete', 'restore', 'export'],
  })
  const recorder = createRecorder({
    tenant: 'default',
    catalog,
    policy: () => POLICY,
    keeper: createContextKeeper(),
    clock: { now: () => new Date() },
    ids: createIdSource(),
    log: { info: (line) => said.push(line), warn: (line) => said.push(line) },
    patienceMs: 500,
    spool: {
      files,
      watch: { self, isAlive: (process) => process === self || alive?.has(process) === true },
      path: folder,
      maxBytes,
      make: () => MAKE,
    },
    ...parts,
    store,
  })
  return {
    recorder,
    store,
    files,
    folder,
    said,
    segments() {
      const own = files.list(folder).find((name) => name.startsWith('spool-'))
      if (own === undefined) return []
      return files
        .list(join(folder, own))
        .filter((name) => name.endsWith('.spool'))
        .map((name) => join(folder, own, name))
    },
  }
}

/** Waits until a condition holds, by turns of the event loop; fails after some seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => {
      setTimeout(resolve, 10)
    })
  }
}

/** Why the stored events happened, as their callers said. */
export function reasons(store: SwitchableStore): string[] {
  return [...store.events.values()].flatMap(({ e }) => (e.reason === undefined ? [] : [e.reason]))
}

/** Details of the stored events of a type. */
export function detailsOf(store: SwitchableStore, type: string): Record<string, unknown>[] {
  const found = [...store.events.values()].filter(({ e }) => e.type === type)
  return found.map(({ e }) => ({ ...e.details }))
}

/** Leaves a folder as a process does that was killed: nothing is released. */
export async function leaveBehind(
  folder: string,
  wanted: readonly string[],
): Promise<SpooledRecorder> {
  const one = createSpooledRecorder({ folder, self: 'dead' })
  one.store.isAway = true
  for (const reason of wanted)
    await one.recorder.record('orders.exported', { reason, ack: 'spool' })
  return one
}

/** A process that comes later, with a store that works. */
export function comeAfter(folder: string, given: Partial<RecorderParts> = {}): SpooledRecorder {
  const next = createSpooledRecorder({ folder, self: 'next', ...given })
  next.recorder.safekeeping.start(async () => 'store-1')
  return next
}
