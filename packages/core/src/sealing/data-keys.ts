/**
 * How does a process come by data keys, and how long does it have them?
 *
 * Sixty seconds from the moment at which they were read: then they are read and unwrapped anew, so
 * that a key which was destroyed elsewhere is gone here too. What is asked for at the same time is
 * asked for once. Where the keys are kept and what wraps them is behind ports.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../environment/environment.ts'
import { AuditError } from '../errors/audit-error.ts'
import type { KeySource, KeyStore, WrappedKey } from '../ports/keys.ts'
import { DATA_KEY_BYTES, dataKeyOf, isCommittedTo, keyBinding } from './data-key.ts'
import type { DataKey } from './data-key.ts'

/** Longest that a process has a data key. */
export const KEY_CACHE_MS = 60_000
/** Of one wrapping or unwrapping, before it counts as failed. */
const SOURCE_WAIT_MS = 4_000
const REWRAPPED_AT_ONCE = 100

// Taken at load: applications fake timers.
const { setTimeout, clearTimeout } = globalThis

/** What they are made with. */
export interface DataKeysParts {
  readonly source: KeySource
  /** Master keys of before: they unwrap what they wrapped until `rewrap` has been here. */
  readonly previous?: readonly KeySource[]
  readonly store: KeyStore
  readonly clock: Clock
  /** Milliseconds of a clock that never goes back. Default: the process's. */
  readonly elapsedMs?: () => number
}

/** The data keys of one process. */
export interface DataKeys {
  /**
   * Keys of these owners, made where there are none.
   * @throws AuditError `AUDIT_KEYS_UNAVAILABLE`, `AUDIT_KEYS_EXCHANGED`
   */
  ofOwners(tenant: string, owners: readonly string[]): Promise<ReadonlyMap<string, DataKey>>
  /**
   * Keys by their commitments, in one reading; those that were destroyed are left out.
   * @throws AuditError `AUDIT_KEYS_UNAVAILABLE`, `AUDIT_KEYS_EXCHANGED`
   */
  byId(ids: readonly string[]): Promise<ReadonlyMap<string, DataKey>>
  /**
   * The same for events of before that come now: whose keys were destroyed since gets one that
   * nobody has, and nothing of theirs can ever be read.
   * @throws AuditError `AUDIT_KEYS_UNAVAILABLE`
   */
  ofOwnersThen(
    tenant: string,
    owners: readonly string[],
    then: Date,
  ): Promise<ReadonlyMap<string, DataKey>>
  /** Forgets keys at once. */
  forget(ids: readonly string[]): void
  /** Wraps every key anew that another master key wrapped. @returns How many. */
  rewrap(): Promise<number>
}

interface Held {
  readonly key: DataKey
  readonly owner: string
  readonly until: number
}

/** Makes them; nothing is read before something is asked for. */
export function createDataKeys(parts: DataKeysParts): DataKeys {
  const { source, previous = [], store, clock } = parts
  const elapsedMs = parts.elapsedMs ?? (() => performance.now())
  const byOwner = new Map<string, Held>()
  const byId = new Map<string, Held>()
  const making = new Map<string, Promise<Held>>()
  let sweep: NodeJS.Timeout | undefined
  /** Grows with every `forget`: what was being read meanwhile is not kept. */
  let generation = 0

  function current(held: Held | undefined): DataKey | undefined {
    return held !== undefined && elapsedMs() < held.until ? held.key : undefined
  }

  function hold(held: Held, since: number): Held {
    if (since !== generation) return held
    byOwner.set(held.owner, held)
    byId.set(held.key.id, held)
    if (sweep === undefined) {
      sweep = setTimeout(dropOld, KEY_CACHE_MS)
      sweep.unref()
    }
    return held
  }

  // Also of what nobody asks for again: a key in memory is a key that can be stolen.
  function dropOld(): void {
    sweep = undefined
    const now = elapsedMs()
    for (const map of [byOwner, byId]) {
      for (const [name, { until }] of map) if (until <= now) map.delete(name)
    }
    if (byId.size === 0) return
    sweep = setTimeout(dropOld, KEY_CACHE_MS)
    sweep.unref()
  }

  async function unwrapped(wrapped: WrappedKey, readAt: number): Promise<Held> {
    const whose = [source, ...previous].find(({ id }) => id === wrapped.source)
    if (whose === undefined) throw new Error('a key of a master key that is not given')
    const boundTo = keyBinding(wrapped)
    const bytes = await inTime(whose.unwrap(wrapped.wrapped, boundTo))
    const key = dataKeyOf(bytes, boundTo)
    bytes.fill(0)
    if (!isCommittedTo(key, wrapped.id)) throw exchanged()
    return { key, owner: wrapped.owner, until: readAt + KEY_CACHE_MS }
  }

  async function made(tenant: string, owner: string): Promise<Held> {
    const bytes = randomBytes(DATA_KEY_BYTES)
    const boundTo = keyBinding({ tenant, owner })
    const { id } = dataKeyOf(bytes, boundTo)
    const readAt = elapsedMs()
    const wrapped = await inTime(source.wrap(bytes, boundTo))
    const madeAt = clock.now()
    const kept = await store.add({ owner, tenant, id, wrapped, source: source.id, madeAt })
    bytes.fill(0)
    return unwrapped(kept, readAt)
  }

  function makeOnce(tenant: string, owner: string): Promise<Held> {
    const known = making.get(owner)
    if (known !== undefined) return known
    const since = generation
    const work = made(tenant, owner).then((held) => hold(held, since))
    making.set(owner, work)
    const done = (): boolean => making.delete(owner)
    work.then(done, done)
    return work
  }

  const keys: DataKeys = {
    ofOwners: (tenant, owners) =>
      asked(async () => {
        const found = new Map<string, DataKey>()
        const missing = new Set<string>()
        for (const owner of owners) {
          const key = current(byOwner.get(owner))
          if (key === undefined) missing.add(owner)
          else found.set(owner, key)
        }
        if (missing.size === 0) return found
        const since = generation
        const readAt = elapsedMs()
        const kept = await store.byOwner([...missing])
        for (const held of await Promise.all(kept.map((one) => unwrapped(one, readAt)))) {
          hold(held, since)
          found.set(held.owner, held.key)
          missing.delete(held.owner)
        }
        const others = await Promise.all([...missing].map((one) => makeOnce(tenant, one)))
        for (const { owner, key } of others) found.set(owner, key)
        return found
      }),
    byId: (ids) =>
      asked(async () => {
        const found = new Map<string, DataKey>()
        const missing = new Set<string>()
        for (const id of ids) {
          const key = current(byId.get(id))
          if (key === undefined) missing.add(id)
          else found.set(id, key)
        }
        if (missing.size === 0) return found
        const since = generation
        const readAt = elapsedMs()
        const kept = await store.byId([...missing])
        for (const held of await Promise.all(kept.map((one) => unwrapped(one, readAt)))) {
          hold(held, since)
          found.set(held.key.id, held.key)
        }
        return found
      }),
    async ofOwnersThen(tenant, owners, then) {
      const erased = await asked(() => store.erasedAt(owners))
      const gone = owners.filter((owner) => (erased.get(owner) ?? new Date(0)) >= then)
      const left = owners.filter((owner) => !gone.includes(owner))
      const found = new Map(left.length === 0 ? [] : await keys.ofOwners(tenant, left))
      for (const owner of gone) found.set(owner, dataKeyOf(randomBytes(DATA_KEY_BYTES)))
      return found
    },
    forget(ids) {
      generation += 1
      for (const id of ids) {
        const held = byId.get(id)
        byId.delete(id)
        if (held !== undefined && byOwner.get(held.owner)?.key.id === id) byOwner.delete(held.owner)
      }
    },
    rewrap: () =>
      asked(async () => {
        let count = 0
        for (;;) {
          const some = await store.wrappedByOthers(source.id, REWRAPPED_AT_ONCE)
          if (some.length === 0) return count
          for (const old of some) {
            const whose = previous.find(({ id }) => id === old.source)
            if (whose === undefined) throw new Error('a key of a master key that is not given')
            const boundTo = keyBinding(old)
            const bytes = await inTime(whose.unwrap(old.wrapped, boundTo))
            // Wrapped anew, what was exchanged before would be right from then on.
            if (!isCommittedTo(dataKeyOf(bytes, boundTo), old.id)) throw exchanged()
            const wrapped = await inTime(source.wrap(bytes, boundTo))
            bytes.fill(0)
            await store.rewrap(old, { wrapped, source: source.id })
            count += 1
          }
        }
      }),
  }
  return keys
}

/** Somebody put one person's key in the place of another's, or wrote into it. */
function exchanged(): AuditError {
  return new AuditError(
    'AUDIT_KEYS_EXCHANGED',
    'a data key is not the one that was made for its owner: nothing is opened with it',
  )
}

/** Whatever else fails, nothing is known but that the keys are not to be had now. */
async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (AuditError.is(error) && error.code === 'AUDIT_KEYS_EXCHANGED') throw error
    throw new AuditError('AUDIT_KEYS_UNAVAILABLE', 'the keys of persons cannot be reached', {
      cause: error,
    })
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the key source did not answer')), SOURCE_WAIT_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
